"""Two-dimensional convolution and its two gradients.

The three bilinear maps `y = conv(x, w)`, `dx = input_gradient(dy, w)` and
`dw = weight_gradient(x, dy)` are each other's transposes: <dy, conv(x, w)> =
<dx, x> = <dw, w>. As JAX primitives that know this they can be differentiated any
number of times, forwards and backwards.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tengen.kernels import native, taps
from tengen.kernels.epilogue import activated, number
from tengen.kernels.geometry import Padding, Window, window
from tengen.kernels.primitive import Computation, bilinear, define


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
    if bias is not None and x.dtype == kernel.dtype == bias.dtype:
        return _biased(x, kernel, bias, w, groups, activation)
    y = convolve(x, kernel, w, groups)
    if bias is not None:
        y = y + bias
    return jnp.maximum(y, 0) if activation == "relu" else y


def convolve(x: jax.Array, kernel: jax.Array, w: Window, groups: int) -> jax.Array:
    """The convolution with its geometry worked out."""
    x, kernel = _same_type(x, kernel)
    geometry = _Geometry(w, groups, x.shape, kernel.shape)
    return _conv.bind(x, kernel, geometry=geometry)


def input_gradient(
    dy: jax.Array, kernel: jax.Array, w: Window, groups: int, image: tuple[int, int]
) -> jax.Array:
    """The transpose of `convolve` in its images of height and width `image`."""
    dy, kernel = _same_type(dy, kernel)
    x = (dy.shape[0], *image, kernel.shape[2] * groups)
    geometry = _Geometry(w, groups, x, kernel.shape)
    return _input_gradient.bind(dy, kernel, geometry=geometry)


class _Geometry(NamedTuple):
    """All that is static in the three maps."""

    window: Window
    groups: int
    x: tuple[int, ...]
    kernel: tuple[int, ...]


def _same_type(x: jax.Array, kernel: jax.Array) -> tuple[jax.Array, jax.Array]:
    dtype = jnp.promote_types(x.dtype, kernel.dtype)
    return x.astype(dtype), kernel.astype(dtype)


# The three maps through XLA. Its own rules of transposition give the gradients.


def _xla_conv(x: Any, kernel: Any, *, geometry: _Geometry) -> jax.Array:
    w = geometry.window
    if w.size == (1, 1) and geometry.groups == 1 and w.pads == ((0, 0), (0, 0)):
        x = x[:, :: w.strides[0], :: w.strides[1]]  # a matrix product of what is kept
        return lax.dot_general(x, kernel[0, 0], (((3,), (0,)), ((), ())))
    return lax.conv_general_dilated(
        x,
        kernel,
        window_strides=w.strides,
        padding=w.pads,
        rhs_dilation=w.dilation,
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
        feature_group_count=geometry.groups,
    )


def _xla_input_gradient(dy: Any, kernel: Any, *, geometry: _Geometry) -> jax.Array:
    x = jax.ShapeDtypeStruct(geometry.x, dy.dtype)
    conv = functools.partial(_xla_conv, geometry=geometry)
    (dx,) = jax.linear_transpose(lambda x: conv(x, kernel), x)(dy)
    return dx


def _xla_weight_gradient(x: Any, dy: Any, *, geometry: _Geometry) -> jax.Array:
    kernel = jax.ShapeDtypeStruct(geometry.kernel, dy.dtype)
    conv = functools.partial(_xla_conv, geometry=geometry)
    (dw,) = jax.linear_transpose(lambda kernel: conv(x, kernel), kernel)(dy)
    return dw


# The three maps on CPU: through the compiled module, or tap by tap.


def _served(geometry: _Geometry, *arrays: jax.Array) -> bool:
    sizes = (*geometry.x, *geometry.kernel, *geometry.window.out)
    height, width = geometry.window.size
    return native.serves(*arrays) and min(sizes) > 0 and max(height, width) <= 64


def _numbers(geometry: _Geometry) -> np.ndarray:
    w = geometry.window
    low = [pad[0] for pad in w.pads]
    return np.array([*w.strides, *w.dilation, *low, geometry.groups], np.int64)


def _y(geometry: _Geometry) -> tuple[int, ...]:
    return (geometry.x[0], *geometry.window.out, geometry.kernel[3])


def _sliding(geometry: _Geometry) -> taps.Sliding:
    w = geometry.window
    return taps.Sliding(
        w.strides, w.pads, w.dilation, geometry.groups, geometry.x, geometry.kernel
    )


def _native(
    name: str, otherwise: Computation, shape: Callable[[_Geometry], tuple[int, ...]]
) -> Computation:
    def kernel(first: jax.Array, second: jax.Array, *, geometry: _Geometry) -> Any:
        if not _served(geometry, first, second):
            return otherwise(first, second, sliding=_sliding(geometry))
        result = jax.ShapeDtypeStruct(shape(geometry), jnp.float32)
        return native.call(name, result, first, second, numbers=_numbers(geometry))

    return kernel


_conv = define(
    "tengen_conv",
    _xla_conv,
    _native("tengen_conv", taps.by_taps, _y),
    needs_module=False,
)
_input_gradient = define(
    "tengen_conv_input_gradient",
    _xla_input_gradient,
    _native("tengen_conv_input_gradient", taps.input_gradient_by_taps, lambda g: g.x),
    needs_module=False,
)
_weight_gradient = define(
    "tengen_conv_weight_gradient",
    _xla_weight_gradient,
    _native(
        "tengen_conv_weight_gradient",
        taps.weight_gradient_by_taps,
        lambda g: g.kernel,
    ),
    needs_module=False,
)

# For each operand its cotangent, from the operands in their order with the cotangent of
# the result in the operand's place.
bilinear(
    _conv,
    lambda dy, kernel, **g: _input_gradient.bind(dy, kernel, **g),
    lambda x, dy, **g: _weight_gradient.bind(x, dy, **g),
)
bilinear(
    _input_gradient,
    lambda dx, kernel, **g: _conv.bind(dx, kernel, **g),
    lambda dy, dx, **g: _weight_gradient.bind(dx, dy, **g),
)
bilinear(
    _weight_gradient,
    lambda dw, dy, **g: _input_gradient.bind(dy, dw, **g),
    lambda x, dw, **g: _conv.bind(x, dw, **g),
)


# Convolution, bias and activation in one pass over the results.


@functools.partial(jax.custom_jvp, nondiff_argnums=(3, 4, 5))
def _biased(
    x: jax.Array,
    kernel: jax.Array,
    bias: jax.Array,
    w: Window,
    groups: int,
    activation: str,
) -> jax.Array:
    geometry = _Geometry(w, groups, x.shape, kernel.shape)
    return _conv_bias.bind(x, kernel, bias, geometry=geometry, activation=activation)


@_biased.defjvp
def _biased_jvp(
    w: Window, groups: int, activation: str, primals: Any, tangents: Any
) -> tuple[jax.Array, jax.Array]:
    x, kernel, bias = primals
    dx, dkernel, dbias = tangents
    y = _biased(x, kernel, bias, w, groups, activation)
    geometry = _Geometry(w, groups, x.shape, kernel.shape)
    dy = _conv.bind(dx, kernel, geometry=geometry)
    dy = dy + _conv.bind(x, dkernel, geometry=geometry) + dbias
    return y, jnp.where(y > 0, dy, 0) if activation == "relu" else dy


def _xla_bias(
    x: Any, kernel: Any, bias: Any, *, geometry: _Geometry, activation: str
) -> jax.Array:
    return activated(_xla_conv(x, kernel, geometry=geometry) + bias, activation)


def _native_bias(
    x: Any, kernel: Any, bias: Any, *, geometry: _Geometry, activation: str
) -> jax.Array:
    if not _served(geometry, x, kernel, bias):
        y = taps.by_taps(x, kernel, sliding=_sliding(geometry)) + bias
        return activated(y, activation)
    return native.call(
        "tengen_conv_bias",
        jax.ShapeDtypeStruct(_y(geometry), jnp.float32),
        x,
        kernel,
        bias,
        numbers=_numbers(geometry),
        activation=number(activation),
    )


_conv_bias = define("tengen_conv_bias", _xla_bias, _native_bias, needs_module=False)


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
