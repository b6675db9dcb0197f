"""Cosine decay that starts again and again."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp

from tengen.optimizers.schedules._registry import registry
from tengen.optimizers.schedules.schedule import LearningRateSchedule, as_float


@registry.register()
class CosineDecayRestarts(LearningRateSchedule):
    """Half a cosine down, again from the top, each period `t_mul` times as long.

    Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts".

    Args:
        initial_learning_rate: the rate at step 0.
        first_decay_steps: length of the first period.
        t_mul: each period's length, in lengths of the one before.
        m_mul: each period's top, in tops of the one before.
        alpha: the last rate as a share of the first.
        name: name of the schedule.

    Example:
        >>> schedule = CosineDecayRestarts(1.0, 10)
        >>> round(float(schedule(5)), 4), round(float(schedule(10)), 4)
        (0.5, 1.0)
    """

    def __init__(
        self,
        initial_learning_rate: float,
        first_decay_steps: float,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
        name: str = "SGDRDecay",
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.first_decay_steps = first_decay_steps
        self.t_mul = t_mul
        self.m_mul = m_mul
        self.alpha = alpha
        self.name = name

    def __call__(self, step: Any) -> jax.Array:
        """Return the learning rate at a step."""
        period, done = self._place(as_float(step) / self.first_decay_steps)
        top = as_float(self.m_mul) ** period
        share = 0.5 * top * (1 + jnp.cos(math.pi * done))
        return self.initial_learning_rate * ((1 - self.alpha) * share + self.alpha)

    def _place(self, periods: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Return the period's number, and the share of it that is over."""
        if self.t_mul == 1:
            number = jnp.floor(periods)
            return number, periods - number
        # The first k periods together take (1 - t_mul**k) / (1 - t_mul) first periods.
        grown = 1 - periods * (1 - self.t_mul)
        number = jnp.floor(jnp.log(grown) / math.log(self.t_mul))
        length = as_float(self.t_mul) ** number
        return number, (periods - (1 - length) / (1 - self.t_mul)) / length
