"""Transposed convolution: the input gradient of a convolution as a layer's function."""

from __future__ import annotations

from collections.abc import Sequence

import jax

from tengen.kernels.conv import input_gradient
from tengen.kernels.geometry import Pair, Window, pair


def conv2d_transpose(
    x: jax.Array,
    kernel: jax.Array,
    strides: int | Sequence[int] = 1,
    padding: str = "valid",
    dilation: int | Sequence[int] = 1,
    output_padding: int | Sequence[int] | None = None,
) -> jax.Array:
    """The transpose of `conv2d` with this kernel, strides and padding.

    The length of each dimension becomes, with k the extent of the dilated kernel,
    n*s + max(k - s, 0) for "valid" and n*s for "same"; where `output_padding` is given,
    (n - 1)*s + k - 2*p + output_padding with p = 0 for "valid" and k // 2 for "same".

    Args:
        x: images `(N, H, W, C)`.
        kernel: `(KH, KW, K, C)`.
        strides: one integer or two.
        padding: "valid" or "same".
        dilation: one integer or two.
        output_padding: one integer or two, or None.

    Returns:
        `(N, OH, OW, K)`.

    Raises:
        ValueError: shapes that do not fit together, or unknown padding.

    Example:
        >>> import jax.numpy as jnp
        >>> x, kernel = jnp.ones((1, 4, 4, 2)), jnp.ones((3, 3, 8, 2))
        >>> conv2d_transpose(x, kernel, strides=2, padding="same").shape
        (1, 8, 8, 8)
    """
    if x.ndim != 4 or kernel.ndim != 4 or kernel.shape[3] != x.shape[3]:
        raise ValueError(
            "conv2d_transpose: expected images (N, H, W, C) and a kernel "
            f"(KH, KW, K, C); got shapes {x.shape} and {kernel.shape}."
        )
    if padding.lower() not in ("valid", "same"):
        raise ValueError(
            f"conv2d_transpose: padding must be 'valid' or 'same', got {padding!r}."
        )
    strides, dilation = pair(strides, "strides"), pair(dilation, "dilation")
    extra: Sequence[int | None]
    if output_padding is None or isinstance(output_padding, int):
        extra = (output_padding, output_padding)
    else:
        extra = tuple(output_padding)
    size = kernel.shape[:2]
    sides = [
        _side(x.shape[1 + i], size[i], strides[i], dilation[i], padding, extra[i])
        for i in range(2)
    ]
    w = Window(
        (size[0], size[1]),
        strides,
        (sides[0][1], sides[1][1]),
        dilation,
        (x.shape[1], x.shape[2]),
    )
    return input_gradient(x, kernel, w, 1, (sides[0][0], sides[1][0]))


def _side(
    n: int, size: int, stride: int, dilation: int, padding: str, extra: int | None
) -> tuple[int, Pair]:
    """Length of the result and the pads of the convolution that leads back from it."""
    span = (size - 1) * dilation + 1
    same = padding.lower() == "same"
    if extra is None:
        length = n * stride + (0 if same else max(span - stride, 0))
        low = max(span - stride, 0) // 2 if same else 0
    else:
        low = span // 2 if same else 0
        length = (n - 1) * stride + span - 2 * low + extra
    return length, (low, (n - 1) * stride + span - length - low)
