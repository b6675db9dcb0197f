"""Schedule-free AdamW: averages of the weights in the place of a falling rate."""

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
class ScheduleFreeAdamW(Optimizer):
    """`z -= rate * g / (sqrt(v_t) + epsilon)`, `w = (1 - beta_1) z + beta_1 x`.

    `x` is the mean of all `z` so far, `v_t` the running mean of `g**2`, corrected for
    its start (Defazio et al. 2024, "The Road Less Scheduled", algorithm 1).

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        beta_1: share of the mean in the weights that are trained, above 0, up to 1.
        beta_2: how slowly the mean square follows, from 0 to 1.
        epsilon: keeps the division finite.
        warmup_steps: over how many steps the rate rises to its value.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([1.0])
        >>> ScheduleFreeAdamW(0.1).apply([[3.0]], [weight]); round(float(weight[0]), 4)
        0.9
    """

    def __init__(
        self,
        learning_rate: Any = 0.0025,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        warmup_steps: int = 0,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.warmup_steps = warmup_steps

    def build(self, variables: Sequence[Variable]) -> None:
        """Make two slots per variable; the first begins as the variable."""
        super().build(variables)
        names = ["momentum", "velocity"]
        self._points, self._squares = self.add_optimizer_variables(variables, names)
        for point, variable in zip(self._points, variables, strict=True):
            point.assign(variable.value)

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slots."""
        place = self._get_variable_index(variable)
        slot = self._points[place]
        t = jnp.asarray(self.iterations + 1, gradient.dtype)
        rate = learning_rate.astype(gradient.dtype)
        if self.warmup_steps > 0:
            rate = rate * jnp.minimum(t / self.warmup_steps, 1)
        square = follow(self._squares[place], gradient * gradient, self.beta_2)
        root = jnp.sqrt(square / (1 - power(self.beta_2, t)))
        mean = (variable.value - (1 - self.beta_1) * slot.value) / self.beta_1
        point = slot.value - rate * gradient / (root + self.epsilon)
        mean = mean + (point - mean) / t
        slot.assign(point)
        variable.assign((1 - self.beta_1) * point + self.beta_1 * mean)
