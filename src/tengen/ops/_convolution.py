"""Convolutions of one, two and three dimensions.

Two-dimensional ones go through `tengen.kernels` (imported when the first one is met: a
dense network does without), the others to XLA. Letters: N batch, C channels, K filters,
M filters per channel; *L* stands for the one to three lengths.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.config import standardize_data_format
from tengen.core.messages import complain
from tengen.ops._dispatch import op
from tengen.ops._families import floats

__all__ = ["conv", "conv_transpose", "depthwise_conv", "separable_conv"]


@op
def conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> jax.Array:
    """Convolution: each output is a sum of products under the sliding kernel.

    Args:
        inputs: `(N, *L*, C)`, or `(N, C, *L*)` for `'channels_first'`; one to three
            lengths.
        kernel: `(*sizes*, C / groups, K)`; the channels are cut into as many groups as
            the kernel's channels go into them.
        strides: steps of the kernel, one integer or one per length.
        padding: `'valid'` (none), `'same'` (output length = length / stride, rounded
            up) or a pair (before, after) per length.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.
        dilation_rate: distance of the kernel's points, one integer or one per length.

    Returns:
        `(N, *new L*, K)`, or with K second.

    Raises:
        ValueError: where ranks or channels do not fit together.

    Example:
        >>> import jax.numpy as jnp
        >>> conv(jnp.ones((1, 5, 5, 2)), jnp.ones((3, 3, 2, 4))).shape
        (1, 3, 3, 4)
    """

    def convolve(x: jax.Array, kernel: jax.Array) -> jax.Array:
        if kernel.ndim != x.ndim:
            raise ValueError(_misfit("conv", x, kernel))
        read, channels = kernel.shape[-2], x.shape[-1]
        groups = channels // max(read, 1)
        if groups * read != channels or kernel.shape[-1] % max(groups, 1):
            raise ValueError(_misfit("conv", x, kernel))
        return _convolve(x, kernel, strides, padding, dilation_rate, groups)

    return _channels_last(convolve, inputs, kernel, data_format)


@op
def depthwise_conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> jax.Array:
    """Convolution of each channel with M filters of its own.

    Args:
        inputs: `(N, *L*, C)`, or `(N, C, *L*)` for `'channels_first'`.
        kernel: `(*sizes*, C, M)`.
        strides, padding, data_format, dilation_rate: as for `conv`.

    Returns:
        `(N, *new L*, C * M)`; the M results of a channel lie together.
    """

    def convolve(x: jax.Array, kernel: jax.Array) -> jax.Array:
        channels = x.shape[-1]
        if kernel.ndim != x.ndim or kernel.shape[-2] != channels:
            raise ValueError(_misfit("depthwise_conv", x, kernel))
        if x.ndim < 5:
            from tengen import kernels

            flat = _Flat(x.ndim)
            return flat.down(
                kernels.depthwise_conv2d(
                    flat.up(x),
                    kernel[None] if x.ndim == 3 else kernel,
                    flat.numbers(strides),
                    flat.pads(padding),
                    flat.numbers(dilation_rate),
                )
            )
        grouped = kernel.reshape(*kernel.shape[:-2], 1, -1)
        return _convolve(x, grouped, strides, padding, dilation_rate, channels)

    return _channels_last(convolve, inputs, kernel, data_format)


@op
def separable_conv(
    inputs: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> jax.Array:
    """Depthwise convolution, followed by one over the channels alone.

    Args:
        inputs: `(N, *L*, C)`, or `(N, C, *L*)` for `'channels_first'`.
        depthwise_kernel: `(*sizes*, C, M)`.
        pointwise_kernel: `(*ones*, C * M, K)`.
        strides, padding, data_format, dilation_rate: of the depthwise part.

    Returns:
        `(N, *new L*, K)`.
    """
    between = depthwise_conv(
        inputs, depthwise_kernel, strides, padding, data_format, dilation_rate
    )
    return conv(between, pointwise_kernel, 1, "valid", data_format)


@op
def conv_transpose(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    output_padding: Any = None,
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> jax.Array:
    """Transposed convolution: the gradient of `conv`, used to make images larger.

    With k = (size - 1) * dilation + 1, a length n becomes n * stride for `'same'` and
    n * stride + max(k - stride, 0) for `'valid'`; where `output_padding` is given,
    (n - 1) * stride + k - 2 p + output_padding, p = k // 2 for `'same'`, 0 otherwise.

    Args:
        inputs: `(N, *L*, C)`, or `(N, C, *L*)` for `'channels_first'`.
        kernel: `(*sizes*, K, C)`.
        strides, dilation_rate: one integer or one per length.
        padding: `'valid'` or `'same'`.
        output_padding: one integer or one per length.
        data_format: as for `conv`.

    Returns:
        `(N, *new L*, K)`, or with K second.
    """

    def transpose(x: jax.Array, kernel: jax.Array) -> jax.Array:
        if kernel.ndim != x.ndim or kernel.shape[-1] != x.shape[-1]:
            raise ValueError(_misfit("conv_transpose", x, kernel))
        if x.ndim < 5 and output_padding is None:
            from tengen import kernels

            flat = _Flat(x.ndim)
            return flat.down(
                kernels.conv2d_transpose(
                    flat.up(x),
                    kernel[None] if x.ndim == 3 else kernel,
                    flat.numbers(strides),
                    padding,
                    flat.numbers(dilation_rate),
                )
            )
        return _transpose(x, kernel, strides, padding, dilation_rate, output_padding)

    return _channels_last(transpose, inputs, kernel, data_format)


def _channels_last(
    function: Callable[[jax.Array, jax.Array], jax.Array],
    inputs: Any,
    kernel: Any,
    data_format: str | None,
) -> jax.Array:
    x, kernel = floats(inputs), floats(kernel)
    if not 3 <= x.ndim <= 5:
        raise ValueError(_misfit("convolution", x, kernel))
    dtype = jnp.promote_types(x.dtype, kernel.dtype)
    x, kernel = x.astype(dtype), kernel.astype(dtype)
    if standardize_data_format(data_format) == "channels_last":
        return function(x, kernel)
    return jnp.moveaxis(function(jnp.moveaxis(x, 1, -1), kernel), -1, 1)


def _convolve(
    x: jax.Array,
    kernel: jax.Array,
    strides: Any,
    padding: Any,
    dilation: Any,
    groups: int,
) -> jax.Array:
    from tengen import kernels

    if x.ndim < 5:
        flat = _Flat(x.ndim)
        return flat.down(
            kernels.conv2d(
                flat.up(x),
                kernel[None] if x.ndim == 3 else kernel,
                flat.numbers(strides),
                flat.pads(padding),
                flat.numbers(dilation),
                groups,
            )
        )
    strides, dilation = per_length(strides, 3), per_length(dilation, 3)
    return kernels.conv_nd(x, kernel, strides, padding, dilation, groups)


class _Flat:
    """Sequences as images of height 1, for which there are kernels; images as they are.

    Args:
        ndim: number of axes of the inputs, 3 or 4.
    """

    def __init__(self, ndim: int) -> None:
        self.is_sequence = ndim == 3

    def up(self, x: jax.Array) -> jax.Array:
        """Return images."""
        return x[:, None] if self.is_sequence else x

    def down(self, x: jax.Array) -> jax.Array:
        """Return what was given."""
        return x[:, 0] if self.is_sequence else x

    def numbers(self, value: Any) -> Any:
        """Return strides or dilation for images."""
        return (1, *per_length(value, 1)) if self.is_sequence else value

    def pads(self, padding: Any) -> Any:
        """Return padding for images."""
        if isinstance(padding, str) or not self.is_sequence:
            return padding
        return [(0, 0), *padding]


def _transpose(
    x: jax.Array,
    kernel: jax.Array,
    strides: Any,
    padding: str,
    dilation: Any,
    output_padding: Any,
) -> jax.Array:
    from tengen import kernels

    rank = x.ndim - 2
    strides, dilation = per_length(strides, rank), per_length(dilation, rank)
    extra = per_length(output_padding, rank)
    lengths, pads = zip(
        *(
            _transposed(*sizes, padding.lower() == "same")
            for sizes in zip(
                x.shape[1:-1], kernel.shape[:-2], strides, dilation, extra, strict=True
            )
        ),
        strict=True,
    )
    return kernels.conv_nd_transpose(x, kernel, lengths, strides, pads, dilation)


def _transposed(
    n: int, size: int, stride: int, dilation: int, extra: int | None, same: bool
) -> tuple[int, tuple[int, int]]:
    """The length that `conv_transpose` states, and the pads of a convolution of it."""
    span = (size - 1) * dilation + 1
    reach = (n - 1) * stride + span
    if extra is None:
        length = n * stride + (0 if same else max(span - stride, 0))
    else:
        length = reach - (2 * (span // 2) if same else 0) + extra
    low = max(reach - length, 0) // 2 if same else 0
    return length, (low, reach - length - low)


def per_length(value: Any, rank: int) -> tuple[Any, ...]:
    """Return one number for all lengths, or one for each, as a tuple."""
    if isinstance(value, Sequence):
        return tuple(value)
    return (value,) * rank


def _misfit(function: str, x: jax.Array, kernel: jax.Array) -> str:
    return complain(
        function,
        f"inputs {x.shape} and kernel {kernel.shape}",
        "(batch, lengths..., channels) and a kernel whose channels divide these",
        fix="compare the inputs' channel axis with the kernel's last two axes",
    )
