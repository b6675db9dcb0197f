"""`Windowed`: what all layers share whose weights slide over their input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Unpack

import jax.numpy as jnp

from tengen import activations, constraints, initializers, ops, regularizers
from tengen.core import config
from tengen.core.messages import complain
from tengen.layers._checks import known_size, tuple_of
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions


class Windowed(Layer):
    """Base of the convolutions: window, bias and activation.

    Args:
        rank: number of spatial axes.
        kernel_size, strides, dilation_rate: one integer, or one per spatial axis.
        padding: `'valid'` or `'same'`; where `rank` is 1 also `'causal'`.
    """

    _can_be_causal = True

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        rank: int,
        kernel_size: Any,
        strides: Any,
        padding: str,
        data_format: str | None,
        dilation_rate: Any,
        activation: Any,
        use_bias: bool,
        bias_initializer: Any,
        bias_regularizer: Any,
        activity_regularizer: Any,
        bias_constraint: Any,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **options)
        self.rank = rank
        self.kernel_size = tuple_of(self, "kernel_size", kernel_size, rank)
        self.strides = tuple_of(self, "strides", strides, rank)
        self.dilation_rate = tuple_of(self, "dilation_rate", dilation_rate, rank)
        self.padding = self._known_padding(padding)
        self.data_format = config.standardize_data_format(data_format)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.bias_initializer = initializers.get(bias_initializer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(ndim=rank + 2)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                complain(
                    f"{type(self).__name__}: strides={self.strides}, "
                    f"dilation_rate={self.dilation_rate}",
                    expected="one of them 1",
                )
            )

    def _known_padding(self, padding: Any) -> str:
        name = str(padding).lower()
        causal = self.rank == 1 and self._can_be_causal
        if name not in ("valid", "same", *(("causal",) if causal else ())):
            raise ValueError(
                complain(
                    f"{type(self).__name__}: padding",
                    repr(padding),
                    "'valid' or 'same'" + (", or 'causal'" if causal else ""),
                )
            )
        return name

    @property
    def _channel_axis(self) -> int:
        return -1 if self.data_format == "channels_last" else 1

    def _channels(self, input_shape: Any) -> int:
        channels = known_size(self, input_shape, self._channel_axis)
        axes = {self._channel_axis: channels}
        self.input_spec = InputSpec(min_ndim=self.rank + 2, axes=axes)
        return channels

    def _add_bias(self, size: int) -> None:
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(size,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def _slide(
        self, function: Callable[..., Any], inputs: Any, *kernels: Any, **rest: Any
    ) -> Any:
        """Apply a function of `ops`; one-dimensional input as an image of height 1."""
        kernels = tuple(ops.convert_to_tensor(kernel) for kernel in kernels)
        options = {
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "dilation_rate": self.dilation_rate,
            **rest,
        }
        if self.rank != 1:
            return function(inputs, *kernels, **options)
        if self.padding == "causal":
            inputs = self._padded_in_front(inputs)
            options["padding"] = "valid"
        for name in ("strides", "dilation_rate"):
            options[name] = (1, *options[name])
        height = 1 if self.data_format == "channels_last" else 2
        images = jnp.expand_dims(inputs, height)
        outputs = function(images, *(kernel[None] for kernel in kernels), **options)
        return jnp.squeeze(outputs, height)

    def _padded_in_front(self, inputs: Any) -> Any:
        """Add as many zeros before the first step as the window reaches back."""
        widths = [(0, 0)] * 3
        step_axis = 1 if self.data_format == "channels_last" else 2
        reach = (self.kernel_size[0] - 1) * self.dilation_rate[0]
        widths[step_axis] = (reach, 0)
        return jnp.pad(inputs, widths)

    def _finish(self, outputs: Any) -> Any:
        """Add the bias and apply the activation."""
        if self.bias is not None:
            shape = (-1,)
            if self.data_format == "channels_first":
                shape = (-1, *(1,) * self.rank)  # type: ignore[assignment]
            outputs = outputs + ops.reshape(self.bias, shape)
        return self.activation(outputs)

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
