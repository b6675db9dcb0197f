"""Polynomial decay, linear with the power 1."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.optimizers.schedules._registry import registry
from tengen.optimizers.schedules.schedule import LearningRateSchedule, as_float


@registry.register()
class PolynomialDecay(LearningRateSchedule):
    """`(initial - end) * (1 - step / decay_steps) ** power + end`.

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: the step from which on the rate is `end_learning_rate`.
        end_learning_rate: the last rate.
        power: 1 for a straight line.
        cycle: whether to stretch `decay_steps` to its next multiple when passed.
        name: name of the schedule.

    Example:
        >>> round(float(PolynomialDecay(1.0, 10, 0.0)(5)), 4)
        0.5
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        name: str = "PolynomialDecay",
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.end_learning_rate = end_learning_rate
        self.power = power
        self.cycle = cycle
        self.name = name

    def __call__(self, step: Any) -> jax.Array:
        """Return the learning rate at a step."""
        step, steps = as_float(step), as_float(self.decay_steps)
        if self.cycle:
            steps = steps * jnp.maximum(jnp.ceil(step / steps), 1.0)
        left = 1.0 - jnp.minimum(step, steps) / steps
        span = self.initial_learning_rate - self.end_learning_rate
        return span * left**self.power + self.end_learning_rate
