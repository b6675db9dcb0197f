"""`Conv2D`: filters that slide over images."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import activations, kernels, ops
from tengen.layers.convolutional.base_conv import BaseConv
from tengen.layers.layer import LayerOptions


class Conv2D(BaseConv):
    """A two-dimensional convolution (cross-correlation) over images.

    Args:
        filters: number of output channels.
        kernel_size: height and width of the filters; one integer for both.
        strides: steps along height and width.
        padding: `'valid'` (none) or `'same'` (output size = input size / strides).
        data_format: `'channels_last'` (default) or `'channels_first'`.
        dilation_rate: distance between the filter's taps.
        groups: input channels are split into so many groups, convolved separately.
        activation: name or function; linear if `None`.
        use_bias: whether a bias is added.
        kernel_initializer: Glorot uniform by default: U(-a, a), a = sqrt(6 /
            (fan_in + fan_out)), fan = taps * channels.
        bias_initializer: zeros by default.
        kernel_regularizer, bias_regularizer: penalties added to the loss.
        kernel_constraint, bias_constraint: projections after each update.
        lora_rank, lora_alpha: train only an update of this rank; see `enable_lora`.

    Shapes:
        input `(N, H, W, C)`, output `(N, H', W', filters)` with
        H' = ceil((H - span + 1) / stride) for `'valid'`, ceil(H / stride) for `'same'`,
        span = dilation * (kernel - 1) + 1.

    Example:
        >>> import numpy as np
        >>> Conv2D(8, 3)(np.ones((1, 28, 28, 1))).shape
        (1, 26, 26, 8)
    """

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
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
            groups,
            activation,
            use_bias,
            kernel_initializer,
            bias_initializer,
            kernel_regularizer,
            bias_regularizer,
            activity_regularizer,
            kernel_constraint,
            bias_constraint,
            lora_rank,
            lora_alpha,
            **options,
        )

    def call(self, inputs: Any) -> Any:
        """Return the convolution; bias and ReLU are computed along with it."""
        if self.bias is None or self.data_format == "channels_first":
            return super().call(inputs)
        self._check_size(inputs.shape)
        is_rectified = self.activation is activations.relu
        outputs = kernels.conv2d(
            inputs,
            ops.convert_to_tensor(self.kernel),
            self.strides,
            self.padding,
            self.dilation_rate,
            self.groups,
            self.bias.value,
            "relu" if is_rectified else "linear",
        )
        return outputs if is_rectified else self.activation(outputs)
