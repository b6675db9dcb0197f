"""Configurations of other releases of Keras, rewritten as ours are.

Everything about old spellings of files is in this module: plain data in, plain data
out. What a release wrote and today's layers no longer take is listed per key.
"""

from __future__ import annotations

import warnings
from typing import Any

from tengen.core.registry import custom_object, custom_objects, registries
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
    *("query_shape", "key_shape", "value_shape"),
}
_DEFAULTS = (("groups", 1), ("data_format", "channels_last"))
_RENAMED = {"batch_input_shape": "batch_shape"}
_RENAMED_OF = {"LeakyReLU": {"alpha": "negative_slope"}}
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


_OTHER_ROOMS = ("ops", "initializers", "regularizers", "constraints", "dtype_policies")
_RECURRENT = {"LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "ConvLSTM2D"}
# Old spellings of layers' classes.
_CLASSES = {"CuDNNLSTM": "LSTM", "CuDNNGRU": "GRU"}


def modernize(entry: Any) -> Any:
    """Return a layer's or model's entry in the form of Keras 3 and tengen."""
    if not isinstance(entry, dict) or "class_name" not in entry:
        return entry
    entry = dict(entry)
    name = entry["class_name"]
    if isinstance(name, str) and name in _CLASSES and name not in custom_objects:
        name = entry["class_name"] = _CLASSES[name]
    config = entry.get("config")
    if "module" not in entry:
        entry["module"] = _module_of(name, config)
        entry.setdefault("registered_name", name if ">" in str(name) else None)
    if name == "Sequential" and isinstance(config, list):  # Keras 1, and 2 before 2.2.3
        config = {"name": "sequential", "layers": config}
    module = entry["module"] or ""
    if not isinstance(config, dict) or any(f".{x}" in module for x in _OTHER_ROOMS):
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
    calls = [_modern_call(call) for call in _calls(layer)]
    if layer["class_name"] in _RECURRENT:
        calls = [_with_initial_state(call) for call in calls]
    layer["inbound_nodes"] = calls
    layer.setdefault("name", (layer.get("config") or {}).get("name"))
    return layer


def _modern_call(call: Any) -> dict[str, Any]:
    if _is_old_call(call):
        return _old_call(call)
    call = dict(call)
    kwargs = dict(call.get("kwargs") or {})
    if "training" in kwargs and "training" not in call:
        # Keras 3 writes a default where the call said nothing, and overrules what it
        # said when the model runs.
        del kwargs["training"]
    return {"args": call.get("args") or [], "kwargs": kwargs}


def _old_call(call: list[Any]) -> dict[str, Any]:
    """Keras 1 and 2: `[[layer, call, index, kwargs], ...]` for the first argument.

    Calls of functions of TensorFlow have one such list, or several; a number among
    their arguments is written `["_CONSTANT_VALUE", -1, number, kwargs]`.
    """
    items = call if isinstance(call[0], list) else [call]
    args = [
        item[2] if item[0] == "_CONSTANT_VALUE" else _tensor(item[:3]) for item in items
    ]
    kwargs = dict(items[0][3]) if len(items[0]) > 3 else {}
    kwargs = {key: _reference_or_data(value) for key, value in kwargs.items()}
    first = args if len(args) > 1 else args[0]
    return {"args": [first], "kwargs": kwargs, "is_old": True}


def _with_initial_state(call: dict[str, Any]) -> dict[str, Any]:
    """Keras 2 put the states of a recurrent layer into a list after its input."""
    args = call["args"]
    if not args or not isinstance(args[0], list) or len(args[0]) < 2:
        return call
    kwargs = {"initial_state": args[0][1:], **call["kwargs"]}
    return {**call, "args": [args[0][0]], "kwargs": kwargs}


def _tensor(reference: list[Any]) -> dict[str, Any]:
    config = {"keras_history": reference}
    return {"class_name": "__keras_tensor__", "config": config}


def _reference_or_data(value: Any) -> Any:
    return _tensor(value) if is_reference(value) else value


# -- layers ----------------------------------------------------------------------------


def _layer_config(name: Any, config: dict[str, Any]) -> dict[str, Any]:
    names = _RENAMED | _RENAMED_OF.get(str(name), {})
    config = {names.get(key, key): value for key, value in config.items()}
    config = {key: _value(key, value) for key, value in config.items()}
    if name == "Lambda" and "Lambda" not in custom_objects:
        config = _lambda_config(config)
    kind: Any = registries["layer"].find_built_in(name)
    chosen: Any = None if kind is None else custom_object(name, kind)
    if kind is None or chosen is not kind:
        return config
    return _accepted(kind, config)


def _lambda_config(config: dict[str, Any]) -> dict[str, Any]:
    """Keras 2 wrote code as a list, and named functions by name and module."""
    function = config.get("function")
    if isinstance(function, list):
        function = {"class_name": "__lambda__", "config": {"value": None}}
    elif isinstance(function, str):
        entry = {"module": config.get("module"), "class_name": "function"}
        function = {**entry, "config": function, "registered_name": "function"}
    kept = ["name", "trainable", "dtype", "arguments", "mask"]
    if config.get("output_shape_type", "raw") == "raw":
        kept.append("output_shape")
    return {"function": function, **{k: config[k] for k in kept if k in config}}


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
    said = [key for key in unknown if not _is_harmless(kind, key, config[key])]
    if said:
        warnings.warn(
            f"layer {config.get('name')!r} ({kind.__name__}): the file says "
            f"{', '.join(f'{key}={config[key]!r}' for key in said)}, which is ignored",
            stacklevel=2,
        )
    return {key: value for key, value in config.items() if key in taken}


def _is_harmless(kind: type[Layer], key: str, value: Any) -> bool:
    if key in _FORGOTTEN or value is None or (key, value) in _DEFAULTS:
        return True
    # Keras 2 wrote a kernel's arguments for layers that have two other kernels.
    is_depthwise = hasattr(kind, "depthwise_kernel") or "epthwise" in kind.__name__
    is_depthwise = is_depthwise or "Separable" in kind.__name__
    return key.startswith("kernel_") and is_depthwise


# -- compiling -------------------------------------------------------------------------


def modern_compile_config(config: dict[str, Any]) -> dict[str, Any]:
    """Return a compile configuration, of `.h5` or `.keras`, as ours are."""
    config = dict(config)
    optimizer = config.pop("optimizer_config", None) or config.get("optimizer")
    if optimizer is not None:  # after `.h5`, Keras writes `.keras` without it
        config["optimizer"] = _modern_optimizer(optimizer)
    config["loss"] = _modern_leaves("loss", config.get("loss"))
    for key in ("metrics", "weighted_metrics"):
        config[key] = _unnested(_modern_leaves("metric", config.get(key)))
    return config


def _unnested(metrics: Any) -> Any:
    """Keras 2 wrote the metrics of one output as a list in a list."""
    is_single = isinstance(metrics, list) and len(metrics) == 1
    return metrics[0] if is_single and isinstance(metrics[0], list) else metrics


def _modern_leaves(kind: str, data: Any) -> Any:
    if isinstance(data, dict) and "class_name" in data:
        return _modern_object(kind, data)
    if isinstance(data, dict):
        return {key: _modern_leaves(kind, item) for key, item in data.items()}
    if isinstance(data, (list, tuple)):
        return [_modern_leaves(kind, item) for item in data]
    return data


_MODULES = {"loss": "keras.losses", "metric": "keras.metrics"}


def _modern_object(kind: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Return a loss or metric; what was one of Keras's own needs no package."""
    if entry["class_name"] == "function":
        return entry
    entry = _own_name(kind, {"module": _MODULES[kind], **entry})
    config = dict(entry.get("config") or {})
    if config.get("reduction") == "auto":
        config["reduction"] = "sum_over_batch_size"
    if isinstance(config.get("fn"), str):
        function = {"module": "builtins", "class_name": "function"}
        config["fn"] = {**function, "config": config["fn"], "registered_name": None}
    return {**entry, "config": _known_arguments(kind, entry["class_name"], config)}


def _own_name(kind: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Keras 2 wrote its own optimizers and metrics as `Custom>Adam`."""
    name = str(entry["class_name"])
    short = name.split(">")[-1]
    if ">" not in name or name in custom_objects or short in custom_objects:
        return {"registered_name": None, **entry}
    if registries[kind].find(short) is None:
        return {"registered_name": name, **entry}
    return {**entry, "class_name": short, "registered_name": None}


def _known_arguments(kind: str, name: Any, config: dict[str, Any]) -> dict[str, Any]:
    """Leave out arguments that a class of the library does not take."""
    found: Any = registries[kind].find_built_in(str(name))
    chosen: Any = custom_object(str(name), found)
    if not isinstance(found, type) or chosen is not found:
        return config
    signatures = [
        CallSignature.of_constructor(base)
        for base in found.__mro__
        if base is not object
    ]
    if "fn" in signatures[0].names:  # a wrapper: the rest goes to its function
        return config
    names = {name for signature in signatures for name in signature.names} - {"fn"}
    return {key: value for key, value in config.items() if key in names}


def _modern_optimizer(entry: Any) -> Any:
    """Return an optimizer's entry; `lr` and `decay` are older than `learning_rate`."""
    if not isinstance(entry, dict):
        return entry
    entry = _own_name("optimizer", {"module": "keras.optimizers", **entry})
    arguments = dict(entry.get("config") or {})
    if "lr" in arguments:
        arguments["learning_rate"] = arguments.pop("lr")
    decay = arguments.pop("decay", 0) or 0
    arguments = {key: _value(key, value) for key, value in arguments.items()}
    if decay:
        arguments["learning_rate"] = _decaying(arguments["learning_rate"], decay)
    config = _known_arguments("optimizer", entry["class_name"], arguments)
    return {**entry, "config": config}


def _decaying(rate: Any, decay: float) -> dict[str, Any]:
    config = {"initial_learning_rate": rate, "decay_steps": 1, "decay_rate": decay}
    entry = {"module": "keras.optimizers.schedules", "class_name": "InverseTimeDecay"}
    return {**entry, "config": config, "registered_name": None}
