"""`GRUCell`: one step of a gated recurrent unit."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen import activations
from tengen.layers.layer import LayerOptions
from tengen.layers.rnn.recurrent_cell import CellMasks, RecurrentCell


class GRUCell(RecurrentCell):
    """One time step: h' = z h + (1 - z) g.

    The gates z, r = recurrent_activation(x W + h U + b); the candidate is
    g = activation(x W + r (h U + b2) + b) with `reset_after`, and
    g = activation(x W + (r h) U + b) without. Columns are in the order z, r, g.

    Args:
        units: size of output and state.
        activation: of the candidate.
        recurrent_activation: of the gates.
        use_bias: whether biases are added.
        kernel_initializer, recurrent_initializer, bias_initializer: of W, U and b.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: penalties.
        kernel_constraint, recurrent_constraint, bias_constraint: projections after
            each update.
        dropout, recurrent_dropout: fractions of x and of h dropped in training.
        seed: of the dropout masks.
        reset_after: whether the reset gate acts after the product with U; the bias
            is then `(2, 3 * units)`, with rows for x W and for h U.
        implementation: 1 draws a mask of x for each gate, 2 one for all.

    Shapes:
        inputs `(N, inputs)`, state `(N, units)`; returns the output and the new state.

    Source:
        Cho et al. 2014, equations 5 to 8 (version 1, as with `reset_after`; later
        versions, as without).

    Example:
        >>> import numpy as np
        >>> output, state = GRUCell(4)(np.ones((2, 3)), np.zeros((2, 4)))
        >>> output.shape
        (2, 4)
    """

    gates = 3

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        reset_after: bool = True,
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
        self.reset_after = reset_after

    def _bias_shape(self) -> tuple[int, ...]:
        width = 3 * self.units
        return (2, width) if self.reset_after else (width,)

    def _input_bias(self) -> Any:
        if self.bias is None:
            return None
        return self.bias.value[0] if self.reset_after else self.bias.value

    def step(
        self, projected: Any, states: list[Any], masks: CellMasks
    ) -> tuple[Any, list[Any]]:
        """Return h' twice: as output and as state."""
        hidden = states[0]
        of_z, of_r, of_g = jnp.split(projected, 3, axis=-1)
        if self.reset_after:
            inner = self.recur(hidden, masks)
            if self.bias is not None:
                inner = inner + self.bias.value[1]
            inner_z, inner_r, inner_g = jnp.split(inner, 3, axis=-1)
            z = self.recurrent_activation(of_z + inner_z)
            r = self.recurrent_activation(of_r + inner_r)
            candidate = self.activation(of_g + r * inner_g)
        else:
            inner = self.recur(hidden, masks, slice(0, 2))
            inner_z, inner_r = jnp.split(inner, 2, axis=-1)
            z = self.recurrent_activation(of_z + inner_z)
            r = self.recurrent_activation(of_r + inner_r)
            inner_g = self.recur(r * hidden, masks, slice(2, 3))
            candidate = self.activation(of_g + inner_g)
        hidden = z * hidden + (1 - z) * candidate
        return hidden, [hidden]
