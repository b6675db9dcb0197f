"""Means and variances, and normalization by them; attention by dot products."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import config
from tengen.core.messages import complain
from tengen.ops._dispatch import op
from tengen.ops._families import floats

__all__ = [
    "batch_normalization",
    "dot_product_attention",
    "layer_normalization",
    "moments",
    "normalize",
    "rms_normalization",
]

# Far below all logits, yet finite: a query that sees nothing gets a mean, not NaN.
_HIDDEN = -1e30


@op
def moments(
    x: Any, axes: Any, keepdims: bool = False, synchronized: bool = False
) -> tuple[jax.Array, jax.Array]:
    """Return the mean and the (biased) variance over axes.

    Half precision is computed in float32. `synchronized` has no effect: in a compiled
    step a batch is one batch, on however many devices.
    """
    x = floats(x)
    axes = tuple(axes) if isinstance(axes, (list, tuple)) else axes
    wide = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    mean = jnp.mean(wide, axes, keepdims=True)
    variance = jnp.mean(jnp.square(wide - mean), axes, keepdims=keepdims)
    mean = mean if keepdims else jnp.squeeze(mean, axes)
    return mean.astype(x.dtype), variance.astype(x.dtype)


@op
def batch_normalization(
    x: Any,
    mean: Any,
    variance: Any,
    axis: int,
    offset: Any = None,
    scale: Any = None,
    epsilon: float = 1e-3,
) -> jax.Array:
    """Return scale * (x - mean) / sqrt(variance + epsilon) + offset.

    Args:
        x: tensor with C entries along `axis`.
        mean, variance, offset, scale: `(C,)`.
        axis: the axis of the channels.
        epsilon: keeps the root away from zero.

    Source: Ioffe and Szegedy 2015, algorithm 1.
    """
    x = floats(x)
    shape = [1] * x.ndim
    shape[axis] = -1
    mean, variance = jnp.reshape(mean, shape), jnp.reshape(variance, shape)
    factor = jax.lax.rsqrt(floats(variance) + epsilon)
    if scale is not None:
        factor = factor * jnp.reshape(scale, shape)
    result = (x - mean) * factor
    if offset is not None:
        result = result + jnp.reshape(offset, shape)
    return result.astype(x.dtype)


@op
def layer_normalization(
    x: Any,
    gamma: Any = None,
    beta: Any = None,
    axis: Any = -1,
    epsilon: float | None = None,
) -> jax.Array:
    """Return gamma * (x - mean) / sqrt(variance + epsilon) + beta over given axes.

    Source: Ba et al. 2016, equation 4.
    """
    x = floats(x)
    wide = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    axes = tuple(axis) if isinstance(axis, (list, tuple)) else (axis,)
    mean = jnp.mean(wide, axes, keepdims=True)
    variance = jnp.mean(jnp.square(wide - mean), axes, keepdims=True)
    result = (wide - mean) * jax.lax.rsqrt(variance + _epsilon(epsilon))
    if gamma is not None:
        result = result * _along(gamma, axes, x.ndim)
    if beta is not None:
        result = result + _along(beta, axes, x.ndim)
    return result.astype(x.dtype)


@op
def rms_normalization(
    x: Any, scale: Any = None, axis: Any = -1, epsilon: float | None = None
) -> jax.Array:
    """Return scale * x / sqrt(mean(x^2) + epsilon) over given axes.

    Source: Zhang and Sennrich 2019, equation 4.
    """
    x = floats(x)
    wide = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    axes = tuple(axis) if isinstance(axis, (list, tuple)) else (axis,)
    square = jnp.mean(jnp.square(wide), axes, keepdims=True)
    result = wide * jax.lax.rsqrt(square + _epsilon(epsilon))
    if scale is not None:
        result = result * _along(scale, axes, x.ndim)
    return result.astype(x.dtype)


@op
def normalize(
    x: Any, axis: Any = -1, order: int = 2, epsilon: float | None = None
) -> jax.Array:
    """Return `x` divided by its norm along an axis; zero vectors stay zero.

    Args:
        x: tensor.
        axis: one axis or several.
        order: p of the norm sum(|x|^p)^(1/p), an integer of 1 or more.
        epsilon: smallest divisor; default: the configuration's fuzz factor.
    """
    if not isinstance(order, int) or order < 1:
        raise ValueError(complain("normalize(order=...)", repr(order), "1 or more"))
    x = floats(x)
    axes = tuple(axis) if isinstance(axis, (list, tuple)) else axis
    least = _epsilon(epsilon)
    if order == 2:
        # The root of a maximum: the norm itself has no derivative at zero.
        square = jnp.sum(jnp.square(x), axes, keepdims=True)
        return x * jax.lax.rsqrt(jnp.maximum(square, least**2))
    total = jnp.sum(jnp.abs(x) ** order, axes, keepdims=True)
    return x / jnp.maximum(total, least**order) ** (1 / order)


@op
def dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    bias: Any = None,
    mask: Any = None,
    scale: float | None = None,
    is_causal: bool = False,
    flash_attention: bool | None = None,
    attn_logits_soft_cap: float | None = None,
) -> jax.Array:
    """Return softmax(scale * q k + bias) v for each head.

    Args:
        query: `(B, T, H, D)`: batch, queries, heads, features.
        key, value: `(B, S, G, D)`; G heads, each of which serves H / G of the query's.
        bias: added to the logits `(B, H, T, S)`.
        mask: booleans that broadcast to `(B, H, T, S)`; false hides a position.
        scale: default 1 / sqrt(D).
        is_causal: whether query t sees positions up to t only.
        flash_attention: only for calls written for Keras; XLA chooses.
        attn_logits_soft_cap: logits are limited by cap * tanh(logits / cap).

    Returns:
        `(B, T, H, D)`.

    Source: Vaswani et al. 2017, equation 1.
    """
    query, key, value = floats(query), floats(key), floats(value)
    if min(query.ndim, key.ndim, value.ndim) != 4:
        where = "dot_product_attention"
        raise ValueError(complain(where, str(query.shape), "(batch, time, head, D)"))
    repeats = query.shape[2] // key.shape[2]
    key, value = jnp.repeat(key, repeats, axis=2), jnp.repeat(value, repeats, axis=2)
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    logits = jnp.einsum("bthd,bshd->bhts", query, key) * scale
    logits = logits.astype(jnp.promote_types(logits.dtype, jnp.float32))
    if attn_logits_soft_cap is not None:
        logits = attn_logits_soft_cap * jnp.tanh(logits / attn_logits_soft_cap)
    if bias is not None:
        logits = logits + bias
    seen = jnp.ones(logits.shape[-2:], bool)
    seen = jnp.tril(seen) if is_causal else seen
    if mask is not None:
        seen = seen & jnp.asarray(mask, bool)
    logits = jnp.where(seen, logits, _HIDDEN)
    weights = jax.nn.softmax(logits, axis=-1).astype(value.dtype)
    return jnp.einsum("bhts,bshd->bthd", weights, value)


def _epsilon(epsilon: float | None) -> float:
    return config.epsilon() if epsilon is None else epsilon


def _along(weights: Any, axes: tuple[int, ...], ndim: int) -> jax.Array:
    """Shape weights so that they lie along the axes of a tensor of `ndim` axes."""
    weights = jnp.asarray(weights)
    places = [axis % ndim for axis in axes]
    if weights.ndim != len(places):
        return weights
    sizes = dict(zip(places, weights.shape, strict=True))
    return weights.reshape([sizes.get(axis, 1) for axis in range(ndim)])
