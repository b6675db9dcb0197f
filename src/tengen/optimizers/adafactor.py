"""Adafactor: RMSprop that remembers rows and columns instead of every square."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.optimizer import Optimizer
from tengen.optimizers.state import OptimizerOptions


@registry.register()
class Adafactor(Optimizer):
    """Steps `g / sqrt(v)`, of bounded size, in proportion to the size of the weights.

    For matrices `v` is the product of the running means of `g**2` over columns and over
    rows, divided by their mean (Shazeer and Stern 2018, "Adafactor", algorithms 4 and
    5; the last two axes of tensors count as a matrix).

    Args:
        learning_rate: the greatest rate: a number, a schedule, or a function.
        beta_2_decay: power of the step number by which the means grow slower.
        epsilon_1: added to `g**2`.
        epsilon_2: the least size of a weight, for the size of its step.
        clip_threshold: the greatest root mean square of a step.
        relative_step: whether the rate falls with one over the root of the step number.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([1.0])
        >>> Adafactor(0.1).apply([[3.0]], [weight]); round(float(weight[0]), 4)
        0.9
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_2_decay: float = -0.8,
        epsilon_1: float = 1e-30,
        epsilon_2: float = 1e-3,
        clip_threshold: float = 1.0,
        relative_step: bool = True,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_2_decay = beta_2_decay
        self.epsilon_1 = epsilon_1
        self.epsilon_2 = epsilon_2
        self.clip_threshold = clip_threshold
        self.relative_step = relative_step

    def build(self, variables: Sequence[Variable]) -> None:
        """Make one slot per variable, and for matrices two of rows and columns."""
        super().build(variables)
        self._rows: list[Variable | None] = []
        self._columns: list[Variable | None] = []
        self._squares: list[Variable] = []
        for variable in variables:
            row = column = None
            shape = tuple(variable.shape)
            if len(shape) >= 2:
                of_columns = (*shape[:-2], shape[-1])
                row = self.add_variable(shape[:-1], dtype=variable.dtype)
                column = self.add_variable(of_columns, dtype=variable.dtype)
            self._rows.append(row)
            self._columns.append(column)
            square = self.add_variable_from_reference(variable, "velocity")
            self._squares.append(square)

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slots."""
        t = jnp.asarray(self.iterations + 1, gradient.dtype)
        rate = jnp.minimum(learning_rate.astype(gradient.dtype), 1 / jnp.sqrt(t))
        size = jnp.maximum(self.epsilon_2, _root_mean_square(variable.value))
        share = jnp.power(t, self.beta_2_decay)
        square = self._followed(variable, gradient, share)
        step = gradient / jnp.sqrt(square)
        step = step / jnp.maximum(1, _root_mean_square(step) / self.clip_threshold)
        variable.assign_sub((size * rate * step).astype(variable.dtype))

    def _followed(self, variable: Variable, gradient: Any, share: Any) -> Any:
        """Move the slots of a variable, and return the mean squares of its gradient."""
        place = self._get_variable_index(variable)
        row, column = self._rows[place], self._columns[place]
        slot, squares = self._squares[place], gradient * gradient + self.epsilon_1
        if row is None or column is None:
            slot.assign((1 - share) * slot.value + share * squares)
            return slot.value
        row.assign((1 - share) * row.value + share * squares.mean(-1))
        column.assign((1 - share) * column.value + share * squares.mean(-2))
        relative = row.value / row.value.mean(-1, keepdims=True)
        slot.assign(relative[..., None] * column.value[..., None, :])
        return slot.value


def _root_mean_square(x: Any) -> Any:
    return jnp.sqrt(jnp.mean(jnp.square(x)))
