"""Adamax: Adam with the greatest gradient in place of the mean square."""

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
class Adamax(Optimizer):
    """`w -= rate / (1 - beta_1**t) * m / (u + epsilon)`.

    `m` is the running mean of `g`, and `u = max(beta_2 * u, |g|)` (Kingma and Ba
    2014, "Adam", algorithm 2).

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        beta_1: how slowly the mean gradient follows, from 0 to 1.
        beta_2: how slowly the greatest gradient is forgotten, from 0 to 1.
        epsilon: keeps the division finite.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([1.0])
        >>> Adamax(0.1).apply([[3.0]], [weight]); round(float(weight[0]), 4)
        0.9
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
        """Make two slots per variable."""
        super().build(variables)
        names = ["momentum", "norm"]
        self._means, self._norms = self.add_optimizer_variables(variables, names)

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slots."""
        place = self._get_variable_index(variable)
        mean = follow(self._means[place], gradient, self.beta_1)
        norm = self._norms[place]
        norm.assign(jnp.maximum(self.beta_2 * norm.value, jnp.abs(gradient)))
        t = jnp.asarray(self.iterations + 1, gradient.dtype)
        rate = learning_rate.astype(gradient.dtype) / (1 - power(self.beta_1, t))
        variable.assign_sub(rate * mean / (norm.value + self.epsilon))
