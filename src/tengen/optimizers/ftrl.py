"""FTRL-proximal: for sparse linear models; weights that matter little become zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.optimizer import Optimizer
from tengen.optimizers.state import OptimizerOptions


@registry.register()
class Ftrl(Optimizer):
    """Follow the regularized leader.

    With `n` the sum of squared gradients, `s(n) = n**(-power) / rate` and
    `z += g - (s(n + g**2) - s(n)) * w`, the weight is 0 where `|z| <= l1`, else
    `(sign(z) * l1 - z) / (s(n) + (beta / rate) + 2 * l2)` (McMahan et al. 2013, "Ad
    Click Prediction", algorithm 1).

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        learning_rate_power: at most 0; 0 keeps the rate fixed.
        initial_accumulator_value: where `n` starts.
        l1_regularization_strength: pulls weights to exactly zero.
        l2_regularization_strength: makes weights small.
        l2_shrinkage_regularization_strength: makes weights small through the gradient.
        beta: as in the paper; added to the root of `n`.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([1.0])
        >>> Ftrl(0.1, l1_regularization_strength=1e3).apply([[3.0]], [weight])
        >>> float(weight[0])
        0.0
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        self.beta = beta
        self._check("learning_rate_power", learning_rate_power <= 0, "at most 0")
        for argument in (
            "initial_accumulator_value",
            "l1_regularization_strength",
            "l2_regularization_strength",
            "l2_shrinkage_regularization_strength",
        ):
            self._check(argument, getattr(self, argument) >= 0, "at least 0")

    def build(self, variables: Sequence[Variable]) -> None:
        """Make two slots per variable."""
        super().build(variables)
        self._squares, self._linears = [], []
        start = self.initial_accumulator_value
        for variable in variables:
            add = self.add_variable_from_reference
            self._squares.append(add(variable, "accumulator", start))
            self._linears.append(add(variable, "linear"))

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slots."""
        place = self._get_variable_index(variable)
        squares, linear = self._squares[place], self._linears[place]
        rate = learning_rate.astype(gradient.dtype)
        l2 = self.l2_regularization_strength + self.beta / (2.0 * rate)
        l1 = self.l1_regularization_strength
        shrinkage = self.l2_shrinkage_regularization_strength
        before, after = squares.value, squares.value + gradient * gradient
        squares.assign(after)
        stiffer = (self._stiffness(after) - self._stiffness(before)) / rate
        pull = gradient + 2 * shrinkage * variable.value
        z = linear.value + pull - stiffer * variable.value
        linear.assign(z)
        solved = (jnp.clip(z, -l1, l1) - z) / (self._stiffness(after) / rate + 2 * l2)
        variable.assign(solved)

    def _stiffness(self, squares: Any) -> Any:
        return jnp.power(squares, -self.learning_rate_power)
