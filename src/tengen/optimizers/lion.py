"""Lion: steps of one size, in the direction of the sign of a mean gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.optimizer import Optimizer
from tengen.optimizers.state import OptimizerOptions


@registry.register()
class Lion(Optimizer):
    """`w -= rate * sign(beta_1 * m + (1 - beta_1) * g)`.

    `m` is the running mean of `g` with `beta_2` (Chen et al. 2023, "Symbolic Discovery
    of Optimization Algorithms", algorithm 2). Rates are 3 to 10 times smaller than
    Adam's.

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        beta_1: share of the mean in the step's direction, from 0 to 1.
        beta_2: how slowly the mean follows, from 0 to 1.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([1.0])
        >>> Lion(0.1).apply([[3.0]], [weight]); round(float(weight[0]), 4)
        0.9
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.99,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        if not 0 < beta_1 <= 1:
            raise ValueError(
                complain("Lion", f"beta_1={beta_1}", "a number above 0, up to 1")
            )
        self.beta_1 = beta_1
        self.beta_2 = beta_2

    def build(self, variables: Sequence[Variable]) -> None:
        """Make one slot per variable."""
        super().build(variables)
        self._means = self.add_optimizer_variables(variables, "momentum")

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slot."""
        slot = self._means[self._get_variable_index(variable)]
        mean = slot.value
        direction = jnp.sign(self.beta_1 * mean + (1 - self.beta_1) * gradient)
        variable.assign_sub(learning_rate.astype(gradient.dtype) * direction)
        slot.assign(self.beta_2 * mean + (1 - self.beta_2) * gradient)
