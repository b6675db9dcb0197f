"""`ConvLSTMCell`: a long short-term memory whose products are convolutions."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen import activations, ops
from tengen.core import config
from tengen.core.messages import complain
from tengen.layers._checks import known_size, tuple_of
from tengen.layers.layer import LayerOptions
from tengen.layers.rnn.recurrent_cell import CellMasks, RecurrentCell


class ConvLSTMCell(RecurrentCell):
    """One step of `ConvLSTM1D`, `ConvLSTM2D` or `ConvLSTM3D`.

    `i, f, o = sigmoid(W * x + U * h + b)`, `c' = f c + i tanh(W * x + U * h + b)`,
    `h' = o tanh(c')`, where `*` is a convolution; that of h has steps of 1 and keeps
    the size.

    Args:
        rank: number of spatial axes.
        filters: channels of output and states.
        kernel_size, strides, padding, data_format, dilation_rate: of the convolution
            of x.

    Shapes:
        inputs `(N, *L*, C)`, states `(N, *L'*, filters)`; returns the output and the
        new states.

    Source:
        Shi et al. 2015, "Convolutional LSTM Network", equations 3 (without the
        products with c).
    """

    gates = 4

    def __init__(
        self,
        rank: int,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            filters,
            activation,
            use_bias,
            kernel_initializer,
            recurrent_initializer,
            bias_initializer,
            kernel_regularizer,
            recurrent_regularizer,
            bias_regularizer,
            kernel_constraint,
            recurrent_constraint,
            bias_constraint,
            dropout,
            recurrent_dropout,
            seed,
            implementation=1,
            **options,
        )
        self.rank = rank
        self.filters = self.units
        self.kernel_size = tuple_of(self, "kernel_size", kernel_size, rank)
        self.strides = tuple_of(self, "strides", strides, rank)
        self.dilation_rate = tuple_of(self, "dilation_rate", dilation_rate, rank)
        self.padding = str(padding).lower()
        if self.padding not in ("valid", "same"):
            where = f"{type(self).__name__}: padding"
            raise ValueError(complain(where, repr(padding), "'valid' or 'same'"))
        self.data_format = config.standardize_data_format(data_format)
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias

    @property
    def state_size(self) -> list[int]:
        """The channels of h and c."""
        return [self.filters, self.filters]

    def build(self, input_shape: Any) -> None:
        """Create `kernel` (*size*, C, 4 filters), `recurrent_kernel` and `bias`."""
        axis = -1 if self.data_format == "channels_last" else 1
        shape = tuple(input_shape[1:])
        if None in shape:
            got = f"input shape {tuple(input_shape)}"
            raise ValueError(complain(f"layer {self.name!r}", got, "known sizes"))
        self._sample_shape = shape
        width = self.gates * self.filters
        channels = known_size(self, input_shape, axis)
        self.kernel = self.add_weight(
            name="kernel",
            shape=(*self.kernel_size, channels, width),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=(*self.kernel_size, self.filters, width),
            initializer=self.recurrent_initializer,
            regularizer=self.recurrent_regularizer,
            constraint=self.recurrent_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(width,),
                initializer=self._first_bias,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def _first_bias(self, shape: Any, dtype: Any = None) -> Any:
        if not self.unit_forget_bias:
            return self.bias_initializer(shape, dtype=dtype)
        of_input = self.bias_initializer((self.filters,), dtype=dtype)
        of_rest = self.bias_initializer((2 * self.filters,), dtype=dtype)
        return jnp.concatenate([of_input, jnp.ones_like(of_input), of_rest])

    def get_initial_state(self, batch_size: int | None = None) -> list[Any]:
        """Return zeros for h and c."""
        nothing = jnp.zeros((batch_size, *self._sample_shape), self.compute_dtype)
        kernel = jnp.zeros(self.kernel.shape, self.compute_dtype)[..., : self.filters]
        state = jnp.zeros_like(self._convolved(nothing, kernel))
        return [state, state]

    # -- the computation -----------------------------------------------------------

    def project(self, inputs: Any, masks: CellMasks) -> Any:
        """Return the convolutions of x for all gates, at one time or at all times."""
        times = inputs.shape[: inputs.ndim - self.rank - 2]
        flat = inputs.reshape(-1, *inputs.shape[len(times) + 1 :])
        if masks.inputs:
            several = [(inputs * mask).reshape(flat.shape) for mask in masks.inputs]
            columns = jnp.split(self.kernel.value, self.gates, axis=-1)
            parts = [
                self._convolved(part, column)
                for part, column in zip(several, columns, strict=True)
            ]
            product = jnp.concatenate(parts, axis=self._channel_axis)
        else:
            product = self._convolved(flat, self.kernel.value)
        if self.bias is not None:
            is_last = self.data_format == "channels_last"
            shape = (-1,) if is_last else (-1, *(1,) * self.rank)
            product = product + self.bias.value.reshape(shape)
        return product.reshape(*times, -1, *product.shape[1:])

    @property
    def _channel_axis(self) -> int:
        return -1 if self.data_format == "channels_last" else 1

    def _convolved(self, inputs: Any, kernel: Any) -> Any:
        return ops.conv(
            inputs,
            kernel,
            self.strides,
            self.padding,
            self.data_format,
            self.dilation_rate,
        )

    def step(
        self, projected: Any, states: list[Any], masks: CellMasks
    ) -> tuple[Any, list[Any]]:
        """Return h', and h' and c'."""
        hidden, carry = states
        sums = projected + self.recur(hidden, masks)
        i, f, g, o = jnp.split(sums, 4, axis=self._channel_axis)
        i, f, o = (self.recurrent_activation(gate) for gate in (i, f, o))
        carry = f * carry + i * self.activation(g)
        hidden = o * self.activation(carry)
        return hidden, [hidden, carry]

    def recur(self, state: Any, masks: CellMasks, gates: slice = slice(None)) -> Any:
        """Return the convolution of h for all gates, dropout applied."""
        kernel = self.recurrent_kernel.value
        if not masks.states:
            return ops.conv(state, kernel, 1, "same", self.data_format)
        columns = jnp.split(kernel, self.gates, axis=-1)
        parts = [
            ops.conv(state * mask, column, 1, "same", self.data_format)
            for mask, column in zip(masks.states, columns, strict=True)
        ]
        return jnp.concatenate(parts, axis=self._channel_axis)

    def draw_masks(self, batch_size: int, training: bool) -> CellMasks:
        """Draw the dropout factors of one sequence; empty lists where none drop."""
        if not training or self.seed_generator is None:
            return CellMasks([], [])
        state = self.get_initial_state(batch_size)[0]
        inputs = (batch_size, *self._sample_shape)
        return CellMasks(
            self._draw(self.dropout, inputs, self.gates),
            self._draw(self.recurrent_dropout, state.shape, self.gates),
        )
