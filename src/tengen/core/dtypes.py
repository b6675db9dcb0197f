"""Dtype names and the dtype policy: what a layer stores and what it computes in."""

from __future__ import annotations

import numpy as np

from tengen.core import config
from tengen.core.messages import complain, did_you_mean
from tengen.core.registry import Registry

_FLOATS = ("bfloat16", "float16", "float32", "float64")
_INTEGERS = ("uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64")
_NAMES = (*_FLOATS, *_INTEGERS, "bool", "complex64", "complex128")
_ALIASES = {"float": "float32", "int": "int32", "half": "float16", "double": "float64"}


def standardize_dtype(dtype: object) -> str:
    """Return the canonical name of a dtype; `None` means `config.floatx()`.

    Example:
        >>> import numpy as np
        >>> standardize_dtype(np.float32), standardize_dtype("int64")
        ('float32', 'int64')
    """
    if dtype is None:
        return config.floatx()
    if dtype is bool:
        return "bool"
    if dtype is int:
        return "int32"
    if dtype is float:
        return config.floatx()
    if isinstance(dtype, str):
        name = _ALIASES.get(dtype, dtype)
    else:
        name = getattr(dtype, "name", None) or np.dtype(dtype).name  # type: ignore[call-overload]
    if name not in _NAMES:
        raise ValueError(
            complain("unknown dtype", repr(dtype), fix=did_you_mean(name, _NAMES))
        )
    return str(name)


def is_float(dtype: object) -> bool:
    """Say whether a dtype is a floating-point type."""
    return standardize_dtype(dtype) in _FLOATS


def is_integer(dtype: object) -> bool:
    """Say whether a dtype is an integer type (booleans are not)."""
    return standardize_dtype(dtype) in _INTEGERS


registry = Registry("dtype policy")


@registry.register("FloatDTypePolicy", "Policy")
class DTypePolicy:
    """What a layer's variables are stored in and what its `call` computes in.

    `"float32"` does both in float32; `"mixed_bfloat16"` and `"mixed_float16"` store
    float32 and compute in the shorter type.

    Example:
        >>> DTypePolicy("mixed_bfloat16").compute_dtype
        'bfloat16'
    """

    name: str

    def __init__(self, name: object = None) -> None:
        chosen: object = _default_policy() if name is None else name
        if isinstance(chosen, DTypePolicy):
            chosen = chosen.name
        elif isinstance(chosen, dict):
            chosen = chosen["config"]["name"]
        if isinstance(chosen, str) and chosen.startswith("mixed_"):
            self.name = chosen
            self.compute_dtype = standardize_dtype(chosen[len("mixed_") :])
            self.variable_dtype = "float32"
            return
        self.name = standardize_dtype(chosen)
        self.compute_dtype = self.name
        self.variable_dtype = self.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DTypePolicy) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'<DTypePolicy "{self.name}">'

    def get_config(self) -> dict[str, object]:
        """Return `{"name": ...}`."""
        return {"name": self.name}


_policy: list[str] = []


def _default_policy() -> str:
    return _policy[-1] if _policy else config.floatx()


def set_dtype_policy(policy: object) -> None:
    """Set the policy of layers that are given no `dtype`."""
    _policy[:] = [DTypePolicy(policy).name]


def dtype_policy() -> DTypePolicy:
    """Return the policy of layers that are given no `dtype`."""
    return DTypePolicy(_default_policy())
