"""What convolutions of one, two and three dimensions share."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import constraints, initializers, ops, regularizers
from tengen.core.messages import complain
from tengen.layers._checks import positive
from tengen.layers._low_rank import AdaptableKernel
from tengen.layers.convolutional.windowed import Windowed
from tengen.layers.layer import LayerOptions


class BaseConv(AdaptableKernel, Windowed):
    """Base of `Conv1D`, `Conv2D` and `Conv3D`; the arguments are theirs.

    Args:
        rank: number of spatial axes.
    """

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        rank: int,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
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
        self._set_lora(lora_rank, lora_alpha)
        self.filters = positive(self, "filters", filters)
        self.groups = positive(self, "groups", groups)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        if self.filters % self.groups:
            raise ValueError(
                complain(
                    f"{type(self).__name__}: filters={self.filters}, "
                    f"groups={self.groups}",
                    expected="a number of filters divisible by groups",
                )
            )

    def build(self, input_shape: Any) -> None:
        """Create kernel `(*kernel_size, channels / groups, filters)` and bias."""
        channels = self._channels(input_shape)
        if channels % self.groups:
            raise ValueError(
                complain(
                    f"layer {self.name!r}: groups={self.groups}",
                    f"{channels} input channels",
                    "a number divisible by groups",
                )
            )
        self.kernel = self.add_weight(
            name="kernel",
            shape=self._kernel_shape(channels),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self._add_bias(self.filters)
        self._begin_lora()

    def _kernel_shape(self, channels: int) -> tuple[int, ...]:
        return (*self.kernel_size, channels // self.groups, self.filters)

    def call(self, inputs: Any) -> Any:
        """Return the convolution, with bias and activation."""
        self._check_size(inputs.shape)
        return self._finish(self._slide(ops.conv, inputs, self.kernel))
