"""Gathering whole rows: the mini-batch of a compiled epoch."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tengen.kernels import native
from tengen.kernels.primitive import define, linear


def take_rows(x: jax.Array, indices: jax.Array) -> jax.Array:
    """The rows `x[indices]` along the first axis, for any type of entries.

    Negative indices count from the end; indices outside the rows are clipped, as by
    `jnp.take(..., mode="clip")` for the ones that are not negative.

    Args:
        x: `(R, ...)`.
        indices: integers `(N,)`.

    Returns:
        `(N, ...)`.

    Example:
        >>> import jax.numpy as jnp
        >>> take_rows(jnp.array([[1.0], [2.0], [3.0]]), jnp.array([2, 0])).ravel()
        Array([3., 1.], dtype=float32)
    """
    x = jnp.asarray(x)
    return _take.bind(x, jnp.asarray(indices, jnp.int32), rows=x.shape[0])


def _reference(x: jax.Array, indices: jax.Array, *, rows: int) -> jax.Array:
    indices = jnp.where(indices < 0, indices + rows, indices)
    return jnp.take(x, indices, axis=0, mode="clip")


def _kernel(x: jax.Array, indices: jax.Array, *, rows: int) -> jax.Array:
    if x.size == 0 or x.dtype.name not in _WHOLE_BYTES:
        return _reference(x, indices, rows=rows)
    shape = jax.ShapeDtypeStruct((*indices.shape, *x.shape[1:]), x.dtype)
    return native.call("tengen_take_rows", shape, x, indices)


def _put(cotangent: jax.Array, indices: jax.Array, *, rows: int) -> jax.Array:
    indices = jnp.where(indices < 0, indices + rows, indices)
    zeros = jnp.zeros((rows, *cotangent.shape[1:]), cotangent.dtype)
    return zeros.at[jnp.clip(indices, 0, rows - 1)].add(cotangent)


_WHOLE_BYTES = frozenset(
    ["bool", "bfloat16", "complex64", "complex128"]
    + [f"float{bits}" for bits in (16, 32, 64)]
    + [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
)
_take = define("tengen_take_rows", _reference, _kernel)
linear(_take, _put)
