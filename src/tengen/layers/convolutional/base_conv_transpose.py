"""What transposed convolutions of one, two and three dimensions share."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import ops
from tengen.core.messages import complain
from tengen.layers._checks import tuple_of
from tengen.layers.convolutional.base_conv import BaseConv
from tengen.layers.layer import LayerOptions


class BaseConvTranspose(BaseConv):
    """Base of `Conv1DTranspose`, `Conv2DTranspose` and `Conv3DTranspose`.

    Args:
        rank: number of spatial axes.
    """

    _can_be_causal = False

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        rank: int,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = 1,
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
            rank,
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            1,
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
        self.output_padding = None
        if output_padding is not None:
            self.output_padding = tuple_of(
                self, "output_padding", output_padding, rank, least=0
            )
            pairs = zip(self.output_padding, self.strides, strict=True)
            if any(extra >= stride for extra, stride in pairs):
                raise ValueError(
                    complain(
                        f"{type(self).__name__}: output_padding",
                        f"{output_padding} with strides {self.strides}",
                        "less than the strides",
                    )
                )

    def _kernel_shape(self, channels: int) -> tuple[int, ...]:
        return (*self.kernel_size, self.filters, channels)

    def call(self, inputs: Any) -> Any:
        """Return the transposed convolution, with bias and activation."""
        extra = self.output_padding
        if extra is not None and self.rank == 1:
            extra = (0, *extra)
        outputs = self._slide(
            ops.conv_transpose, inputs, self.kernel, output_padding=extra
        )
        return self._finish(outputs)
