"""`SimpleRNN`: a fully connected recurrent network."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.rnn.recurrent_layer import RecurrentLayer
from tengen.layers.rnn.simple_rnn_cell import SimpleRNNCell


class SimpleRNN(RecurrentLayer):
    """A recurrent network: h_t = activation(x_t W + b + h_(t-1) U).

    Args:
        units: size of output and state.
        activation: name or function.
        use_bias: whether a bias is added.
        kernel_initializer, recurrent_initializer, bias_initializer: of W, U and b.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: penalties.
        kernel_constraint, recurrent_constraint, bias_constraint: projections after
            each update.
        dropout, recurrent_dropout: fractions of x and of h dropped in training, the
            same ones at every step of a sequence.
        seed: of the dropout masks.
        activity_regularizer: penalty on the output.
        return_sequences: return the outputs of all steps, not only the last.
        return_state: return the last state after the output.
        go_backwards: from the last step to the first; outputs come in that order.
        stateful: begin each batch with the states the last one ended with, until
            `reset_state()`; needs a fixed batch size.
        unroll: compile the steps one after the other instead of as a loop.
        zero_output_for_mask: whether masked steps give zeros instead of repeating the
            output before them.

    Shapes:
        input `(N, T, inputs)`; output `(N, T, units)` with `return_sequences`, else
        `(N, units)`; with `return_state` a tuple of it and the state, `(N, units)`.
        Call with `initial_state=` a state to begin elsewhere than at zero.

    Source:
        Elman 1990.

    Example:
        >>> import numpy as np
        >>> SimpleRNN(4)(np.ones((2, 6, 3))).shape
        (2, 4)
    """

    def __init__(  # type: ignore[misc]  # also among the options
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
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        zero_output_for_mask: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        cell = SimpleRNNCell(
            units=units,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            name="simple_rnn_cell",
            dtype=options.get("dtype"),
            trainable=options.get("trainable", True),
        )
        super().__init__(
            cell,
            return_sequences,
            return_state,
            go_backwards,
            stateful,
            unroll,
            zero_output_for_mask,
            activity_regularizer=activity_regularizer,
            **options,
        )
