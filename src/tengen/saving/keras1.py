"""Files of Keras 1: configurations and weights as today's layers take them.

Plain data and arrays in, the same out. A file of Keras 1 is one whose version begins
with 1, or that names none.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Arrays = list[np.ndarray[Any, Any]]

_CLASSES = {
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "Deconvolution2D": "Conv2DTranspose",
    "SeparableConvolution2D": "SeparableConv2D",
}
_MERGES = {
    "sum": "Add",
    "mul": "Multiply",
    "ave": "Average",
    "max": "Maximum",
    "concat": "Concatenate",
    "dot": "Dot",
    "cos": "Dot",
}
_NAMES = {
    "W_constraint": "kernel_constraint",
    "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer",
    "atrous_rate": "dilation_rate",
    "b_constraint": "bias_constraint",
    "b_regularizer": "bias_regularizer",
    "beta_init": "beta_initializer",
    "bias": "use_bias",
    "border_mode": "padding",
    "dim_ordering": "data_format",
    "dropout_U": "recurrent_dropout",
    "dropout_W": "dropout",
    "filter_length": "kernel_size",
    "gamma_init": "gamma_initializer",
    "init": "kernel_initializer",
    "inner_activation": "recurrent_activation",
    "inner_init": "recurrent_initializer",
    "nb_filter": "filters",
    "output_dim": "units",
    "p": "rate",
    "pool_length": "pool_size",
    "sigma": "stddev",
    "stride": "strides",
    "subsample": "strides",
    "subsample_length": "strides",
}
_NAMES_OF = {
    "Embedding": {
        "init": "embeddings_initializer",
        "W_regularizer": "embeddings_regularizer",
        "W_constraint": "embeddings_constraint",
        "output_dim": "output_dim",
    },
    "PReLU": {"init": "alpha_initializer"},
    "UpSampling1D": {"length": "size"},
    "LeakyReLU": {"alpha": "negative_slope"},
}
_GONE = {"forget_bias_init", "consume_less", "mode", "input_dtype", "dropout_dim"}
_ORDERINGS = {"tf": "channels_last", "th": "channels_first", "default": None}
_INITIALIZERS = {
    "zero": "zeros",
    "one": "ones",
    "normal": "random_normal",
    "uniform": "random_uniform",
}


def is_keras1(version: Any) -> bool:
    """Say whether a file's version is one of Keras 1."""
    return version is None or str(version).startswith("1")


# -- configurations --------------------------------------------------------------------


def translated(entry: Any) -> Any:
    """Return the entry of a layer or model with today's names."""
    if not isinstance(entry, dict) or "class_name" not in entry:
        return entry
    entry = dict(entry)
    config = entry.get("config")
    if isinstance(config, list):
        entry["config"] = [translated(layer) for layer in config]
        return entry
    if not isinstance(config, dict):
        return entry
    if isinstance(config.get("layers"), list):
        layers = [translated(layer) for layer in config["layers"]]
        entry["config"] = {**config, "layers": layers}
        return entry
    name = entry["class_name"]
    if name == "Merge" and config.get("mode") in _MERGES:
        entry["class_name"] = _MERGES[config["mode"]]
        entry["config"] = _merge_config(config)
        return entry
    entry["class_name"] = _CLASSES.get(name, name)
    entry["config"] = _layer_config(entry["class_name"], config)
    return entry


def _merge_config(config: dict[str, Any]) -> dict[str, Any]:
    given = {"name": config.get("name"), "trainable": True}
    if config["mode"] == "concat":
        given["axis"] = config.get("concat_axis", -1)
    if config["mode"] in ("dot", "cos"):
        given["axes"] = config.get("dot_axes", -1)
        given["normalize"] = config["mode"] == "cos"
    return given


