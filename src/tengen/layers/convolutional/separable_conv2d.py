"""`SeparableConv2D`: each channel filtered, then channels mixed."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.convolutional.base_separable_conv import BaseSeparableConv
from tengen.layers.layer import LayerOptions


class SeparableConv2D(BaseSeparableConv):
    """A depthwise convolution over images, then one over the channels alone.

    Args:
        filters: number of output channels.
        kernel_size: height and width of the filters; one integer for both.
        strides: steps along height and width.
        padding: `'valid'` (none) or `'same'` (output size = input size / strides).
        data_format: `'channels_last'` (default) or `'channels_first'`.
        dilation_rate: distance between the filter's taps.
        depth_multiplier: number of filters for each input channel.
        activation: name or function; linear if `None`.
        use_bias: whether a bias is added.
        depthwise_initializer, pointwise_initializer: Glorot uniform by default.
        bias_initializer: zeros by default.
        depthwise_regularizer, pointwise_regularizer, bias_regularizer: penalties
            added to the loss.
        depthwise_constraint, pointwise_constraint, bias_constraint: projections
            after each update.

    Shapes:
        input `(N, H, W, C)`, output `(N, H', W', filters)` with
        H' = ceil((H - span + 1) / stride) for `'valid'`, ceil(H / stride) for `'same'`,
        span = dilation * (kernel - 1) + 1.

    Example:
        >>> import numpy as np
        >>> SeparableConv2D(5, 3)(np.ones((1, 8, 8, 4))).shape
        (1, 6, 6, 5)
    """

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            2,
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            depth_multiplier,
            activation,
            use_bias,
            depthwise_initializer,
            pointwise_initializer,
            bias_initializer,
            depthwise_regularizer,
            pointwise_regularizer,
            bias_regularizer,
            activity_regularizer,
            depthwise_constraint,
            pointwise_constraint,
            bias_constraint,
            **options,
        )
