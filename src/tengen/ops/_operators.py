"""Gives symbolic tensors Python's operators (`core` must not know of operations).

Not `==`: it stays identity, so that tensors can be found in lists (as in Keras).
"""

from __future__ import annotations

from typing import Any

import tengen.ops.numpy as ops
from tengen.core.symbolic import SymbolicTensor

_PAIRS = {
    "add": ops.add,
    "sub": ops.subtract,
    "mul": ops.multiply,
    "truediv": ops.divide,
    "floordiv": ops.floor_divide,
    "mod": ops.mod,
    "pow": ops.power,
    "matmul": ops.matmul,
    "and": ops.logical_and,
    "or": ops.logical_or,
    "xor": ops.logical_xor,
}
_COMPARISONS = {
    "lt": ops.less,
    "le": ops.less_equal,
    "gt": ops.greater,
    "ge": ops.greater_equal,
    "ne": ops.not_equal,
}
_SINGLES = {"neg": ops.negative, "abs": ops.abs, "invert": ops.logical_not}


def _install(name: str, function: Any) -> None:
    setattr(SymbolicTensor, f"__{name}__", function)


def _forward(function: Any) -> Any:
    return lambda self, other: function(self, other)


def _reflected(function: Any) -> Any:
    return lambda self, other: function(other, self)


def _single(function: Any) -> Any:
    return lambda self: function(self)


for _name, _function in _PAIRS.items():
    _install(_name, _forward(_function))
    _install("r" + _name, _reflected(_function))
for _name, _function in _COMPARISONS.items():
    _install(_name, _forward(_function))
for _name, _function in _SINGLES.items():
    _install(_name, _single(_function))
# NumPy's arrays and scalars leave `array * symbolic` to the symbolic side.
SymbolicTensor.__array_ufunc__ = None  # type: ignore[attr-defined]
_install("getitem", lambda self, key: ops.get_item(self, key))
_install("round", lambda self, ndigits=0: ops.round(self, ndigits or 0))
