"""A 3x3 convolution whose filters are transformed beforehand, for inference."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tengen.kernels import native
from tengen.kernels.epilogue import activated, number
from tengen.kernels.geometry import Window
from tengen.kernels.primitive import define

_PLANES = 36
_LARGEST = 1 << 16  # pairs of channels beyond which the transform hardly shows


def pays(window: Window, groups: int, channels: int, filters: int) -> bool:
    """Whether filters of that shape are worth keeping in transformed form.

    The conditions are those under which the compiled kernel takes this algorithm.
    """
    plain = window.strides == window.dilation == (1, 1) and groups == 1
    return (
        native.available()
        and window.size == (3, 3)
        and plain
        and min(window.out) >= 3
        and channels >= 16
        and filters >= 8
        and channels * filters <= _LARGEST
    )


def transformed(kernel: jax.Array) -> jax.Array:
    """The filters `(3, 3, C, K)` as 36 planes `(36, C, K in whole 16s)`.

    Where the compiled kernels do not run, the planes hold the filters themselves.

    Source: Lavin and Gray 2015, section 4.1, G g G' for F(4x4, 3x3).
    """
    planes: jax.Array = _filters.bind(kernel)
    return planes


def convolved(
    x: jax.Array, planes: jax.Array, bias: jax.Array, window: Window, activation: str
) -> jax.Array:
    """The convolution, from what `transformed` returned.

    Args:
        x: images `(N, H, W, C)`.
        planes: `(36, C, K in whole 16s)`.
        bias: `(K,)`.
        window: 3x3 with stride and dilation 1.
        activation: "linear", "relu" or "swish".

    Returns:
        `(N, OH, OW, K)`.
    """
    y: jax.Array = _product.bind(x, planes, bias, window=window, activation=activation)
    return y


def _width(filters: int) -> int:
    return -(-filters // 16) * 16


def _xla_filters(kernel: Any) -> jax.Array:
    channels, filters = kernel.shape[2:]
    planes = jnp.zeros((_PLANES, channels, _width(filters)), kernel.dtype)
    return planes.at[:9, :, :filters].set(kernel.reshape(9, channels, filters))


def _xla_product(
    x: Any, planes: Any, bias: Any, *, window: Window, activation: str
) -> jax.Array:
    channels, filters = planes.shape[1], bias.shape[0]
    kernel = planes[:9, :, :filters].reshape(3, 3, channels, filters)
    numbers = ("NHWC", "HWIO", "NHWC")
    y = lax.conv_general_dilated(
        x, kernel, (1, 1), window.pads, dimension_numbers=numbers
    )
    return activated(y + bias, activation)


def _native_filters(kernel: Any) -> Any:
    if not native.serves(kernel):
        return _xla_filters(kernel)
    shape = (_PLANES, kernel.shape[2], _width(kernel.shape[3]))
    result = jax.ShapeDtypeStruct(shape, jnp.float32)
    return native.call("tengen_winograd_filters", result, kernel)


def _native_product(
    x: Any, planes: Any, bias: Any, *, window: Window, activation: str
) -> Any:
    if not native.serves(x, planes, bias):
        return _xla_product(x, planes, bias, window=window, activation=activation)
    shape = (x.shape[0], *window.out, bias.shape[0])
    (top, _), (left, _) = window.pads
    return native.call(
        "tengen_winograd_product",
        jax.ShapeDtypeStruct(shape, jnp.float32),
        x,
        planes,
        bias,
        pad_top=np.int64(top),
        pad_left=np.int64(left),
        activation=number(activation),
    )


_filters = define("tengen_winograd_filters", _xla_filters, _native_filters)
_product = define("tengen_winograd_product", _xla_product, _native_product)
