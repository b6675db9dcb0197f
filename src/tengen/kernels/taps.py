"""Convolutions of any rank as matrix products, one for each tap of the kernel.

XLA's own convolutions on CPU have gradients that take a hundred times longer inside of
a compiled loop than outside (jax#12868); its matrix products do not. So on CPU what the
compiled module does not serve is computed here: three-dimensional convolutions, other
types than float32, machines without the module.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tengen.kernels.primitive import Computation, bilinear, define

_FEW_CHANNELS = 16  # below, all taps together make a better matrix than each alone
_LETTERS = "DHW"


class Sliding(NamedTuple):
    """What is static in a convolution: numbers per dimension, shapes of operands."""

    strides: tuple[int, ...]
    pads: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    groups: int
    x: tuple[int, ...]
    kernel: tuple[int, ...]


def conv_nd(
    x: jax.Array,
    kernel: jax.Array,
    strides: Sequence[int],
    padding: str | Sequence[tuple[int, int]],
    dilation: Sequence[int],
    groups: int = 1,
) -> jax.Array:
    """Convolution (cross-correlation) with any number of dimensions.

    Args:
        x: `(N, *L*, C)`.
        kernel: `(*sizes*, C / groups, K)`.
        strides, dilation: one number per length.
        padding: "valid", "same", or (low, high) per length.
        groups: channels and filters are cut into this many independent parts.

    Returns:
        `(N, *new L*, K)`.

    Example:
        >>> import jax.numpy as jnp
        >>> x, kernel = jnp.ones((1, 4, 4, 4, 2)), jnp.ones((2, 2, 2, 2, 3))
        >>> conv_nd(x, kernel, (2, 2, 2), "valid", (1, 1, 1)).shape
        (1, 2, 2, 2, 3)
    """
    spans = [(n - 1) * d + 1 for n, d in zip(kernel.shape, dilation, strict=False)]
    if isinstance(padding, str):
        padding = lax.padtype_to_pads(x.shape[1:-1], spans, strides, padding.upper())
    pads = tuple((int(low), int(high)) for low, high in padding)
    shape = Sliding(
        tuple(strides), pads, tuple(dilation), groups, x.shape, kernel.shape
    )
    y: jax.Array = _conv.bind(x, kernel, sliding=shape)
    return y


def conv_nd_transpose(
    x: jax.Array,
    kernel: jax.Array,
    lengths: Sequence[int],
    strides: Sequence[int],
    pads: Sequence[tuple[int, int]],
    dilation: Sequence[int],
) -> jax.Array:
    """The transpose of `conv_nd`: its gradient by the images, as a layer's function.

    Args:
        x: `(N, *L*, C)`.
        kernel: `(*sizes*, K, C)`.
        lengths: of the result.
        strides, pads, dilation: of the convolution that goes from it to `x`.

    Returns:
        `(N, *lengths*, K)`.
    """
    shape = (x.shape[0], *lengths, kernel.shape[-2])
    sliding = Sliding(
        tuple(strides), tuple(pads), tuple(dilation), 1, shape, kernel.shape
    )
    y: jax.Array = _input_gradient.bind(x, kernel, sliding=sliding)
    return y


def by_taps(x: Any, kernel: Any, *, sliding: Sliding) -> jax.Array:
    """The convolution as a sum of products of shifted images and single taps."""
    pads = [(0, 0, 0), *((low, high, 0) for low, high in sliding.pads), (0, 0, 0)]
    x = lax.pad(x, jnp.zeros((), x.dtype), pads)
    sizes = kernel.shape[:-2]
    pieces = [_piece(x, tap, sizes, sliding) for tap in np.ndindex(*sizes)]
    if sliding.groups == 1 and x.shape[-1] < _FEW_CHANNELS:
        return jnp.concatenate(pieces, -1) @ kernel.reshape(-1, kernel.shape[-1])
    taps = kernel.reshape(-1, *kernel.shape[-2:])
    products = [_product(piece, taps[i], sliding) for i, piece in enumerate(pieces)]
    return functools.reduce(operator.add, products)


def _piece(x: Any, tap: Sequence[int], sizes: Sequence[int], s: Sliding) -> jax.Array:
    """The points of the images that one tap sees, `(N, *new L*, C)`."""
    start, stop = [0], [x.shape[0]]
    for place, size, stride, step, length in zip(
        tap, sizes, s.strides, s.dilation, x.shape[1:-1], strict=True
    ):
        out = (length - (size - 1) * step - 1) // stride + 1
        start.append(place * step)
        stop.append(place * step + (out - 1) * stride + 1)
    strides = (1, *s.strides, 1)
    return lax.slice(x, (*start, 0), (*stop, x.shape[-1]), strides)


def _product(piece: Any, tap: Any, s: Sliding) -> jax.Array:
    if s.groups == 1:
        return lax.dot_general(piece, tap, (((piece.ndim - 1,), (0,)), ((), ())))
    read, filters = tap.shape
    each = filters // s.groups
    grouped = piece.reshape(*piece.shape[:-1], s.groups, read)
    by_group = tap.reshape(read, s.groups, each)
    if read == 1:  # depthwise: nothing to sum up
        return (grouped * by_group[0]).reshape(*piece.shape[:-1], filters)
    product = jnp.einsum("...gc,cgk->...gk", grouped, by_group)
    return product.reshape(*piece.shape[:-1], filters)


def _xla_conv(x: Any, kernel: Any, *, sliding: Sliding) -> jax.Array:
    letters = _LETTERS[3 - (x.ndim - 2) :]
    numbers = (f"N{letters}C", f"{letters}IO", f"N{letters}C")
    return lax.conv_general_dilated(
        x,
        kernel,
        sliding.strides,
        sliding.pads,
        rhs_dilation=sliding.dilation,
        dimension_numbers=numbers,
        feature_group_count=sliding.groups,
    )


def _input_gradient_of(conv: Computation) -> Computation:
    def gradient(dy: Any, kernel: Any, *, sliding: Sliding) -> jax.Array:
        x = jax.ShapeDtypeStruct(sliding.x, dy.dtype)
        back = jax.linear_transpose(lambda x: conv(x, kernel, sliding=sliding), x)
        (dx,) = back(dy)
        return dx

    return gradient


def _weight_gradient_of(conv: Computation) -> Computation:
    def gradient(x: Any, dy: Any, *, sliding: Sliding) -> jax.Array:
        kernel = jax.ShapeDtypeStruct(sliding.kernel, dy.dtype)
        back = jax.linear_transpose(lambda k: conv(x, k, sliding=sliding), kernel)
        (dkernel,) = back(dy)
        return dkernel

    return gradient


input_gradient_by_taps = _input_gradient_of(by_taps)
weight_gradient_by_taps = _weight_gradient_of(by_taps)

_conv = define("tengen_conv_nd", _xla_conv, by_taps, needs_module=False)
_input_gradient = define(
    "tengen_conv_nd_input_gradient",
    _input_gradient_of(_xla_conv),
    input_gradient_by_taps,
    needs_module=False,
)
_weight_gradient = define(
    "tengen_conv_nd_weight_gradient",
    _weight_gradient_of(_xla_conv),
    weight_gradient_by_taps,
    needs_module=False,
)

bilinear(
    _conv,
    lambda dy, kernel, **s: _input_gradient.bind(dy, kernel, **s),
    lambda x, dy, **s: _weight_gradient.bind(x, dy, **s),
)
bilinear(
    _input_gradient,
    lambda dx, kernel, **s: _conv.bind(dx, kernel, **s),
    lambda dy, dx, **s: _weight_gradient.bind(dx, dy, **s),
)
bilinear(
    _weight_gradient,
    lambda dw, dy, **s: _input_gradient.bind(dy, dw, **s),
    lambda x, dw, **s: _conv.bind(x, dw, **s),
)
