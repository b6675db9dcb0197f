"""`LSTM`: a long short-term memory."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.rnn.lstm_cell import LSTMCell
from tengen.layers.rnn.recurrent_layer import RecurrentLayer, of_cell


class LSTM(RecurrentLayer):
    """A long short-term memory along a sequence; for the formulas see `LSTMCell`.

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
        dropout, recurrent_dropout: fractions of x and of h dropped in training, the
            same ones at every step of a sequence.
        seed: of the dropout masks.
        implementation: 1 draws a mask of x for each gate, 2 one for all.
        activity_regularizer: penalty on the output.
        return_sequences: return the outputs of all steps, not only the last.
        return_state: return the last states h and c after the output.
        go_backwards: from the last step to the first; outputs come in that order.
        stateful: begin each batch with the states the last one ended with, until
            `reset_state()`; needs a fixed batch size.
        unroll: compile the steps one after the other instead of as a loop.
        zero_output_for_mask: whether masked steps give zeros instead of repeating the
            output before them.
        use_cudnn: only for calls written for Keras; XLA compiles the loop.

    Shapes:
        input `(N, T, inputs)`; output `(N, T, units)` with `return_sequences`, else
        `(N, units)`; with `return_state` a tuple of it and h and c, `(N, units)`.
        Call with `initial_state=` `[h, c]` to begin elsewhere than at zero.

    Source:
        Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000.

    Example:
        >>> import numpy as np
        >>> LSTM(4)(np.ones((2, 6, 3))).shape
        (2, 4)
    """

    recurrent_activation = of_cell("recurrent_activation")
    unit_forget_bias = of_cell("unit_forget_bias")
    implementation = of_cell("implementation")

    def __init__(  # type: ignore[misc]  # also among the options
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
        use_cudnn: Any = "auto",
        implementation: int = 2,
        zero_output_for_mask: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        cell = LSTMCell(
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
            recurrent_activation=recurrent_activation,
            unit_forget_bias=unit_forget_bias,
            implementation=implementation,
            name="lstm_cell",
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
        self.use_cudnn = use_cudnn
