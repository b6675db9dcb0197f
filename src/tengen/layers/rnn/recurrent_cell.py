"""`RecurrentCell`: what the cells of `SimpleRNN`, `GRU` and `LSTM` share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Unpack

import jax.numpy as jnp

from tengen import activations, constraints, initializers, ops, regularizers
from tengen.core.random_state import SeedGenerator
from tengen.layers._checks import known_size, positive
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.regularization.masks import checked_rate, dropout_factors


class CellMasks(NamedTuple):
    """Dropout factors that hold for a whole sequence, one per gate or one for all."""

    inputs: list[Any]
    states: list[Any]


class RecurrentCell(Layer):
    """Base of the cells: one product with the inputs, then a step from the states.

    A subclass names its number of `gates`, and writes `step`. The products with the
    inputs (`project`) do not wait for the states, so a layer computes those of all time
    steps at once.
    """

    gates = 1

    def __init__(
        self,
        units: int,
        activation: Any,
        use_bias: bool,
        kernel_initializer: Any,
        recurrent_initializer: Any,
        bias_initializer: Any,
        kernel_regularizer: Any,
        recurrent_regularizer: Any,
        bias_regularizer: Any,
        kernel_constraint: Any,
        recurrent_constraint: Any,
        bias_constraint: Any,
        dropout: float,
        recurrent_dropout: float,
        seed: int | None,
        implementation: int = 2,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.units = positive(self, "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.recurrent_regularizer = regularizers.get(recurrent_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.recurrent_constraint = constraints.get(recurrent_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.dropout = checked_rate(self, "dropout", dropout)
        self.recurrent_dropout = checked_rate(
            self, "recurrent_dropout", recurrent_dropout
        )
        self.seed = seed
        self.implementation = 1 if recurrent_dropout > 0 else int(implementation)
        self.seed_generator = None
        if dropout > 0 or recurrent_dropout > 0:
            self.seed_generator = SeedGenerator(seed)
        self._masks: CellMasks | None = None

    @property
    def state_size(self) -> Any:
        """The size of the state, or a list of sizes."""
        return self.units

    @property
    def output_size(self) -> int:
        """The size of the output."""
        return self.units

    def build(self, input_shape: Any) -> None:
        """Create `kernel` (inputs, gates * units), `recurrent_kernel` and `bias`."""
        inputs = known_size(self, input_shape, -1)
        width = self.gates * self.units
        self.kernel = self.add_weight(
            name="kernel",
            shape=(inputs, width),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=(self.units, width),
            initializer=self.recurrent_initializer,
            regularizer=self.recurrent_regularizer,
            constraint=self.recurrent_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=self._bias_shape(),
                initializer=self._first_bias,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def _bias_shape(self) -> tuple[int, ...]:
        return (self.gates * self.units,)

    def _first_bias(self, shape: Any, dtype: Any = None) -> Any:
        return self.bias_initializer(shape, dtype=dtype)

    def get_initial_state(self, batch_size: int | None = None) -> Any:
        """Return zeros, in the structure of `state_size`."""
        sizes = self.state_size
        zeros = [
            jnp.zeros((batch_size, size), self.compute_dtype)
            for size in (sizes if isinstance(sizes, list) else [sizes])
        ]
        return zeros if isinstance(sizes, list) else zeros[0]

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        """Return the output and the new states of one time step.

        Args:
            inputs: `(N, inputs)`.
            states: `(N, units)`, or a list of those.
        """
        several = isinstance(states, (list, tuple))
        masks = self._masks or self.draw_masks(inputs.shape[0], training)
        old = list(states) if several else [states]
        output, new = self.step(self.project(inputs, masks), old, masks)
        return output, new if several else new[0]

    def project(self, inputs: Any, masks: CellMasks) -> Any:
        """Return inputs @ kernel (+ bias), `(..., gates * units)`."""
        if len(masks.inputs) > 1:
            columns = jnp.split(self.kernel.value, self.gates, axis=1)
            products = [
                ops.matmul(inputs * mask, column)
                for mask, column in zip(masks.inputs, columns, strict=True)
            ]
            product = jnp.concatenate(products, axis=-1)
        else:
            for mask in masks.inputs:
                inputs = inputs * mask
            product = ops.matmul(inputs, self.kernel.value)
        bias = self._input_bias()
        return product if bias is None else product + bias

    def _input_bias(self) -> Any:
        return None if self.bias is None else self.bias.value

    def step(
        self, projected: Any, states: list[Any], masks: CellMasks
    ) -> tuple[Any, list[Any]]:
        """Return output and new states from the projected inputs; subclasses write it.

        Args:
            projected: `(N, gates * units)`, what `project` returned for this step.
            states: list of `(N, units)`.
            masks: those of the states are applied to the first state.
        """
        raise TypeError(f"{type(self).__name__} has no method step")

    def knows_sequences(self, masks: CellMasks) -> bool:
        """Whether `along` computes what `step` does, one step after the other."""
        return False

    def along(
        self, projected: Any, states: list[Any], seen: Any
    ) -> tuple[Any, list[Any]]:
        """Return the outputs of all steps and the last states.

        Args:
            projected: `(T, N, gates * units)`, what `project` returned.
            states: list of `(N, units)`.
            seen: booleans `(T, N)`, or None; where false the states stay.
        """
        raise TypeError(f"{type(self).__name__} has no method along")

    def recur(self, state: Any, masks: CellMasks, gates: slice = slice(None)) -> Any:
        """Return state @ recurrent_kernel for some of the gates, dropout applied."""
        width = self.units
        first, last, _ = gates.indices(self.gates)
        kernel = self.recurrent_kernel.value[:, first * width : last * width]
        if not masks.states:
            return ops.matmul(state, kernel)
        columns = jnp.split(kernel, last - first, axis=1)
        parts = [
            ops.matmul(state * mask, column)
            for mask, column in zip(masks.states[gates], columns, strict=True)
        ]
        return jnp.concatenate(parts, axis=-1)

    # -- dropout -------------------------------------------------------------------

    def draw_masks(self, batch_size: int, training: bool) -> CellMasks:
        """Draw the dropout factors of one sequence; empty lists where none drop."""
        if not training or self.seed_generator is None:
            return CellMasks([], [])
        inputs, count = self.kernel.shape[0], 1
        if self.implementation == 1:
            count = self.gates
        return CellMasks(
            self._draw(self.dropout, (batch_size, inputs), count),
            self._draw(self.recurrent_dropout, (batch_size, self.units), self.gates),
        )

    def _draw(self, rate: float, shape: Any, count: int) -> list[Any]:
        if rate == 0:
            return []
        return [
            dropout_factors(self.seed_generator, rate, shape, self.compute_dtype)
            for _ in range(count)
        ]

    @contextmanager
    def same_masks(self, batch_size: int, training: bool) -> Iterator[CellMasks]:
        """Hold one draw of masks for all steps inside a `with` block."""
        self._masks = self.draw_masks(batch_size, training)
        try:
            yield self._masks
        finally:
            self._masks = None
