"""What depthwise convolutions of one and two dimensions share."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import constraints, initializers, ops, regularizers
from tengen.layers._checks import positive
from tengen.layers.convolutional.windowed import Windowed
from tengen.layers.layer import LayerOptions


class BaseDepthwiseConv(Windowed):
    """Base of `DepthwiseConv1D` and `DepthwiseConv2D`; the arguments are theirs.

    Args:
        rank: number of spatial axes.
    """

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        rank: int,
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
            rank,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            activation,
            use_bias,
            bias_initializer,
            bias_regularizer,
            activity_regularizer,
            bias_constraint,
            **options,
        )
        self.depth_multiplier = positive(self, "depth_multiplier", depth_multiplier)
        self.depthwise_initializer = initializers.get(depthwise_initializer)
        self.depthwise_regularizer = regularizers.get(depthwise_regularizer)
        self.depthwise_constraint = constraints.get(depthwise_constraint)

    def build(self, input_shape: Any) -> None:
        """Create kernel `(*kernel_size, channels, depth_multiplier)` and bias."""
        channels = self._channels(input_shape)
        self.kernel = self.add_weight(
            name="kernel",
            shape=(*self.kernel_size, channels, self.depth_multiplier),
            initializer=self.depthwise_initializer,
            regularizer=self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        self._add_bias(channels * self.depth_multiplier)

    def call(self, inputs: Any) -> Any:
        """Return the convolution of each channel, with bias and activation."""
        self._check_size(inputs.shape)
        return self._finish(self._slide(ops.depthwise_conv, inputs, self.kernel))
