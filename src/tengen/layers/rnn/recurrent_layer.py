"""`RecurrentLayer`: base of the layers that make their cell themselves."""

from __future__ import annotations

from typing import Any

from tengen.layers.rnn.rnn import RNN


def of_cell(name: str) -> Any:
    """Return a property that is the cell's attribute of that name."""
    return property(lambda layer: getattr(layer.cell, name))


class RecurrentLayer(RNN):
    """Base of `SimpleRNN`, `LSTM` and `GRU`: the cell's arguments are the layer's."""

    units = of_cell("units")
    activation = of_cell("activation")
    use_bias = of_cell("use_bias")
    kernel_initializer = of_cell("kernel_initializer")
    recurrent_initializer = of_cell("recurrent_initializer")
    bias_initializer = of_cell("bias_initializer")
    kernel_regularizer = of_cell("kernel_regularizer")
    recurrent_regularizer = of_cell("recurrent_regularizer")
    bias_regularizer = of_cell("bias_regularizer")
    kernel_constraint = of_cell("kernel_constraint")
    recurrent_constraint = of_cell("recurrent_constraint")
    bias_constraint = of_cell("bias_constraint")
    dropout = of_cell("dropout")
    recurrent_dropout = of_cell("recurrent_dropout")
    seed = of_cell("seed")
