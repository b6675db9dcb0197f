"""What `compile` was told, as data and back."""

from __future__ import annotations

from typing import Any

from tengen.core import sharing
from tengen.core.registry import registries
from tengen.core.serialized import deserialize, serialize
from tengen.core.trees import map_structure

_PARTS = ("loss", "loss_weights", "metrics", "weighted_metrics")
_ENGINE = ("run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss")


def compile_config(model: Any) -> dict[str, Any]:
    """Return the compile configuration as `.keras` files have it; empty without."""
    record = getattr(model, "_record", None)
    if record is None:
        return {}
    given = record.given
    config = {"optimizer": serialize(model.optimizer)}
    config |= {name: serialize(given.get(name)) for name in _PARTS}
    return config | {name: given[name] for name in _ENGINE[:3] if name in given}


def model_entry(model: Any, include_optimizer: bool = True) -> dict[str, Any]:
    """Return a model's entry with its compile configuration."""
    entry = dict(sharing.write(lambda: serialize(model)))
    if include_optimizer:
        config = compile_config(model)
        if config:
            entry["compile_config"] = config
    return entry


def compile_arguments(config: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of `compile` that a configuration describes."""
    known = ("optimizer", *_PARTS, *_ENGINE)
    return {key: deserialize(config[key]) for key in known if key in config}


def training_config(model: Any) -> dict[str, Any]:
    """Return the compile configuration as `.h5` files have it.

    Losses are spelled out: real Keras cannot load `'mse'` from such a file.
    """
    config = compile_config(model)
    optimizer = config.pop("optimizer")
    config["loss"] = map_structure(_full_name, config["loss"])
    config["optimizer_config"] = {
        "class_name": optimizer["registered_name"] or optimizer["class_name"],
        "config": optimizer["config"],
    }
    return config


def _full_name(loss: Any) -> Any:
    if isinstance(loss, str):
        found = registries["loss"].find(loss)
        if found is not None and not isinstance(found, type):
            return found.__name__
    return loss
