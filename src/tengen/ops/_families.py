"""Makers of the plain functions: one line of `numpy` becomes a documented operation.

JAX and Keras often call an argument differently. Each family gives Keras's names and
passes them by position, so that `ops.sum(x=..., axis=0)` works as in Keras.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.dtypes import standardize_dtype
from tengen.ops._dispatch import op

Function = Callable[..., Any]

_ELEMENT = """

    Args:
        x: array, variable or symbolic tensor of any shape.

    Returns:
        A tensor of the shape of `x`.
    """
_PAIR = """

    Args:
        x1, x2: tensors or numbers whose shapes broadcast.

    Returns:
        A tensor of the broadcast shape.
    """
_REDUCTION = """

    Args:
        x: tensor of any shape.
        axis: axis or axes to reduce; `None` for all.
        keepdims: whether reduced axes stay with size 1.

    Returns:
        A tensor without the reduced axes.
    """


def tensor(x: Any) -> Any:
    """Return lists and tuples as arrays, anything else untouched."""
    return jnp.asarray(x) if isinstance(x, (list, tuple)) else x


def floats(x: Any) -> jax.Array:
    """Return an array of floats: integers and booleans become the default float."""
    x = jnp.asarray(x)
    return x if jnp.issubdtype(x.dtype, jnp.inexact) else x.astype(default_float())


def default_float(dtype: Any = None) -> str:
    """Return the dtype's name, that of the configuration's float for `None`."""
    return standardize_dtype(dtype)


def named(function: Function, name: str, doc: str) -> Function:
    """Give a made function its public name and text, and make it an operation."""
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    function.__module__ = "tengen.ops"
    return op(function)


def unary(name: str, summary: str, function: Function | None = None) -> Function:
    """Make `name(x)` from the function of that name in `jax.numpy`."""
    compute = function or getattr(jnp, name)

    def call(x: Any) -> jax.Array:
        return compute(tensor(x))

    return named(call, name, summary + _ELEMENT)


def binary(name: str, summary: str, function: Function | None = None) -> Function:
    """Make `name(x1, x2)` from the function of that name in `jax.numpy`."""
    compute = function or getattr(jnp, name)

    def call(x1: Any, x2: Any) -> jax.Array:
        return compute(tensor(x1), tensor(x2))

    return named(call, name, summary + _PAIR)


def bitwise(name: str, summary: str) -> Function:
    """Make `name(x, y)`: the bit operations have argument names of their own."""
    compute = getattr(jnp, name)

    def call(x: Any, y: Any) -> jax.Array:
        return compute(tensor(x), tensor(y))

    return named(call, name, summary + _PAIR.replace("x1, x2", "x, y"))


def reduction(name: str, summary: str, function: Function | None = None) -> Function:
    """Make `name(x, axis=None, keepdims=False)`."""
    compute = function or getattr(jnp, name)

    def call(x: Any, axis: Any = None, keepdims: bool = False) -> jax.Array:
        return compute(tensor(x), axis=_axes(axis), keepdims=keepdims)

    return named(call, name, summary + _REDUCTION)


def _axes(axis: Any) -> Any:
    return tuple(axis) if isinstance(axis, list) else axis
