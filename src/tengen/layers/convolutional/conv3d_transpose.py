"""`Conv3DTranspose`: a convolution turned round, which makes volumes larger."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.convolutional.base_conv_transpose import BaseConvTranspose
from tengen.layers.layer import LayerOptions


class Conv3DTranspose(BaseConvTranspose):
    """The transpose of a three-dimensional convolution.

    Args:
        filters: number of output channels.
        kernel_size: depth, height and width of the filters; one integer for all.
        strides: steps along depth, height and width.
        padding: `'valid'` or `'same'`.
        output_padding: what is added to the output's size; chosen so that sizes
            are as below if `None`.
        data_format: `'channels_last'` (default) or `'channels_first'`.
        dilation_rate: distance between the filter's taps.
        activation: name or function; linear if `None`.
        use_bias: whether a bias is added.
        kernel_initializer: Glorot uniform by default.
        bias_initializer: zeros by default.
        kernel_regularizer, bias_regularizer: penalties added to the loss.
        kernel_constraint, bias_constraint: projections after each update.

    Shapes:
        input `(N, D, H, W, C)`, output `(N, D', H', W', filters)` with
        D' = D * stride for `'same'`, D * stride + max(span - stride, 0) for
        `'valid'`, span = dilation * (kernel - 1) + 1; kernel `(sizes, filters, C)`.

    Example:
        >>> import numpy as np
        >>> Conv3DTranspose(2, 2, strides=2)(np.ones((1, 2, 3, 4, 1))).shape
        (1, 4, 6, 8, 2)
    """

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = (1, 1, 1),
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            3,
            filters,
            kernel_size,
            strides,
            padding,
            output_padding,
            data_format,
            dilation_rate,
            activation,
            use_bias,
            kernel_initializer,
            bias_initializer,
            kernel_regularizer,
            bias_regularizer,
            activity_regularizer,
            kernel_constraint,
            bias_constraint,
            **options,
        )
