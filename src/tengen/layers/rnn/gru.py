"""`GRU`: a gated recurrent unit."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.rnn.gru_cell import GRUCell
from tengen.layers.rnn.recurrent_layer import RecurrentLayer, of_cell


class GRU(RecurrentLayer):
    """A gated recurrent unit along a sequence; for the formulas see `GRUCell`.

    Args:
        units: size of output and state.
        activation: of the candidate.
        recurrent_activation: of the gates.
        use_bias: whether biases are added.
        kernel_initializer, recurrent_initializer, bias_initializer: of W, U and b.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: penalties.
        kernel_constraint, recurrent_constraint, bias_constraint: projections after
            each update.
        dropout, recurrent_dropout: fractions of x and of h dropped in training, the
            same ones at every step of a sequence.
        seed: of the dropout masks.
        reset_after: whether the reset gate acts after the product with U.
        implementation: 1 draws a mask of x for each gate, 2 one for all.
        activity_regularizer: penalty on the output.
        return_sequences: return the outputs of all steps, not only the last.
        return_state: return the last state after the output.
        go_backwards: from the last step to the first; outputs come in that order.
        stateful: begin each batch with the states the last one ended with, until
            `reset_state()`; needs a fixed batch size.
        unroll: compile the steps one after the other instead of as a loop.
        zero_output_for_mask: whether masked steps give zeros instead of repeating the
            output before them.
        use_cudnn: only for calls written for Keras; XLA compiles the loop.

    Shapes:
        input `(N, T, inputs)`; output `(N, T, units)` with `return_sequences`, else
        `(N, units)`; with `return_state` a tuple of it and the state, `(N, units)`.
        Call with `initial_state=` a state to begin elsewhere than at zero.

    Source:
        Cho et al. 2014, equations 5 to 8.

    Example:
        >>> import numpy as np
        >>> GRU(4)(np.ones((2, 6, 3))).shape
        (2, 4)
    """

    recurrent_activation = of_cell("recurrent_activation")
    reset_after = of_cell("reset_after")
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
        reset_after: bool = True,
        use_cudnn: Any = "auto",
        implementation: int = 2,
        zero_output_for_mask: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        cell = GRUCell(
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
            reset_after=reset_after,
            implementation=implementation,
            name="gru_cell",
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
