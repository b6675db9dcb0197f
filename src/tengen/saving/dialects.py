"""Configurations of other releases of Keras, rewritten as ours are.

Everything about old spellings of files is in this module: plain data in, plain data
out. What a release wrote and today's layers no longer take is listed per key.
"""

from __future__ import annotations

import warnings
from typing import Any

from tengen.core.registry import registries
from tengen.layers import Layer
from tengen.layers._arguments import CallSignature
from tengen.layers.layer import LayerOptions
from tengen.saving import keras_operations
from tengen.saving.functional import is_reference

# Configuration keys that no longer say anything.
_FORGOTTEN = {
    *("ragged", "sparse", "batch_size", "input_dtype", "quantization_config"),
    *("module", "registered_name", "build_config", "implementation", "optional"),
    *("consume_less", "time_major", "zero_output_for_mask", "use_cudnn"),
    *("input_axes", "output_axes", "synchronized", "fused"),
    *("renorm", "renorm_clipping", "renorm_momentum"),
}
_RENAMED = {"batch_input_shape": "batch_shape"}
_MODULE_OF_SUFFIX = {
    "_initializer": "keras.initializers",
    "_regularizer": "keras.regularizers",
    "_constraint": "keras.constraints",
}
_MODULE_OF_KEY = {
    "layer": "keras.layers",
    "forward_layer": "keras.layers",
    "backward_layer": "keras.layers",
    "cell": "keras.layers",
    "cells": "keras.layers",
    "learning_rate": "keras.optimizers.schedules",
    "dtype": "keras.dtype_policies",
}


def modernize(entry: Any) -> Any:
    """Return a layer's or model's entry in the form of Keras 3 and tengen."""
    if not isinstance(entry, dict) or "class_name" not in entry:
        return entry
    entry = dict(entry)
    name = entry["class_name"]
    config = entry.get("config")
    if "module" not in entry:
        entry["module"] = _module_of(name, config)
        entry.setdefault("registered_name", name if ">" in str(name) else None)
    if name == "Sequential" and isinstance(config, list):  # Keras 1, and 2 before 2.2.3
        config = {"name": "sequential", "layers": config}
    if not isinstance(config, dict):
        return entry
    if ".ops" in (entry.get("module") or ""):
        return entry
    if isinstance(config.get("layers"), list):
        config = _model_config(config)
    entry["config"] = _layer_config(name, config)
    return entry


def _module_of(name: Any, config: Any) -> str:
    """Return the module of an entry of an `.h5` file, which names none.

    Functions and layers share names there; every layer says whether it is trainable.
    """
    operation = keras_operations.of_class(name)
    if operation is not None and "trainable" not in config:
        return f"keras.src.ops.{operation.module}"
    return "keras.layers"


# -- models ----------------------------------------------------------------------------


def _model_config(config: dict[str, Any]) -> dict[str, Any]:
    config = dict(config)
    config["layers"] = [modernize(layer) for layer in config["layers"]]
    if "output_layers" not in config:
        return config
    old = any(_is_old_call(c) for x in config["layers"] for c in _calls(x))
    config["layers"] = [_with_calls(layer) for layer in config["layers"]]
    if old:  # a list of one stood for the tensor itself
        for key in ("input_layers", "output_layers"):
            if isinstance(config[key], list) and len(config[key]) == 1:
                config[key] = config[key][0]
    return config


def _calls(layer: Any) -> list[Any]:
    return list(layer.get("inbound_nodes") or []) if isinstance(layer, dict) else []


def _is_old_call(call: Any) -> bool:
    return isinstance(call, list)


def _with_calls(layer: dict[str, Any]) -> dict[str, Any]:
    layer = dict(layer)
    layer["inbound_nodes"] = [_modern_call(call) for call in _calls(layer)]
    layer.setdefault("name", (layer.get("config") or {}).get("name"))
    return layer


