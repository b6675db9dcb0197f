"""Functions of TensorFlow in models of Keras 2, as functions of `tengen.ops`.

Keras 2 wrote `tf.concat([a, b], axis=1)` on symbolic tensors as a layer `TFOpLambda`
with the function's name and its arguments. Here those names are read as ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tengen.core.messages import complain, did_you_mean

CLASSES = ("TFOpLambda", "SlicingOpLambda")
_PAIR = {"y": "x2"}
_REDUCE = {"axis": "axis", "keepdims": "keepdims"}
_AXIS = {"axis": "axis"}

# TensorFlow's name: ours, and our names for its arguments.
_TABLE: dict[str, tuple[str, dict[str, str]]] = {
    "__operators__.add": ("add", _PAIR),
    "__operators__.getitem": ("get_item", {"slice_spec": "key"}),
    "cast": ("cast", {"dtype": "dtype"}),
    "clip_by_value": ("clip", {"clip_value_min": "x_min", "clip_value_max": "x_max"}),
    "concat": ("concatenate", _AXIS),
    "expand_dims": ("expand_dims", _AXIS),
    "gather": ("take", {"indices": "indices", "axis": "axis"}),
    "linalg.matmul": ("matmul", {"b": "x2"}),
    "linalg.norm": ("norm", {"ord": "ord", "axis": "axis", "keepdims": "keepdims"}),
    "math.divide_no_nan": ("divide_no_nan", _PAIR),
    "math.floordiv": ("floor_divide", _PAIR),
    "math.floormod": ("mod", _PAIR),
    "math.l2_normalize": ("normalize", _AXIS),
    "math.pow": ("power", _PAIR),
    "math.reduce_std": ("std", _REDUCE),
    "math.reduce_variance": ("var", _REDUCE),
    "math.reduce_logsumexp": ("logsumexp", _REDUCE),
    "math.truediv": ("divide", _PAIR),
    "matmul": ("matmul", {"b": "x2"}),
    "nn.elu": ("elu", {"alpha": "alpha"}),
    "nn.gelu": ("gelu", {"approximate": "approximate"}),
    "nn.leaky_relu": ("leaky_relu", {"alpha": "negative_slope"}),
    "nn.log_softmax": ("log_softmax", _AXIS),
    "nn.softmax": ("softmax", _AXIS),
    "one_hot": ("one_hot", {"depth": "num_classes", "axis": "axis", "dtype": "dtype"}),
    "pad": (
        "pad",
        {"paddings": "pad_width", "mode": "mode", "constant_values": "constant_values"},
    ),
    "repeat": ("repeat", {"repeats": "repeats", "axis": "axis"}),
    "reshape": ("reshape", {"shape": "newshape"}),
    "split": ("split", {"num_or_size_splits": "indices_or_sections", "axis": "axis"}),
    "squeeze": ("squeeze", _AXIS),
    "stack": ("stack", _AXIS),
    "tile": ("tile", {"multiples": "repeats"}),
    "transpose": ("transpose", {"perm": "axes"}),
    "unstack": ("unstack", {"num": "num", "axis": "axis"}),
    "where": ("where", {"x": "x1", "y": "x2"}),
}
# Names that TensorFlow puts into its module `math`, `nn` or at the top.
for _name in ("add", "subtract", "multiply", "divide", "maximum", "minimum", "mod"):
    _TABLE[f"math.{_name}"] = (_name, _PAIR)
for _name in ("greater", "greater_equal", "less", "less_equal", "equal", "not_equal"):
    _TABLE[f"math.{_name}"] = (_name, _PAIR)
for _name in ("logical_and", "logical_or"):
    _TABLE[f"math.{_name}"] = (_name, _PAIR)
for _name in ("mean", "sum", "max", "min", "prod", "all", "any"):
    _TABLE[f"math.reduce_{_name}"] = (_name, _REDUCE)
for _name in ("argmax", "argmin", "cumsum", "cumprod"):
    _TABLE[f"math.{_name}"] = (_name, _AXIS)
for _name in (
    *("abs", "ceil", "cos", "cosh", "erf", "exp", "expm1", "floor", "log", "log1p"),
    *("logical_not", "negative", "reciprocal", "round", "rsqrt", "sigmoid", "sign"),
    *("sin", "sinh", "softplus", "sqrt", "square", "tan", "tanh"),
):
    _TABLE[f"math.{_name}"] = (_name, {})
for _name in ("relu", "relu6", "selu", "silu", "swish", "softplus", "softsign"):
    _TABLE[f"nn.{_name}"] = (_name, {})
for _name in ("sigmoid", "tanh"):
    _TABLE[f"nn.{_name}"] = (_name, {})
for _name in ("zeros_like", "ones_like", "stop_gradient"):
    _TABLE[_name] = (_name, {})
_TABLE["nn.l2_normalize"] = _TABLE["math.l2_normalize"]
_TABLE["linalg.l2_normalize"] = _TABLE["math.l2_normalize"]
for _name, _entry in list(_TABLE.items()):
    if _name.startswith("math."):
        _TABLE.setdefault(_name.removeprefix("math."), _entry)

# Defaults of arguments that ours do not have.
_HARMLESS = {
    "name": None,
    "transpose_a": False,
    "transpose_b": False,
    "batch_dims": 0,
    "num": None,
    "on_value": None,
    "off_value": None,
    "features": None,
    "epsilon": 1e-12,
}


def translate(name: Any) -> tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]:
    """Return our name of a function, and what turns its arguments into ours.

    Raises:
        ValueError: for a function that is not in the table.
    """
    if not isinstance(name, str) or name not in _TABLE:
        raise ValueError(
            complain(
                f"the model calls tf.{name}, which is not known here",
                fix=did_you_mean(name, _TABLE),
            )
        )
    ours, arguments = _TABLE[name]

    def convert(given: dict[str, Any]) -> dict[str, Any]:
        converted = {}
        for key, value in given.items():
            if key in arguments:
                converted[arguments[key]] = value
            elif key not in _HARMLESS or value not in (None, _HARMLESS[key]):
                raise ValueError(complain(f"tf.{name}", f"{key}={value!r}"[:99]))
        return _adapted(ours, converted)

    return ours, convert


def _adapted(ours: str, given: dict[str, Any]) -> dict[str, Any]:
    if ours == "get_item":
        keys = given["key"]
        keys = keys if isinstance(keys, (list, tuple)) else [keys]
        given["key"] = tuple(map(_slice, keys))
    sizes = given.get("indices_or_sections")
    if ours == "split" and isinstance(sizes, (list, tuple)):
        ends = [sum(sizes[: i + 1]) for i in range(len(sizes) - 1)]
        given["indices_or_sections"] = ends
    if ours == "pad" and isinstance(given.get("mode"), str):
        given["mode"] = given["mode"].lower()
    return given


def _slice(key: Any) -> Any:
    if isinstance(key, dict) and set(key) == {"start", "stop", "step"}:
        return slice(key["start"], key["stop"], key["step"])
    return key
