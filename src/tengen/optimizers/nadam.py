"""Nadam: Adam with Nesterov's momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.adam import follow, power
from tengen.optimizers.optimizer import Optimizer
from tengen.optimizers.state import OptimizerOptions


@registry.register()
class Nadam(Optimizer):
    """Adam whose mean gradient is taken one step ahead.

    With `mu_t = beta_1 * (1 - 0.96**t / 2)` and `c_t` the product of all `mu` so far,
    `m' = mu_(t+1) * m / (1 - c_(t+1)) + (1 - mu_t) * g / (1 - c_t)` and
    `w -= rate * m' / (sqrt(v / (1 - beta_2**t)) + epsilon)` (Dozat 2016,
    "Incorporating Nesterov Momentum into Adam", algorithm 8).

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        beta_1: how slowly the mean gradient follows, from 0 to 1.
        beta_2: how slowly the mean square follows, from 0 to 1.
        epsilon: keeps the division finite.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([1.0])
        >>> Nadam(0.1).apply([[3.0]], [weight]); float(weight[0]) < 0.9
        True
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon

    def build(self, variables: Sequence[Variable]) -> None:
        """Make two slots per variable, and one for the product of the momenta."""
        super().build(variables)
        names = ["momentum", "velocity"]
        self._means, self._squares = self.add_optimizer_variables(variables, names)
        self._product = self.add_variable((), "ones", name="momentum_product")

    def update_all(
        self, gradients: Sequence[Any], variables: Sequence[Variable], rate: Any
    ) -> None:
        """Change all variables, having moved the product on once."""
        t = jnp.asarray(self.iterations + 1, self._product.dtype)
        self._product.assign(self._product.value * self._momentum(t))
        super().update_all(gradients, variables, rate)

    def _momentum(self, t: Any) -> Any:
        return self.beta_1 * (1 - 0.5 * power(0.96, t))

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slots."""
        place = self._get_variable_index(variable)
        t = jnp.asarray(self.iterations + 1, gradient.dtype)
        now, ahead = self._momentum(t), self._momentum(t + 1)
        product = self._product.value.astype(gradient.dtype)
        mean = follow(self._means[place], gradient, self.beta_1)
        square = follow(self._squares[place], gradient * gradient, self.beta_2)
        looking_ahead = ahead * mean / (1 - product * ahead)
        looking_ahead += (1 - now) * gradient / (1 - product)
        corrected = square / (1 - power(self.beta_2, t))
        rate = learning_rate.astype(gradient.dtype)
        variable.assign_sub(rate * looking_ahead / (jnp.sqrt(corrected) + self.epsilon))
