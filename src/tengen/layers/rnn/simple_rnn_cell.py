"""`SimpleRNNCell`: one step of a fully connected recurrent network."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.rnn.recurrent_cell import CellMasks, RecurrentCell


class SimpleRNNCell(RecurrentCell):
    """One time step: h' = activation(x W + b + h U).

    Args:
        units: size of output and state.
        activation: name or function.
        use_bias: whether a bias is added.
        kernel_initializer, recurrent_initializer, bias_initializer: of W, U and b.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: penalties.
        kernel_constraint, recurrent_constraint, bias_constraint: projections after
            each update.
        dropout, recurrent_dropout: fractions of x and of h dropped in training.
        seed: of the dropout masks.

    Shapes:
        inputs `(N, inputs)`, state `(N, units)`; returns the output and the new state.

    Example:
        >>> import numpy as np
        >>> output, state = SimpleRNNCell(4)(np.ones((2, 3)), np.zeros((2, 4)))
        >>> output.shape
        (2, 4)
    """

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
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
        seed: int | None = None,
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
            **options,
        )

    def step(
        self, projected: Any, states: list[Any], masks: CellMasks
    ) -> tuple[Any, list[Any]]:
        """Return h' twice: as output and as state."""
        output = self.activation(projected + self.recur(states[0], masks))
        return output, [output]
