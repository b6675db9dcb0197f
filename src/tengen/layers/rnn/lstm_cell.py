"""`LSTMCell`: one step of a long short-term memory."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen import activations, kernels
from tengen.layers.layer import LayerOptions
from tengen.layers.rnn.recurrent_cell import CellMasks, RecurrentCell


class LSTMCell(RecurrentCell):
    """One time step: c' = f c + i g and h' = o activation(c').

    The gates i, f, o = recurrent_activation(x W + h U + b) and the candidate
    g = activation(x W + h U + b) have their own columns of W, U and b, in the order
    i, f, g, o.

    Args:
        units: size of output and states.
        activation: of the candidate and of the output.
        recurrent_activation: of the gates.
        use_bias: whether biases are added.
        kernel_initializer, recurrent_initializer, bias_initializer: of W, U and b.
        unit_forget_bias: whether the forget gate's bias begins with ones.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: penalties.
        kernel_constraint, recurrent_constraint, bias_constraint: projections after
            each update.
        dropout, recurrent_dropout: fractions of x and of h dropped in training.
        seed: of the dropout masks.
        implementation: 1 draws a mask of x for each gate, 2 one for all.

    Shapes:
        inputs `(N, inputs)`, states `[h, c]` of `(N, units)`; returns h' and [h', c'].

    Source:
        Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000.

    Example:
        >>> import numpy as np
        >>> output, states = LSTMCell(4)(np.ones((2, 3)), [np.zeros((2, 4))] * 2)
        >>> output.shape, len(states)
        ((2, 4), 2)
    """

    gates = 4

    def __init__(
        self,
        units: int,
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
        implementation: int = 2,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            units,
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
            implementation,
            **options,
        )
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias

    @property
    def state_size(self) -> list[int]:
        """The sizes of h and c."""
        return [self.units, self.units]

    def _first_bias(self, shape: Any, dtype: Any = None) -> Any:
        if not self.unit_forget_bias:
            return self.bias_initializer(shape, dtype=dtype)
        of_input = self.bias_initializer((self.units,), dtype=dtype)
        of_rest = self.bias_initializer((2 * self.units,), dtype=dtype)
        return jnp.concatenate([of_input, jnp.ones_like(of_input), of_rest])

    def knows_sequences(self, masks: CellMasks) -> bool:
        """Whether it is the usual cell: `tanh`, `sigmoid`, no dropout of h."""
        usual = (
            self.activation is activations.tanh
            and self.recurrent_activation is activations.sigmoid
            and type(self).step is LSTMCell.step
        )
        return usual and not masks.states

    def along(
        self, projected: Any, states: list[Any], seen: Any
    ) -> tuple[Any, list[Any]]:
        """Return h of all steps and the last [h, c]."""
        kernel, (hidden, carry) = self.recurrent_kernel.value, states
        hidden, carry = kernels.lstm(projected, kernel, hidden, carry, seen)
        return hidden, [hidden[-1], carry]

    def step(
        self, projected: Any, states: list[Any], masks: CellMasks
    ) -> tuple[Any, list[Any]]:
        """Return h' and [h', c']."""
        hidden, carry = states
        i, f, g, o = jnp.split(projected + self.recur(hidden, masks), 4, axis=-1)
        kept = self.recurrent_activation(f) * carry
        carry = kept + self.recurrent_activation(i) * self.activation(g)
        hidden = self.recurrent_activation(o) * self.activation(carry)
        return hidden, [hidden, carry]
