"""Enlarging images by whole factors."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp

from tengen.kernels.geometry import pair


def upsample2d(x: jax.Array, size: int | Sequence[int] = 2) -> jax.Array:
    """Repeats every point of an image as a block of `size`.

    Args:
        x: images `(N, H, W, C)`.
        size: factors of height and width.

    Returns:
        `(N, H * size[0], W * size[1], C)`.

    Example:
        >>> import jax.numpy as jnp
        >>> upsample2d(jnp.ones((1, 2, 3, 4)), (2, 3)).shape
        (1, 4, 9, 4)
    """
    tall, wide = pair(size, "size")
    n, height, width, channels = x.shape
    blocks = jnp.broadcast_to(
        x[:, :, None, :, None, :], (n, height, tall, width, wide, channels)
    )
    return blocks.reshape(n, height * tall, width * wide, channels)
