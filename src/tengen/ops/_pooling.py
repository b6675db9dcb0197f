"""Maxima and means over windows of one, two and three dimensions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tengen.core.config import standardize_data_format
from tengen.core.messages import complain
from tengen.ops._convolution import per_length
from tengen.ops._dispatch import op
from tengen.ops._families import floats

__all__ = [
    "adaptive_average_pool",
    "adaptive_max_pool",
    "average_pool",
    "max_pool",
]


@op
def max_pool(
    inputs: Any,
    pool_size: Any,
    strides: Any = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> jax.Array:
    """Return the largest value of each window and channel.

    Args:
        inputs: `(N, *L*, C)`, or `(N, C, *L*)` for `'channels_first'`; *L* are one to
            three lengths.
        pool_size: lengths of the window, one integer or one per length.
        strides: steps of the window; default: its size.
        padding: `'valid'`, or `'same'` (windows may reach over the edge; what lies
            outside never wins).
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.

    Returns:
        `(N, *new L*, C)`, or with C second.

    Example:
        >>> max_pool([[[1.0], [3.0], [2.0], [0.0]]], 2)[0, :, 0].tolist()
        [3.0, 2.0]
    """
    x = jnp.asarray(inputs)
    x = floats(x) if x.dtype.kind == "b" else x

    def pool(x: jax.Array) -> jax.Array:
        if x.ndim == 4:
            from tengen import kernels

            return kernels.max_pool2d(x, pool_size, strides, padding)
        return _reduce(x, _lowest(x.dtype), lax.max, pool_size, strides, padding)

    return _channels_last(pool, x, data_format)


@op
def average_pool(
    inputs: Any,
    pool_size: Any,
    strides: Any = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> jax.Array:
    """Return the mean of each window and channel, over the points inside the tensor.

    Args:
        inputs, pool_size, strides, padding, data_format: as for `max_pool`.

    Returns:
        `(N, *new L*, C)`, or with C second.

    Example:
        >>> average_pool([[[1.0], [3.0], [2.0]]], 2, padding="same")[0, :, 0].tolist()
        [2.0, 2.0]
    """

    def pool(x: jax.Array) -> jax.Array:
        if x.ndim == 4:
            from tengen import kernels

            return kernels.average_pool2d(x, pool_size, strides, padding)
        window = (pool_size, strides, padding)
        counts = _reduce(jnp.ones_like(x[:1, ..., :1]), 0, lax.add, *window)
        return _reduce(x, 0, lax.add, *window) / counts

    return _channels_last(pool, floats(inputs), data_format)


@op
def adaptive_average_pool(
    inputs: Any, output_size: Any, data_format: str | None = None
) -> jax.Array:
    """Return means over windows sized so that the result has given lengths.

    Window i of m over a length n goes from floor(i n / m) to ceil((i + 1) n / m).

    Args:
        inputs: `(N, *L*, C)`, or `(N, C, *L*)` for `'channels_first'`.
        output_size: one integer or one per length.
        data_format: as for `max_pool`.
    """
    return _adaptive(jnp.mean, floats(inputs), output_size, data_format)


@op
def adaptive_max_pool(
    inputs: Any, output_size: Any, data_format: str | None = None
) -> jax.Array:
    """Return maxima over windows sized so that the result has given lengths.

    Args:
        inputs, output_size, data_format: as for `adaptive_average_pool`.
    """
    return _adaptive(jnp.max, jnp.asarray(inputs), output_size, data_format)


def _lowest(dtype: Any) -> Any:
    return np.iinfo(dtype).min if dtype.kind in "iu" else -np.inf


def _reduce(
    x: jax.Array, start: Any, combine: Any, size: Any, strides: Any, padding: str
) -> jax.Array:
    rank = x.ndim - 2
    window = (1, *per_length(size, rank), 1)
    steps = window if strides is None else (1, *per_length(strides, rank), 1)
    start = np.asarray(start, x.dtype)  # known while compiling: it has a gradient
    return lax.reduce_window(x, start, combine, window, steps, padding.upper())


def _adaptive(
    reduce: Any, x: jax.Array, output_size: Any, data_format: str | None
) -> jax.Array:
    def pool(x: jax.Array) -> jax.Array:
        for axis, size in enumerate(per_length(output_size, x.ndim - 2), start=1):
            n = x.shape[axis]
            parts = [
                lax.slice_in_dim(x, i * n // size, -(-(i + 1) * n // size), axis=axis)
                for i in range(size)
            ]
            x = jnp.stack([reduce(part, axis=axis) for part in parts], axis=axis)
        return x

    return _channels_last(pool, x, data_format)


def _channels_last(
    function: Callable[[jax.Array], jax.Array], x: jax.Array, data_format: str | None
) -> jax.Array:
    if not 3 <= x.ndim <= 5:
        expected = "(batch, one to three lengths, channels)"
        raise ValueError(complain("pooling", f"inputs of shape {x.shape}", expected))
    if standardize_data_format(data_format) == "channels_last":
        return function(x)
    return jnp.moveaxis(function(jnp.moveaxis(x, 1, -1)), -1, 1)
