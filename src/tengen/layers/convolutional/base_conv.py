"""What convolutions of one, two and three dimensions share."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import activations, constraints, initializers, ops, regularizers
from tengen.core import config
from tengen.core.messages import complain
from tengen.layers._checks import known_size, positive, tuple_of
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions


class BaseConv(Layer):
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
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **options)
        self.rank = rank
        self.filters = positive(self, "filters", filters)
        self.groups = positive(self, "groups", groups)
        self.kernel_size = tuple_of(self, "kernel_size", kernel_size, rank)
        self.strides = tuple_of(self, "strides", strides, rank)
        self.dilation_rate = tuple_of(self, "dilation_rate", dilation_rate, rank)
        self.padding = self._padding(padding)
        self.data_format = config.standardize_data_format(data_format)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(ndim=rank + 2)
        self._check_arguments()

    def _padding(self, padding: Any) -> str:
        name = str(padding).lower()
        if name not in ("valid", "same", *(("causal",) if self.rank == 1 else ())):
            raise ValueError(
                complain(
                    f"{type(self).__name__}: padding",
                    repr(padding),
                    "'valid' or 'same'" + (", or 'causal'" if self.rank == 1 else ""),
                )
            )
        return name

    def _check_arguments(self) -> None:
        name = type(self).__name__
        if self.filters % self.groups:
            raise ValueError(
                complain(
                    f"{name}: filters={self.filters}, groups={self.groups}",
                    expected="a number of filters divisible by groups",
                )
            )
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                complain(
                    f"{name}: strides={self.strides}, "
                    f"dilation_rate={self.dilation_rate}",
                    expected="one of them 1",
                )
            )

    @property
    def _channel_axis(self) -> int:
        return -1 if self.data_format == "channels_last" else 1

    def build(self, input_shape: Any) -> None:
        """Create kernel `(*kernel_size, channels / groups, filters)` and bias."""
        channels = known_size(self, input_shape, self._channel_axis)
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
            shape=(*self.kernel_size, channels // self.groups, self.filters),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(self.filters,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        axes = {self._channel_axis: channels}
        self.input_spec = InputSpec(min_ndim=self.rank + 2, axes=axes)

    def call(self, inputs: Any) -> Any:
        """Return the convolution, with bias and activation."""
        self._check_size(inputs.shape)
        outputs = ops.conv(
            inputs,
            self.kernel,
            strides=self.strides,
            padding=self.padding,
            data_format=self.data_format,
            dilation_rate=self.dilation_rate,
        )
        if self.bias is not None:
            outputs = outputs + ops.reshape(self.bias, self._bias_shape())
        return self.activation(outputs)

    def _bias_shape(self) -> tuple[int, ...]:
        if self.data_format == "channels_last":
            return (self.filters,)
        return (self.filters, *(1,) * self.rank)

    def _check_size(self, shape: tuple[int, ...]) -> None:
        first = 1 if self.data_format == "channels_last" else 2
        spatial = shape[first : first + self.rank]
        spans = [
            (size - 1) * rate + 1
            for size, rate in zip(self.kernel_size, self.dilation_rate, strict=True)
        ]
        if self.padding == "valid" and any(
            size < span for size, span in zip(spatial, spans, strict=True)
        ):
            raise ValueError(
                complain(
                    f"layer {self.name!r}: kernel {self.kernel_size}",
                    f"input {tuple(spatial)}, smaller than the kernel",
                    fix="padding='same', a smaller kernel, or fewer poolings before",
                )
            )
