"""LAMB: Adam's direction, with steps in proportion to the length of each weight."""

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
class Lamb(Optimizer):
    """`d = m_t / (sqrt(v_t) + epsilon)`, then `w -= rate * |w| / |d| * d`.

    `m_t` and `v_t` are the running means of `g` and `g**2`, corrected for their start;
    lengths are those of whole variables (You et al. 2019, "Large Batch Optimization for
    Deep Learning: Training BERT in 76 minutes", algorithm 2).

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        beta_1: how slowly the mean gradient follows, from 0 to 1.
        beta_2: how slowly the mean square follows, from 0 to 1.
        epsilon: keeps the division finite.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([2.0])
        >>> Lamb(0.1).apply([[3.0]], [weight]); round(float(weight[0]), 4)
        1.8
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
        names = ["momentum", "velocity"]
        self._means, self._squares = self.add_optimizer_variables(variables, names)

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slots."""
        place = self._get_variable_index(variable)
        t = jnp.asarray(self.iterations + 1, gradient.dtype)
        mean = follow(self._means[place], gradient, self.beta_1)
        square = follow(self._squares[place], gradient * gradient, self.beta_2)
        mean = mean / (1 - power(self.beta_1, t))
        root = jnp.sqrt(square / (1 - power(self.beta_2, t)))
        direction = mean / (root + self.epsilon)
        length, reach = _length(variable.value), _length(direction)
        is_sound = (length > 0) & (reach > 0)
        trust = jnp.where(is_sound, length / jnp.where(is_sound, reach, 1), 1)
        rate = learning_rate.astype(gradient.dtype)
        variable.assign_sub(trust * rate * direction)


def _length(x: Any) -> Any:
    return jnp.sqrt(jnp.sum(jnp.square(x)))
