"""Batch normalization of a training step: statistics of the batch and the result."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from tengen.kernels import native
from tengen.kernels.primitive import define, linear


def batch_norm_training(
    x: jax.Array,
    gamma: jax.Array | None = None,
    beta: jax.Array | None = None,
    epsilon: float = 1e-3,
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Normalizes each channel (the last axis) by the mean and variance of the batch.

    y = gamma * (x - mean) / sqrt(variance + epsilon) + beta (Ioffe and Szegedy 2015,
    algorithm 1), with the biased variance.

    Args:
        x: `(..., C)`, any number of leading axes.
        gamma: `(C,)`, or None for 1.
        beta: `(C,)`, or None for 0.
        epsilon: keeps the root away from zero.

    Returns:
        y `(..., C)`, mean `(C,)`, variance `(C,)`.

    Example:
        >>> import jax.numpy as jnp
        >>> y, mean, variance = batch_norm_training(jnp.array([[1.0], [3.0]]))
        >>> mean.item(), variance.item()
        (2.0, 1.0)
    """
    wide = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    mean, variance = _moments(wide)
    scale = lax.rsqrt(variance + epsilon)
    if gamma is not None:
        scale = scale * gamma
    offset = jnp.zeros_like(mean) if beta is None else beta.astype(mean.dtype)
    y = _spread.bind(jnp.stack([offset, scale]), wide, mean)
    return y.astype(x.dtype), mean, variance


# Two linear maps do all the work, each the transpose of the other. With coefficients
# v (2, C) and images t (..., C):
#     spread(v; x, mean) = v[0] + v[1] * (x - mean)          (..., C)
#     dots(t; x, mean)   = [sum t, sum t * (x - mean)]       (2, C)
# Element-wise work is left to XLA, which fuses it with what comes before and after;
# the sums, the slow part, are the kernels'.


@jax.custom_jvp
def _moments(x: jax.Array) -> tuple[jax.Array, jax.Array]:
    moments = _channel_moments.bind(x)
    return moments[0], moments[1]


@_moments.defjvp
def _moments_jvp(primals: Any, tangents: Any) -> tuple[Any, Any]:
    (x,), (dx,) = primals, tangents
    mean, variance = _moments(x)
    dots = _dots.bind(dx, x, mean) / (x.size // x.shape[-1])
    return (mean, variance), (dots[0], 2 * dots[1])


def _spread_jvp(operands: Any, tangents: Any) -> jax.Array:
    """How spread changes with x and mean."""
    (v, x, mean), (dx, dmean) = operands, tangents
    shift = jnp.stack([-v[1] * dmean, jnp.zeros_like(dmean)])
    return v[1] * dx + _spread.bind(shift, x, mean)


def _dots_jvp(operands: Any, tangents: Any) -> jax.Array:
    """How dots change with x and mean."""
    (t, x, _), (dx, dmean) = operands, tangents
    axes = tuple(range(x.ndim - 1))
    by_x = jnp.sum(t * dx, axes) - jnp.sum(t, axes) * dmean
    return jnp.stack([jnp.zeros_like(by_x), by_x])


def _xla_spread(v: Any, x: Any, mean: Any) -> jax.Array:
    return v[0] + v[1] * (x - mean)


def _xla_moments(x: Any) -> jax.Array:
    axes = tuple(range(x.ndim - 1))
    mean = jnp.mean(x, axes)
    return jnp.stack([mean, jnp.mean(jnp.square(x - mean), axes)])


def _xla_dots(t: Any, x: Any, mean: Any) -> jax.Array:
    axes = tuple(range(x.ndim - 1))
    return jnp.stack([jnp.sum(t, axes), jnp.sum(t * (x - mean), axes)])


def _native_moments(x: Any) -> jax.Array:
    if not native.serves(x) or x.size == 0:
        return _xla_moments(x)
    result = jax.ShapeDtypeStruct((2, x.shape[-1]), jnp.float32)
    return native.call("tengen_channel_moments", result, x)


def _native_dots(t: Any, x: Any, mean: Any) -> jax.Array:
    if not native.serves(t, x, mean) or x.size == 0:
        return _xla_dots(t, x, mean)
    result = jax.ShapeDtypeStruct((2, x.shape[-1]), jnp.float32)
    return native.call("tengen_channel_dots", result, t, x, mean)


_channel_moments = define("tengen_channel_moments", _xla_moments, _native_moments)
_dots = define("tengen_channel_dots", _xla_dots, _native_dots)
_spread = define("tengen_spread", _xla_spread, _xla_spread)
linear(_dots, lambda v, x, mean: _spread.bind(v, x, mean), _dots_jvp)
linear(_spread, lambda t, x, mean: _dots.bind(t, x, mean), _spread_jvp)
