"""The compiled module as JAX sees it: whether it is there, how a handler is called.

The handlers are registered with XLA at the first question, not at import.
"""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp

try:
    # Early, before XLA starts its threads: this makes malloc keep large buffers.
    _module: ModuleType | None = importlib.import_module("tengen._native")
except ImportError:
    _module = None


@functools.cache
def _register() -> bool:
    if _module is None:
        return False
    for name, handler in _module.handlers.items():
        jax.ffi.register_ffi_target(name, handler, platform="cpu")
    return True


def available() -> bool:
    """Whether the compiled kernels are there and switched on.

    They are off where the compiled module is missing and where the environment says
    `TENGEN_KERNELS=xla`.

    Example:
        >>> from tengen import kernels
        >>> kernels.available() in (True, False)
        True
    """
    return os.environ.get("TENGEN_KERNELS", "").lower() != "xla" and _register()


def serves(*arrays: Any) -> bool:
    """Whether the kernels take these arrays: float32 all, and the module is there."""
    return all(array.dtype == jnp.float32 for array in arrays) and available()


def call(
    name: str,
    result: jax.ShapeDtypeStruct | Sequence[jax.ShapeDtypeStruct],
    *arrays: Any,
    **attributes: Any,
) -> Any:
    """Calls one handler of the module inside a traced function."""
    target = jax.ffi.ffi_call(name, result, vmap_method="sequential")
    return target(*arrays, **attributes)
