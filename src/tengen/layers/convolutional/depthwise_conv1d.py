"""`DepthwiseConv1D`: each channel of a sequence filtered by itself."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.convolutional.base_depthwise_conv import BaseDepthwiseConv
from tengen.layers.layer import LayerOptions


class DepthwiseConv1D(BaseDepthwiseConv):
    """A one-dimensional convolution of each channel with filters of its own.

    Args:
        kernel_size: length of the filters.
        strides: steps along the sequence.
        padding: `'valid'` (none), `'same'` (output length = input length / strides)
            or `'causal'` (a step sees itself and earlier ones only).
        data_format: `'channels_last'` (default) or `'channels_first'`.
        dilation_rate: distance between the filter's taps.
        depth_multiplier: number of filters for each input channel.
        activation: name or function; linear if `None`.
        use_bias: whether a bias is added.
        depthwise_initializer: Glorot uniform by default.
        bias_initializer: zeros by default.
        depthwise_regularizer, bias_regularizer: penalties added to the loss.
        depthwise_constraint, bias_constraint: projections after each update.

    Shapes:
        input `(N, T, C)`, output `(N, T', C * depth_multiplier)` with
        T' = ceil((T - span + 1) / stride) for `'valid'`, ceil(T / stride) for `'same'`,
        span = dilation * (kernel - 1) + 1.

    Example:
        >>> import numpy as np
        >>> DepthwiseConv1D(3)(np.ones((1, 10, 4))).shape
        (1, 8, 4)
    """

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        bias_constraint: Any = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            1,
            kernel_size,
            strides,
            padding,
            depth_multiplier,
            data_format,
            dilation_rate,
            activation,
            use_bias,
            depthwise_initializer,
            bias_initializer,
            depthwise_regularizer,
            bias_regularizer,
            activity_regularizer,
            depthwise_constraint,
            bias_constraint,
            **options,
        )
