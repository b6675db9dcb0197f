"""Functions of `tensorflow` that are functions of `tengen.ops` under other names.

`TABLE` has for each the name in `tengen.ops` and what its arguments are called there;
arguments by position are in the same order. `MATH`, `NN` and `LINALG` say which of
them stand in `tf.math`, `tf.nn` and `tf.linalg` too. Functions that need more than
other names are in `tf_functions`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from tengen import ops

Renamed = dict[str, str]

_PAIR = {"x": "x1", "y": "x2"}
_REDUCE = {"input_tensor": "x", "keep_dims": "keepdims", "reduction_indices": "axis"}
_INPUT = {"input": "x"}
_FEATURES = {"features": "x"}

TABLE: dict[str, tuple[str, Renamed]] = {}
for _name in (
    *("abs", "ceil", "cos", "cosh", "erf", "exp", "expm1", "floor", "log", "log1p"),
    *("logical_not", "negative", "reciprocal", "round", "rsqrt", "sigmoid", "sign"),
    *("sin", "sinh", "softplus", "sqrt", "square", "tan", "tanh", "real", "imag"),
):
    TABLE[_name] = (_name, {})
for _name in ("cos", "cosh", "sin", "sinh", "tan", "tanh"):
    TABLE[f"a{_name}"] = (f"arc{_name}", {})
for _name in ("add", "subtract", "multiply", "divide", "maximum", "minimum", "mod"):
    TABLE[_name] = (_name, _PAIR)
for _name in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"):
    TABLE[_name] = (_name, _PAIR)
for _name in ("logical_and", "logical_or", "logical_xor", "divide_no_nan"):
    TABLE[_name] = (_name, _PAIR)
for _name in ("all", "any", "max", "mean", "min", "prod", "sum"):
    TABLE[f"reduce_{_name}"] = (_name, _REDUCE)
for _name in ("relu", "relu6", "selu", "silu", "swish", "softsign", "elu", "gelu"):
    TABLE[_name] = (_name, _FEATURES)
TABLE |= {
    "atan2": ("arctan2", {"y": "x1", "x": "x2"}),
    "broadcast_to": ("broadcast_to", _INPUT),
    "complex": ("view_as_complex", {}),
    "concat": ("concatenate", {"values": "xs"}),
    "cumprod": ("cumprod", {}),
    "cumsum": ("cumsum", {}),
    "depth_to_space": ("depth_to_space", _INPUT),
    "einsum": ("einsum", {}),
    "ensure_shape": ("reshape", {"shape": "newshape"}),
    "expand_dims": ("expand_dims", _INPUT),
    "floordiv": ("floor_divide", _PAIR),
    "floormod": ("mod", _PAIR),
    "identity": ("copy", _INPUT),
    "in_top_k": ("in_top_k", {}),
    "invert_permutation": ("argsort", {}),
    "is_finite": ("isfinite", {}),
    "is_inf": ("isinf", {}),
    "is_nan": ("isnan", {}),
    "leaky_relu": ("leaky_relu", {"features": "x", "alpha": "negative_slope"}),
    "log_sigmoid": ("log_sigmoid", {}),
    "log_softmax": ("log_softmax", {"logits": "x"}),
    "moments": ("moments", {"keep_dims": "keepdims"}),
    "norm": ("norm", {"tensor": "x"}),
    "ones_like": ("ones_like", _INPUT),
    "pow": ("power", _PAIR),
    "reduce_logsumexp": ("logsumexp", _REDUCE),
    "reduce_std": ("std", _REDUCE),
    "reduce_variance": ("var", _REDUCE),
    "repeat": ("repeat", _INPUT),
    "reverse": ("flip", {"tensor": "x"}),
    "roll": ("roll", _INPUT),
    "segment_sum": ("segment_sum", {}),
    "softmax": ("softmax", {"logits": "x"}),
    "space_to_depth": ("space_to_depth", _INPUT),
    "squeeze": ("squeeze", _INPUT),
    "stack": ("stack", {"values": "x"}),
    "stop_gradient": ("stop_gradient", {"input": "variable"}),
    "tensordot": ("tensordot", {"a": "x1", "b": "x2"}),
    "tile": ("tile", {"input": "x", "multiples": "repeats"}),
    "top_k": ("top_k", {"input": "x"}),
    "transpose": ("transpose", {"a": "x", "perm": "axes"}),
    "truediv": ("divide", _PAIR),
    "unstack": ("unstack", {"value": "x"}),
    "zeros_like": ("zeros_like", _INPUT),
    "cholesky": ("cholesky", _INPUT),
    "det": ("det", _INPUT),
    "eigh": ("eigh", {"tensor": "x"}),
    "inv": ("inv", _INPUT),
    "qr": ("qr", _INPUT),
    "solve": ("solve", {"matrix": "a", "rhs": "b"}),
    "trace": ("trace", {}),
    "diag_part": ("diagonal", _INPUT),
    "slogdet": ("slogdet", _INPUT),
    "cross": ("cross", {"a": "x1", "b": "x2"}),
}
del TABLE["complex"]

_ONLY_NN = (
    *("relu", "relu6", "selu", "silu", "swish", "softsign", "elu", "gelu", "moments"),
    *("leaky_relu", "log_softmax", "softmax", "in_top_k", "top_k"),
    *("depth_to_space", "space_to_depth"),
)
_ONLY_LINALG = (
    *("cholesky", "det", "eigh", "inv", "qr", "solve", "trace", "diag_part"),
    *("slogdet", "cross", "norm"),
)
_ONLY_MATH = (
    *("is_nan", "is_inf", "is_finite", "log_sigmoid", "reduce_std", "segment_sum"),
    *("reduce_variance", "reciprocal", "rsqrt", "softplus", "expm1", "log1p", "erf"),
    *("log", "ceil", "divide_no_nan", "floordiv", "floormod", "logical_xor"),
    *("invert_permutation", "real", "imag"),
)
_ARRANGING = (
    *("broadcast_to", "concat", "einsum", "ensure_shape", "expand_dims", "identity"),
    *("ones_like", "repeat", "reverse", "roll", "squeeze", "stack", "stop_gradient"),
    *("tensordot", "tile", "transpose", "unstack", "zeros_like"),
)
_NOT_AT_TOP = {*_ONLY_NN, *_ONLY_LINALG, *_ONLY_MATH} - {"norm"}
TOP = [name for name in TABLE if name not in _NOT_AT_TOP]
NN = [*_ONLY_NN, "sigmoid", "tanh", "softplus"]
LINALG = [*_ONLY_LINALG, "einsum", "tensordot"]
_elsewhere = {*_ARRANGING, *_ONLY_NN, *_ONLY_LINALG}
MATH = [*(name for name in TABLE if name not in _elsewhere), "softmax", "log_softmax"]
MATH = [*MATH, "top_k", "in_top_k"]


def adapted(name: str) -> Callable[..., Any]:
    """Return a function of the table, which takes the arguments of TensorFlow."""
    ours, renamed = TABLE[name]
    function = getattr(ops, ours)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        kwargs.pop("name", None)
        return function(*args, **{renamed.get(k, k): v for k, v in kwargs.items()})

    return call


def find(names: list[str]) -> dict[str, Any]:
    """Return functions of the table by name."""
    return {name: adapted(name) for name in names}
