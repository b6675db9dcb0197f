"""Adam: running means of the gradient and of its square, corrected for their start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import jax
import jax.numpy as jnp

from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.optimizer import Optimizer
from tengen.optimizers.state import OptimizerOptions


@registry.register()
class Adam(Optimizer):
    """`w -= rate_t * m / (sqrt(v) + epsilon)`.

    `m` and `v` are the running means of `g` and `g**2`, and
    `rate_t = rate * sqrt(1 - beta_2**t) / (1 - beta_1**t)` (Kingma and Ba 2014,
    "Adam", the last paragraph of section 2: epsilon stands before the correction).

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        beta_1: how slowly the mean gradient follows, from 0 to 1.
        beta_2: how slowly the mean square follows, from 0 to 1.
        epsilon: keeps the division finite.
        amsgrad: whether to divide by the greatest `v` so far.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([1.0])
        >>> Adam(0.1).apply([[3.0]], [weight]); round(float(weight[0]), 4)
        0.9
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.amsgrad = amsgrad

    def build(self, variables: Sequence[Variable]) -> None:
        """Make two slots per variable, with AMSGrad three."""
        super().build(variables)
        names = ["momentum", "velocity"]
        self._means, self._squares = self.add_optimizer_variables(variables, names)
        if self.amsgrad:
            self._greatest = self.add_optimizer_variables(variables, "velocity_hat")

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slots."""
        place = self._get_variable_index(variable)
        mean = follow(self._means[place], gradient, self.beta_1)
        square = follow(self._squares[place], gradient * gradient, self.beta_2)
        if self.amsgrad:
            greatest = self._greatest[place]
            square = jnp.maximum(greatest.value, square)
            greatest.assign(square)
        rate = learning_rate.astype(gradient.dtype) * self._correction(gradient.dtype)
        variable.assign_sub(mean * rate / (jnp.sqrt(square) + self.epsilon))

    def _correction(self, dtype: Any) -> jax.Array:
        t = jnp.asarray(self.iterations + 1, dtype)
        return jnp.sqrt(1 - power(self.beta_2, t)) / (1 - power(self.beta_1, t))


def follow(slot: Variable, value: Any, beta: float) -> Any:
    """Move a running mean towards a value, and return it."""
    mean = slot.value + (value - slot.value) * (1 - beta)
    slot.assign(mean)
    return mean


def power(base: float, exponent: jax.Array) -> jax.Array:
    """Return `base**exponent` in the exponent's dtype."""
    return jnp.power(jnp.asarray(base, exponent.dtype), exponent)