def _layer_config(class_name: str, config: dict[str, Any]) -> dict[str, Any]:
    names = _NAMES | _NAMES_OF.get(class_name, {})
    found = {}
    for key, value in config.items():
        if key not in _GONE and not _is_kernel_side(key):
            found[names.get(key, key)] = _value(names.get(key, key), value)
    sides = [config[key] for key in sorted(config) if _is_kernel_side(key)]
    if sides:
        is_flat = {"nb_row", "nb_col"} <= config.keys()
        found["kernel_size"] = (
            [config["nb_row"], config["nb_col"]] if is_flat else sides
        )
    if class_name == "LSTM" and "forget_bias_init" in config:
        found["unit_forget_bias"] = config["forget_bias_init"] == "one"
    if class_name == "GRU":
        found.setdefault("reset_after", False)
    if class_name != "Embedding" and "batch_input_shape" in found:
        found.pop("input_dim", None)
        found.pop("input_length", None)
    if "layer" in found:
        found["layer"] = translated(found["layer"])
    return found


def _is_kernel_side(key: str) -> bool:
    return key in ("nb_row", "nb_col", "kernel_dim1", "kernel_dim2", "kernel_dim3")


def _value(key: str, value: Any) -> Any:
    if key == "data_format":
        return _ORDERINGS.get(value, value)
    if key.endswith("_initializer") and isinstance(value, str):
        return _INITIALIZERS.get(value, value)
    if isinstance(value, dict) and "name" in value and "class_name" not in value:
        return _penalty(key, value)
    return value


def _penalty(key: str, value: dict[str, Any]) -> dict[str, Any]:
    """Keras 1 wrote `{"name": "WeightRegularizer", "l1": 0.0, "l2": 0.01}`."""
    config = {name: item for name, item in value.items() if name != "name"}
    if key.endswith("_regularizer"):
        kept = {name: config.get(name, 0.0) for name in ("l1", "l2")}
        module, name = "keras.regularizers", "L1L2"
        return {"module": module, "class_name": name, "config": kept}
    if "m" in config:
        config["max_value"] = config.pop("m")
    entry = {"module": "keras.constraints", "class_name": value["name"]}
    return {**entry, "config": config}


# -- weights ---------------------------------------------------------------------------


def converted(layer: Any, arrays: Arrays, backend: Any = None) -> Arrays:
    """Return a layer's weights in today's shapes and order.

    Args:
        layer: a layer that is built.
        arrays: its weights as the file has them.
        backend: the library that computed; Theano turned kernels around.
    """
    name = type(layer).__name__
    if name == "TimeDistributed":
        return converted(layer.layer, arrays, backend)
    if name == "Bidirectional":
        half = len(arrays) // 2
        first = converted(layer.forward_layer, arrays[:half], backend)
        return first + converted(layer.backward_layer, arrays[half:], backend)
    if name == "LSTM" and len(arrays) == 12:
        return _joined(arrays, (0, 2, 1, 3))  # i, c, f, o became i, f, c, o
    if name == "GRU" and len(arrays) == 9:
        return _joined(arrays, (0, 1, 2))
    if name in ("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose") and arrays:
        return [_kernel(name, layer, arrays[0], backend), *arrays[1:]]
    return arrays


def _joined(arrays: Arrays, order: tuple[int, ...]) -> Arrays:
    """Put the gates' kernels, recurrent kernels and biases side by side."""
    return [
        np.concatenate([arrays[3 * gate + kind] for gate in order], axis=-1)
        for kind in range(3)
    ]


def _kernel(name: str, layer: Any, kernel: Any, backend: Any) -> Any:
    if name == "Conv1D":
        if kernel.ndim != 4:
            return kernel
        if kernel.shape[0] == layer.filters and kernel.shape[3] == 1:
            kernel = kernel.transpose(2, 3, 1, 0)
        kernel = kernel[:, 0]
    elif layer.data_format == "channels_first":
        orders = {
            "Conv2D": (2, 3, 1, 0),
            "Conv3D": (2, 3, 4, 1, 0),
            "Conv2DTranspose": (2, 3, 0, 1),
        }
        turned = kernel.transpose(orders.get(name, tuple(range(kernel.ndim))))
        # TensorFlow's order of axes is found under channels first, too: in the weights
        # that Keras published for its networks.
        is_turned_already = kernel.shape == tuple(layer.kernel.shape) != turned.shape
        kernel = kernel if is_turned_already else turned
    elif name == "Conv2DTranspose":
        kernel = kernel.transpose(0, 1, 3, 2)
    if backend == "theano":
        spatial = tuple(range(kernel.ndim - 2))
        kernel = np.flip(kernel, spatial)
    return kernel
