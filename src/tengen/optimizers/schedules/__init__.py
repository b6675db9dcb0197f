"""Schedules: the learning rate as a function of the number of steps made."""

from __future__ import annotations

from typing import Any

from tengen.core import serialized
from tengen.core.registry import custom_object_scope
from tengen.optimizers.schedules._registry import registry
from tengen.optimizers.schedules.cosine_decay import CosineDecay
from tengen.optimizers.schedules.cosine_decay_restarts import CosineDecayRestarts
from tengen.optimizers.schedules.exponential_decay import ExponentialDecay
from tengen.optimizers.schedules.inverse_time_decay import InverseTimeDecay
from tengen.optimizers.schedules.piecewise_constant_decay import PiecewiseConstantDecay
from tengen.optimizers.schedules.polynomial_decay import PolynomialDecay
from tengen.optimizers.schedules.schedule import LearningRateSchedule

__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "deserialize",
    "serialize",
]


def serialize(learning_rate_schedule: LearningRateSchedule) -> dict[str, Any]:
    """Return a schedule as data."""
    return dict(serialized.serialize(learning_rate_schedule))


def deserialize(
    config: dict[str, Any], custom_objects: dict[str, Any] | None = None
) -> Any:
    """Return the schedule that `serialize` described."""
    with custom_object_scope(custom_objects):
        return registry.deserialize(config)
