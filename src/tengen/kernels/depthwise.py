"""Depthwise convolution: every channel is filtered by itself."""

from __future__ import annotations

from collections.abc import Sequence

import jax

from tengen.kernels.conv import conv2d
from tengen.kernels.geometry import Padding


def depthwise_conv2d(
    x: jax.Array,
    kernel: jax.Array,
    strides: int | Sequence[int] = 1,
    padding: Padding = "valid",
    dilation: int | Sequence[int] = 1,
) -> jax.Array:
    """Convolution of each channel with `M` filters of its own.

    Args:
        x: images `(N, H, W, C)`.
        kernel: `(KH, KW, C, M)`.
        strides: one integer or two.
        padding: "valid", "same" or ((top, bottom), (left, right)).
        dilation: one integer or two.

    Returns:
        `(N, OH, OW, C * M)`; the M results of a channel lie together.

    Raises:
        ValueError: shapes that do not fit together.

    Example:
        >>> import jax.numpy as jnp
        >>> x, kernel = jnp.ones((1, 5, 5, 2)), jnp.ones((3, 3, 2, 1))
        >>> depthwise_conv2d(x, kernel, padding="same").shape
        (1, 5, 5, 2)
    """
    if x.ndim != 4 or kernel.ndim != 4 or kernel.shape[2] != x.shape[3]:
        raise ValueError(
            "depthwise_conv2d: expected images (N, H, W, C) and a kernel "
            f"(KH, KW, C, M); got shapes {x.shape} and {kernel.shape}."
        )
    height, width, channels, multiplier = kernel.shape
    # The same memory, read as one group per channel.
    grouped = kernel.reshape(height, width, 1, channels * multiplier)
    return conv2d(x, grouped, strides, padding, dilation, groups=channels)