def _modern_call(call: Any) -> dict[str, Any]:
    if _is_old_call(call):
        return _old_call(call)
    call = dict(call)
    kwargs = dict(call.get("kwargs") or {})
    if kwargs.get("training") is False and "training" not in call:
        del kwargs["training"]  # Keras 3 writes it for calls that said nothing
    return {"args": call.get("args") or [], "kwargs": kwargs}


def _old_call(call: list[Any]) -> dict[str, Any]:
    """Keras 1 and 2: `[[layer, call, index, kwargs], ...]` for the first argument."""
    if is_reference(call[:3]) and not isinstance(call[0], list):
        call = [call]
    tensors = [_tensor(item[:3]) for item in call]
    kwargs = dict(call[0][3]) if len(call[0]) > 3 else {}
    kwargs = {key: _reference_or_data(value) for key, value in kwargs.items()}
    return {"args": [tensors if len(tensors) > 1 else tensors[0]], "kwargs": kwargs}


def _tensor(reference: list[Any]) -> dict[str, Any]:
    config = {"keras_history": reference}
    return {"class_name": "__keras_tensor__", "config": config}


def _reference_or_data(value: Any) -> Any:
    return _tensor(value) if is_reference(value) else value


# -- layers ----------------------------------------------------------------------------


def _layer_config(name: Any, config: dict[str, Any]) -> dict[str, Any]:
    config = {_RENAMED.get(key, key): value for key, value in config.items()}
    config = {key: _value(key, value) for key, value in config.items()}
    kind = registries["layer"].find(name) if isinstance(name, str) else None
    if kind is None or not kind.__module__.startswith("tengen."):
        return config
    return _accepted(kind, config)


def _value(key: str, value: Any) -> Any:
    """Say of an object in a configuration which module it is from."""
    if isinstance(value, list) and key == "cells":
        return [_value(key, item) for item in value]
    if not isinstance(value, dict) or "class_name" not in value:
        return value
    module = _MODULE_OF_KEY.get(key)
    for suffix, room in _MODULE_OF_SUFFIX.items():
        module = room if key.endswith(suffix) else module
    if module == "keras.layers":
        return modernize(value)
    if module is not None and not value.get("module"):
        return {**value, "module": module}
    return value


def _accepted(kind: type[Layer], config: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a layer of the library does not take; say so where it matters."""
    if hasattr(kind, "_stack") or "layers" in config:
        return config
    signature = CallSignature.of(kind.__init__)
    taken = {*signature.names, "name", "trainable", "dtype"}
    if signature.takes_anything:
        taken |= LayerOptions.__annotations__.keys()
    unknown = [key for key in config if key not in taken]
    said = [key for key in unknown if key not in _FORGOTTEN and config[key] is not None]
    if said:
        warnings.warn(
            f"layer {config.get('name')!r} ({kind.__name__}): the file says "
            f"{', '.join(f'{key}={config[key]!r}' for key in said)}, which is ignored",
            stacklevel=2,
        )
    return {key: value for key, value in config.items() if key in taken}


def modern_optimizer(config: dict[str, Any]) -> dict[str, Any]:
    """Return an optimizer's entry; `lr` and `decay` are older than `learning_rate`."""
    entry = {"module": "keras.optimizers", "registered_name": None, **config}
    arguments = dict(entry.get("config") or {})
    if "lr" in arguments:
        arguments["learning_rate"] = arguments.pop("lr")
    decay = arguments.pop("decay", 0) or 0
    if decay:
        arguments["learning_rate"] = {
            "module": "keras.optimizers.schedules",
            "class_name": "InverseTimeDecay",
            "config": {
                "initial_learning_rate": arguments["learning_rate"],
                "decay_steps": 1,
                "decay_rate": decay,
            },
            "registered_name": None,
        }
    kind = registries["optimizer"].find(str(entry["class_name"]).split(">")[-1])
    if kind is not None and kind.__module__.startswith("tengen."):
        names = {
            name
            for base in kind.__mro__
            if base is not object
            for name in CallSignature.of(base.__init__).names
        }
        arguments = {k: _value(k, v) for k, v in arguments.items() if k in names}
    return {**entry, "config": arguments}
