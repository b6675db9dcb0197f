"""`RNN`: a cell applied to every step of a sequence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.core.trees import flatten, map_structure
from tengen.core.variable import Variable
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.rnn.over_time import Run, over_time
from tengen.layers.rnn.recurrent_cell import RecurrentCell
from tengen.layers.rnn.stacked_rnn_cells import (
    StackedRNNCells,
    first_state,
    takes_training,
)


class RNN(Layer):
    """Runs a cell along a sequence: output, states = cell(inputs, states).

    Args:
        cell: a cell, such as `LSTMCell(4)` or a layer of your own whose
            `call(inputs, states)` returns (output, new states) and whose `state_size`
            is an integer or a list of integers; a list of cells is stacked.
        return_sequences: return the outputs of all steps, not only the last.
        return_state: return the last states after the output.
        go_backwards: from the last step to the first; outputs come in that order.
        stateful: begin each batch with the states the last one ended with, until
            `reset_state()`; needs a fixed batch size.
        unroll: compile the steps one after the other instead of as a loop.
        zero_output_for_mask: whether masked steps give zeros instead of repeating the
            output before them.

    Shapes:
        input `(N, T, ...)`; output `(N, T, units)` with `return_sequences`, else
        `(N, units)`; with `return_state` a tuple of it and the states, each
        `(N, size)`.

    Example:
        >>> import numpy as np
        >>> class Sum(Layer):
        ...     state_size = 3
        ...     def call(self, inputs, states):
        ...         total = states[0] + inputs
        ...         return total, [total]
        >>> RNN(Sum())(np.ones((1, 4, 3))).tolist()
        [[4.0, 4.0, 4.0]]
    """

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        zero_output_for_mask: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        if isinstance(cell, (list, tuple)):
            cell = StackedRNNCells(cell, dtype=options.get("dtype"))
        if not callable(cell) or not hasattr(cell, "state_size"):
            raise ValueError(
                complain(
                    f"{type(self).__name__}: cell",
                    repr(cell),
                    "a cell: a layer with call(inputs, states) and a state_size",
                )
            )
        self.cell = cell
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.zero_output_for_mask = zero_output_for_mask
        self.supports_masking = True
        self.input_spec = InputSpec(min_ndim=3)
        self.states: Any = None

    @property
    def state_size(self) -> list[Any]:
        """The sizes of the states."""
        size = self.cell.state_size
        return list(size) if isinstance(size, (list, tuple)) else [size]

    # -- states --------------------------------------------------------------------

    def build(self, sequences_shape: Any, initial_state_shape: Any = None) -> None:
        """Build the cell, and where `stateful` make the variables for its states."""
        shape = tuple(sequences_shape)
        if isinstance(self.cell, Layer) and not self.cell.built:
            self.cell.build((shape[0], *shape[2:]))
        if self.stateful and self.states is None:
            self._create_states(shape[0])

    def _create_states(self, batch_size: int | None) -> None:
        if batch_size is None:
            raise ValueError(
                complain(
                    f"layer {self.name!r}: stateful=True",
                    "an unknown batch size",
                    "a fixed one, as samples go on from batch to batch",
                    fix="Input(batch_shape=(batch, steps, features))",
                )
            )
        first = map_structure(
            lambda state: jnp.zeros(state.shape, state.dtype),
            self.get_initial_state(batch_size),
        )
        self.states = map_structure(
            lambda state: Variable(
                state,
                trainable=False,
                dtype=self.variable_dtype,
                name="rnn_state",
                path=f"{self.name}/rnn_state",
            ),
            first,
        )

    def _own_weights(self) -> list[Variable]:
        """The states are variables, but neither trained nor saved as weights."""
        states = {id(variable) for variable in flatten(self.states)}
        return [v for v in super()._own_weights() if id(v) not in states]

    def _hidden_variables(self) -> list[Variable]:
        states = [] if self.states is None else flatten(self.states)
        return [*super()._hidden_variables(), *states]

    def get_initial_state(self, batch_size: int) -> list[Any]:
        """Return the states before the first step."""
        state = first_state(self.cell, batch_size, self.compute_dtype)
        return list(state) if isinstance(state, (list, tuple)) else [state]

    def reset_state(self) -> None:
        """Set the states of a stateful layer to zero."""
        for variable in [] if self.states is None else flatten(self.states):
            variable.assign(jnp.zeros(variable.shape, variable.dtype))

    reset_states = reset_state

    # -- the computation -----------------------------------------------------------

    def call(
        self,
        sequences: Any,
        initial_state: Any = None,
        mask: Any = None,
        training: bool = False,
    ) -> Any:
        """Return the output(s), with `return_state` followed by the last states."""
        states = self._first_states(sequences.shape[0], initial_state)
        mask = flatten(mask)[0]
        if mask is not None:
            mask = jnp.swapaxes(mask.astype(bool), 0, 1)
            mask = mask.any(-1) if mask.ndim == 3 else mask
        with self._same_masks(sequences.shape[0], training):
            run = self._run_cell(jnp.swapaxes(sequences, 0, 1), states, mask, training)
        for loss in run.losses:
            self.add_loss(loss)
        if self.stateful:
            pairs = zip(flatten(self.states), flatten(run.states), strict=True)
            for variable, state in pairs:
                variable.assign(state)
        output = run.last
        if self.return_sequences:
            output = jnp.swapaxes(run.outputs, 0, 1)
        return (output, *run.states) if self.return_state else output

    def _first_states(self, batch_size: int, given: Any) -> list[Any]:
        if given is None and self.stateful:
            kept = flatten(self.states)[0].shape[0]
            if kept != batch_size:
                raise ValueError(
                    complain(
                        f"layer {self.name!r}: stateful=True",
                        f"a batch of {batch_size}",
                        f"batches of {kept}, as before",
                    )
                )
            given = map_structure(lambda variable: variable.value, self.states)
        elif given is None:
            given = self.get_initial_state(batch_size)
        states = list(given) if isinstance(given, (list, tuple)) else [given]
        if len(states) != len(self.state_size):
            raise ValueError(
                complain(
                    f"layer {self.name!r}: initial_state",
                    f"{len(states)} states",
                    f"{len(self.state_size)}, of sizes {self.state_size}",
                )
            )
        dtype = getattr(self.cell, "compute_dtype", self.compute_dtype)
        return list(map_structure(lambda x: jnp.asarray(x).astype(dtype), states))

    def _cells(self) -> list[RecurrentCell]:
        if not isinstance(self.cell, Layer):
            return []
        return [c for c in self.cell.all_layers() if isinstance(c, RecurrentCell)]

    @contextmanager
    def _same_masks(self, batch_size: int, training: bool) -> Iterator[None]:
        """Draw the dropout masks of all cells once for the whole sequence."""
        with ExitStack() as stack:
            for cell in self._cells():
                stack.enter_context(cell.same_masks(batch_size, training))
            yield

    def _run_cell(
        self, inputs: Any, states: list[Any], mask: Any, training: bool
    ) -> Run:
        """Run the cell over `(T, N, ...)`."""
        options: dict[str, Any] = {
            "backwards": self.go_backwards,
            "keep_outputs": self.return_sequences,
            "zero_masked": self.zero_output_for_mask,
            "unroll": self.unroll,
        }
        cell = self.cell
        if isinstance(cell, RecurrentCell) and type(cell).call is RecurrentCell.call:
            masks = cell._masks
            assert masks is not None  # drawn by _same_masks
            projected = cell.project(inputs, masks)
            if not self.unroll and cell.knows_sequences(masks):
                return self._run_at_once(cell, projected, states, mask)

            def step(projected: Any, old: Any) -> tuple[Any, Any]:
                return cell.step(projected, old, masks)

            return over_time(step, projected, states, mask, **options)
        options["variables"] = getattr(cell, "non_trainable_variables", [])
        extra = {"training": training} if takes_training(cell) else {}
        return over_time(
            lambda x, old: cell(x, old, **extra), inputs, states, mask, **options
        )

    def _run_at_once(
        self, cell: RecurrentCell, projected: Any, states: list[Any], mask: Any
    ) -> Run:
        if self.go_backwards:
            projected = jnp.flip(projected, 0)
            mask = None if mask is None else jnp.flip(mask, 0)
        outputs, states = cell.along(projected, states, mask)
        if self.zero_output_for_mask and mask is not None:
            outputs = jnp.where(mask[..., None], outputs, 0)
        return Run(outputs[-1], outputs, states, [])

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return the mask of the steps where all outputs are returned."""
        mask = flatten(previous_mask)[0] if self.return_sequences else None
        if self.return_state:
            return [mask, *(None for _ in self.state_size)]
        return mask
