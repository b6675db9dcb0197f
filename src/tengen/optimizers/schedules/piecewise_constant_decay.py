"""Piecewise constant decay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.optimizers.schedules._registry import registry
from tengen.optimizers.schedules.schedule import LearningRateSchedule, as_float


@registry.register()
class PiecewiseConstantDecay(LearningRateSchedule):
    """One rate up to and including each boundary, the last one beyond.

    Args:
        boundaries: steps in rising order.
        values: one rate more than there are boundaries.
        name: name of the schedule.

    Raises:
        ValueError: where the counts do not fit.

    Example:
        >>> schedule = PiecewiseConstantDecay([10], [1.0, 0.5])
        >>> float(schedule(10)), float(schedule(11))
        (1.0, 0.5)
    """

    def __init__(
        self,
        boundaries: Sequence[float],
        values: Sequence[float],
        name: str = "PiecewiseConstant",
    ) -> None:
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                complain(
                    "PiecewiseConstantDecay",
                    f"{len(values)} values for {len(boundaries)} boundaries",
                    f"{len(boundaries) + 1} values",
                )
            )
        self.boundaries = list(boundaries)
        self.values = list(values)
        self.name = name

    def __call__(self, step: Any) -> jax.Array:
        """Return the learning rate at a step."""
        passed = jnp.sum(as_float(step) > as_float(self.boundaries))
        return as_float(self.values)[passed]
