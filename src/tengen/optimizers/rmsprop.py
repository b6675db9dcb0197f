"""RMSprop: steps divided by a running root mean square of the gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.optimizer import Optimizer
from tengen.optimizers.state import OptimizerOptions


@registry.register("rmsprop")
class RMSprop(Optimizer):
    """`v = rho * v + (1 - rho) * g**2`, then `w -= rate * g / sqrt(v + epsilon)`.

    Centered: `v - mean(g)**2` under the root. With momentum the step is added to
    `m = momentum * m + step`, and `w -= m` (Tieleman and Hinton 2012, lecture 6.5).

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        rho: how slowly the mean square follows, from 0 to 1.
        momentum: share of the last move that is kept.
        epsilon: keeps the division finite.
        centered: whether to divide by the standard deviation instead.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([1.0])
        >>> RMSprop(0.1).apply([[1.0]], [weight]); round(float(weight[0]), 4)
        0.6838
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.rho = rho
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered

    def build(self, variables: Sequence[Variable]) -> None:
        """Make one to three slots per variable."""
        super().build(variables)
        self._squares = self.add_optimizer_variables(variables, "velocity")
        if self.momentum:
            self._moves = self.add_optimizer_variables(variables, "momentum")
        if self.centered:
            self._means = self.add_optimizer_variables(variables, "average_gradient")

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slots."""
        place = self._get_variable_index(variable)
        square = self._follow(self._squares[place], gradient * gradient)
        if self.centered:
            mean = self._follow(self._means[place], gradient)
            square = square - mean * mean
        step = learning_rate.astype(gradient.dtype) * gradient
        step = step / jnp.sqrt(square + self.epsilon)
        if self.momentum:
            move = self._moves[place]
            step = self.momentum * move.value + step
            move.assign(step)
        variable.assign_sub(step)

    def _follow(self, slot: Variable, value: Any) -> Any:
        mean = self.rho * slot.value + (1 - self.rho) * value
        slot.assign(mean)
        return mean
