"""Adagrad: steps divided by the root of all squared gradients so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.optimizer import Optimizer
from tengen.optimizers.state import OptimizerOptions


@registry.register()
class Adagrad(Optimizer):
    """`a += g**2`, then `w -= rate * g / sqrt(a + epsilon)`.

    Duchi, Hazan and Singer 2011, "Adaptive Subgradient Methods".

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        initial_accumulator_value: where `a` starts.
        epsilon: keeps the division finite.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([1.0])
        >>> Adagrad(0.1, initial_accumulator_value=3.0).apply([[1.0]], [weight])
        >>> round(float(weight[0]), 4)
        0.95
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon

    def build(self, variables: Sequence[Variable]) -> None:
        """Make one slot per variable."""
        super().build(variables)
        start = self.initial_accumulator_value
        self._sums = self.add_optimizer_variables(variables, "accumulator", start)

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slot."""
        total = self._sums[self._get_variable_index(variable)]
        total.assign_add(gradient * gradient)
        rate = learning_rate.astype(gradient.dtype)
        variable.assign_sub(rate * gradient / jnp.sqrt(total.value + self.epsilon))
