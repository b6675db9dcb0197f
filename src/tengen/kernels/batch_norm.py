"""Batch normalization of a training step: statistics of the batch and the result."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax


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
    axes = tuple(range(x.ndim - 1))
    wide = jnp.promote_types(x.dtype, jnp.float32)
    mean = jnp.mean(x, axes, dtype=wide)
    variance = jnp.mean(jnp.square(x.astype(wide) - mean), axes)
    scale = lax.rsqrt(variance + epsilon)
    if gamma is not None:
        scale = scale * gamma
    y = (x - mean) * scale
    if beta is not None:
        y = y + beta
    return y.astype(x.dtype), mean, variance
