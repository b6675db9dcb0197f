"""Adadelta: steps scaled by the ratio of past steps to past gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.optimizer import Optimizer
from tengen.optimizers.state import OptimizerOptions


@registry.register()
class Adadelta(Optimizer):
    """`d = g * sqrt(u + epsilon) / sqrt(v + epsilon)`, then `w -= rate * d`.

    `v` and `u` are the running means of `g**2` and `d**2` (Zeiler 2012, "ADADELTA",
    algorithm 1, which has a rate of 1).

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        rho: how slowly the means follow, from 0 to 1.
        epsilon: keeps the division finite and the first step from being zero.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([1.0])
        >>> Adadelta(1.0, epsilon=0.01).apply([[1.0]], [weight])
        >>> round(float(weight[0]), 4)
        0.5918
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.rho = rho
        self.epsilon = epsilon

    def build(self, variables: Sequence[Variable]) -> None:
        """Make two slots per variable."""
        super().build(variables)
        names = ["accumulated_grad", "accumulated_delta_var"]
        self._squares, self._deltas = self.add_optimizer_variables(variables, names)

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slots."""
        place = self._get_variable_index(variable)
        squares, deltas = self._squares[place], self._deltas[place]
        self._follow(squares, gradient)
        delta = gradient * self._root(deltas) / self._root(squares)
        self._follow(deltas, delta)
        variable.assign_sub(learning_rate.astype(gradient.dtype) * delta)

    def _follow(self, slot: Variable, value: Any) -> None:
        slot.assign(self.rho * slot.value + (1 - self.rho) * value * value)

    def _root(self, slot: Variable) -> Any:
        return jnp.sqrt(slot.value + self.epsilon)
