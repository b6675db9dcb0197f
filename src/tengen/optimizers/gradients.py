"""Clipping: gradients that are too long are shortened, their direction kept."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp


def clip_by_value(gradient: jax.Array, limit: float) -> jax.Array:
    """Return the gradient with each entry between `-limit` and `limit`."""
    return jnp.clip(gradient, -limit, limit)


def clip_by_norm(gradient: jax.Array, limit: float) -> jax.Array:
    """Return the gradient, scaled down to the Euclidean length `limit` if longer."""
    norm = jnp.sqrt(jnp.sum(jnp.square(gradient)))
    return gradient * (limit / jnp.maximum(norm, limit)).astype(gradient.dtype)


def clip_by_global_norm(
    gradients: Sequence[jax.Array], limit: float
) -> list[jax.Array]:
    """Return the gradients, scaled together to the joint length `limit` if longer.

    Example:
        >>> three, four = clip_by_global_norm([jnp.array([3.0]), jnp.array([4.0])], 1.0)
        >>> round(float(three[0]), 4), round(float(four[0]), 4)
        (0.6, 0.8)
    """
    norm = jnp.sqrt(sum(jnp.sum(jnp.square(g)) for g in gradients))
    scale = limit / jnp.maximum(norm, limit)
    return [g * scale.astype(g.dtype) for g in gradients]
