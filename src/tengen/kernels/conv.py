"""Two-dimensional convolution and its two gradients.

The three bilinear maps `y = conv(x, w)`, `dx = input_gradient(dy, w)` and
`dw = weight_gradient(x, dy)` are each other's transposes: <dy, conv(x, w)> =
<dx, x> = <dw, w>. As JAX primitives that know this they can be differentiated any
number of times, forwards and backwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from tengen.kernels.geometry import Padding, Window, window

_LAYOUT = ("NHWC", "HWIO", "NHWC")


def conv2d(
    x: jax.Array,
    kernel: jax.Array,
    strides: int | Sequence[int] = 1,
    padding: Padding = "valid",
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
    bias: jax.Array | None = None,
    activation: str = "linear",
) -> jax.Array:
    """Convolution (cross-correlation) of images with a kernel.

    y[n, i, j, k] = activation(bias[k] + sum over a, b, c of
    kernel[a, b, c, k] * x[n, i*s + a*d, j*s + b*d, c]).

    Args:
        x: images `(N, H, W, C)`.
        kernel: `(KH, KW, C / groups, K)`.
        strides: one integer or two.
        padding: "valid", "same" or ((top, bottom), (left, right)).
        dilation: one integer or two.
        groups: channels and filters are cut into this many independent parts.
        bias: `(K,)`, added to every position.
        activation: "linear" or "relu", computed with the convolution.

    Returns:
        `(N, OH, OW, K)`.

    Raises:
        ValueError: shapes that do not fit together.

    Example:
        >>> import jax.numpy as jnp
        >>> conv2d(jnp.ones((1, 5, 5, 2)), jnp.ones((3, 3, 2, 4))).shape
        (1, 3, 3, 4)
    """
    _check(x.shape, kernel.shape, groups)
    if activation not in ("linear", "relu"):
        raise ValueError(
            f"conv2d: activation must be 'linear' or 'relu', got {activation!r}."
        )
    w = window(x.shape[1:3], kernel.shape[:2], strides, padding, dilation)
    y = convolve(x, kernel, w, groups)
    if bias is not None:
        y = y + bias
    return jnp.maximum(y, 0) if activation == "relu" else y


def convolve(x: jax.Array, kernel: jax.Array, w: Window, groups: int) -> jax.Array:
    """The convolution with its geometry worked out."""
    if w.size == (1, 1) and groups == 1 and w.pads == ((0, 0), (0, 0)):
        return _pointwise(x, kernel, w)
    return _xla_conv(x, kernel, w, groups)


def input_gradient(
    dy: jax.Array, kernel: jax.Array, w: Window, groups: int, image: tuple[int, int]
) -> jax.Array:
    """The transpose of `convolve` in its images of height and width `image`."""
    x = jax.ShapeDtypeStruct((dy.shape[0], *image, kernel.shape[2] * groups), dy.dtype)
    transposed = jax.linear_transpose(lambda v: _xla_conv(v, kernel, w, groups), x)
    (dx,) = transposed(dy)
    return dx


def _pointwise(x: jax.Array, kernel: jax.Array, w: Window) -> jax.Array:
    """A 1x1 convolution is a matrix product over the positions it keeps."""
    if w.strides != (1, 1):
        x = x[:, :: w.strides[0], :: w.strides[1]]
    return lax.dot_general(x, kernel[0, 0], (((3,), (0,)), ((), ())))


def _xla_conv(x: Any, kernel: Any, w: Window, groups: int) -> jax.Array:
    return lax.conv_general_dilated(
        x,
        kernel,
        window_strides=w.strides,
        padding=w.pads,
        rhs_dilation=w.dilation,
        dimension_numbers=_LAYOUT,
        feature_group_count=groups,
    )


def _check(x: Sequence[int], kernel: Sequence[int], groups: int) -> None:
    if len(x) != 4 or len(kernel) != 4:
        raise ValueError(
            "conv2d: expected images (N, H, W, C) and a kernel (KH, KW, C, K); "
            f"got shapes {tuple(x)} and {tuple(kernel)}."
        )
    if kernel[2] * groups != x[3] or kernel[3] % groups:
        raise ValueError(
            f"conv2d: images have {x[3]} channels, the kernel {tuple(kernel)} with "
            f"groups={groups} reads {kernel[2] * groups} and writes {kernel[3]}.\n"
            "Channels must be kernel.shape[2] * groups, and groups divide both."
        )
