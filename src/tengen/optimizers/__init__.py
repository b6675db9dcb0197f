"""Optimizers: how gradients change the weights.

Strings such as `'adam'` name them, in upper or lower case.
"""

from __future__ import annotations

from typing import Any

from tengen.core import serialized
from tengen.core.messages import complain
from tengen.core.registry import custom_object_scope
from tengen.optimizers import schedules
from tengen.optimizers._registry import registry
from tengen.optimizers.adadelta import Adadelta
from tengen.optimizers.adafactor import Adafactor
from tengen.optimizers.adagrad import Adagrad
from tengen.optimizers.adam import Adam
from tengen.optimizers.adamax import Adamax
from tengen.optimizers.adamw import AdamW
from tengen.optimizers.ftrl import Ftrl
from tengen.optimizers.lamb import Lamb
from tengen.optimizers.lion import Lion
from tengen.optimizers.loss_scale_optimizer import LossScaleOptimizer
from tengen.optimizers.multi_optimizer import MultiOptimizer
from tengen.optimizers.muon import Muon
from tengen.optimizers.nadam import Nadam
from tengen.optimizers.optimizer import Optimizer
from tengen.optimizers.optimizer_map import OptimizerMap
from tengen.optimizers.rmsprop import RMSprop
from tengen.optimizers.schedule_free_adamw import ScheduleFreeAdamW
from tengen.optimizers.sgd import SGD
from tengen.optimizers.state import OptimizerOptions

__all__ = [
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "LossScaleOptimizer",
    "MultiOptimizer",
    "Muon",
    "Nadam",
    "Optimizer",
    "OptimizerMap",
    "OptimizerOptions",
    "RMSprop",
    "ScheduleFreeAdamW",
    "deserialize",
    "get",
    "schedules",
    "serialize",
]


def get(identifier: Any) -> Optimizer:
    """Return the optimizer that a name, config, class or object stands for.

    Raises:
        ValueError: for an unknown name, with the closest known ones.

    Example:
        >>> get("ADAM").beta_1
        0.9
    """
    optimizer = registry.get(identifier)
    if not hasattr(optimizer, "apply"):
        raise ValueError(
            complain("optimizer", repr(identifier), "a name or an Optimizer")
        )
    return optimizer


def serialize(optimizer: Optimizer) -> dict[str, Any]:
    """Return an optimizer as data: `{"module", "class_name", "config", ...}`."""
    return dict(serialized.serialize(optimizer))


def deserialize(
    config: dict[str, Any], custom_objects: dict[str, Any] | None = None
) -> Optimizer:
    """Return the optimizer that `serialize` described."""
    with custom_object_scope(custom_objects):
        return get(config)
