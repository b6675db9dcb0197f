"""Exponential decay."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.optimizers.schedules._registry import registry
from tengen.optimizers.schedules.schedule import LearningRateSchedule, as_float


@registry.register()
class ExponentialDecay(LearningRateSchedule):
    """`initial * decay_rate ** (step / decay_steps)`.

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: the steps in which the rate is multiplied once by `decay_rate`.
        decay_rate: the factor.
        staircase: whether to go down in steps of `decay_steps`.
        name: name of the schedule.

    Example:
        >>> round(float(ExponentialDecay(0.1, 10, 0.5)(20)), 4)
        0.025
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        decay_rate: float,
        staircase: bool = False,
        name: str = "ExponentialDecay",
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step: Any) -> jax.Array:
        """Return the learning rate at a step."""
        times = as_float(step) / self.decay_steps
        times = jnp.floor(times) if self.staircase else times
        return self.initial_learning_rate * as_float(self.decay_rate) ** times
