"""`StackedRNNCells`: several cells as one."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.core.trees import flatten
from tengen.layers._arguments import CallSignature
from tengen.layers.layer import Layer, LayerOptions


class StackedRNNCells(Layer):
    """Cells on top of each other: the output of one is the input of the next.

    Args:
        cells: list of cells; each has `state_size` and is called as
            `cell(inputs, states)`.

    Shapes:
        inputs `(N, inputs)`, states: a list with the states of each cell; returns the
        last cell's output and the list of new states.

    Example:
        >>> import numpy as np
        >>> from tengen import layers
        >>> cells = [layers.GRUCell(4), layers.LSTMCell(5)]
        >>> layers.RNN(layers.StackedRNNCells(cells))(np.ones((2, 6, 3))).shape
        (2, 5)
    """

    def __init__(self, cells: Any, **options: Unpack[LayerOptions]) -> None:
        super().__init__(**options)
        for cell in cells:
            if not callable(cell) or not hasattr(cell, "state_size"):
                raise ValueError(
                    complain(
                        f"{type(self).__name__}: cells",
                        repr(cell),
                        "cells: layers with call(inputs, states) and a state_size",
                    )
                )
        self.cells = list(cells)

    @property
    def state_size(self) -> list[Any]:
        """The state sizes of all cells."""
        return [cell.state_size for cell in self.cells]

    @property
    def output_size(self) -> int:
        """The last cell's output size."""
        return output_size(self.cells[-1])

    def build(self, input_shape: Any) -> None:
        """Build each cell for the output of the one below."""
        shape = tuple(input_shape)
        for cell in self.cells:
            if isinstance(cell, Layer) and not cell.built:
                cell.build(shape)
            shape = (shape[0], output_size(cell))

    def get_initial_state(self, batch_size: int | None = None) -> list[Any]:
        """Return each cell's initial state."""
        return [
            first_state(cell, batch_size, self.compute_dtype) for cell in self.cells
        ]

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        """Return the last output, and the new states of all cells."""
        new_states = []
        for cell, state in zip(self.cells, states, strict=True):
            options = {"training": training} if takes_training(cell) else {}
            several = isinstance(state, (list, tuple))
            inputs, new = cell(inputs, state if several else [state], **options)
            new_states.append(new if several else flatten(new)[0])
        return inputs, new_states


def output_size(cell: Any) -> int:
    """Return the size of a cell's output; by default that of its first state."""
    size = getattr(cell, "output_size", None)
    if size is None:
        size = cell.state_size
        size = size[0] if isinstance(size, (list, tuple)) else size
    return int(size)


def first_state(cell: Any, batch_size: int | None, dtype: str) -> Any:
    """Return a cell's initial state, zeros where it does not say otherwise."""
    own = getattr(cell, "get_initial_state", None)
    if own is not None:
        return own(batch_size=batch_size)

    def zeros(size: Any) -> Any:
        return jnp.zeros((batch_size, size), dtype)

    size = cell.state_size
    return list(map(zeros, size)) if isinstance(size, (list, tuple)) else zeros(size)


def takes_training(cell: Any) -> bool:
    """Say whether a cell's `call` has a parameter `training`."""
    function = getattr(cell, "call", cell)
    return CallSignature.of(function).takes_training
