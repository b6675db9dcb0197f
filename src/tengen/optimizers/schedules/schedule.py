"""`LearningRateSchedule`: the learning rate as a function of the step."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import config
from tengen.core.configurable import Configurable
from tengen.core.variable import Variable


class LearningRateSchedule(Configurable):
    """Base of all schedules; a subclass writes `__call__(step)`.

    The step is traced inside a compiled training step: compute with functions of
    `tengen.ops`, do not branch on it.

    Example:
        >>> class Halved(LearningRateSchedule):
        ...     def __call__(self, step):
        ...         return 0.5 ** step
        >>> Halved()(3)
        0.125
    """

    def __call__(self, step: Any) -> Any:
        """Return the learning rate at a step."""
        raise NotImplementedError(f"{type(self).__name__} needs __call__(step)")


def as_float(value: Any) -> jax.Array:
    """Return a step, or a rate, as a float of the default type."""
    value = value.value if isinstance(value, Variable) else value
    return jnp.asarray(value, config.floatx())
