"""The compiled epoch: many steps inside one compiled loop.

The data stays on the device; the host sends a table of shuffled row numbers. One call
runs any number of steps of any epochs (where the batch size divides the data), so the
loop is compiled once. The last, smaller batch of an epoch is one more program for its
size. Learning rate and weights are loop state; so is a flag that stops on NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from tengen import kernels
from tengen.metrics import Metric
from tengen.training.state import State, Values
from tengen.training.step import Batch, Step, results_of

# Rows of the table of row numbers: as many epochs as fit into this many entries.
_TABLE_ENTRIES = 65536
_MOST_EPOCHS = 4096
_TINY_BYTES = 1 << 14


class Chunk(NamedTuple):
    """What a call of the compiled loop returns.

    Attributes:
        values: all variables after the steps.
        results: metrics, one row per epoch of the table, columns in `names` order.
        steps_done: fewer than asked for where NaN stopped the loop.
        is_finite: whether every loss was a finite number.
    """

    values: Values
    results: Any
    steps_done: Any
    is_finite: Any


def epochs_per_table(samples: int, batch_size: int) -> int:
    """Return how many epochs one table of row numbers covers (1: one at a time)."""
    if samples % batch_size:
        return 1
    return int(min(_MOST_EPOCHS, max(1, _TABLE_ENTRIES // samples)))


def make_epoch_loop(
    step: Step, metrics: list[Metric], state: State, batch_size: int
) -> Callable[..., Chunk]:
    """Compile the loop over full batches of resident data.

    Args:
        step: a training or test step.
        metrics: whose results are returned.
        batch_size: samples of a full batch.

    Returns:
        A function of: all values (given away), the counters' initial values, the
        resident `Batch`, row numbers `(epochs, samples)`, the steps of an epoch, the
        first step counted from the table's first epoch, the number of steps, and
        whether to stop at a loss that is not finite.
    """

    def run(
        values: Values,
        initial: list[Any],
        data: Batch,
        table: Any,
        steps: Any,
        first: Any,
        count: Any,
        stop_on_nan: Any,
    ) -> Chunk:
        several_epochs = table.shape[0] > 1

        def one(carry: tuple[Any, ...]) -> tuple[Any, ...]:
            index, values, results, finite = carry
            epoch, place = index // steps, index % steps
            rows = jax.lax.dynamic_slice(
                table, (epoch, place * batch_size), (1, batch_size)
            )[0]
            values = values._replace(
                counters=[
                    jnp.where(place == 0, start, now)
                    for start, now in zip(initial, values.counters, strict=True)
                ]
            )
            values, loss = step(values, take(data, rows))
            if several_epochs:
                row = results_of(metrics, state, values.counters)
                results = jax.lax.dynamic_update_slice(results, row[None], (epoch, 0))
            return index + 1, values, results, finite & jnp.isfinite(loss)

        def go_on(carry: tuple[Any, ...]) -> Any:
            return (carry[0] < first + count) & (carry[3] | ~stop_on_nan)

        results = jnp.zeros((table.shape[0], len(metrics)), "float32")
        start = (first, values, results, jnp.array(True))
        index, values, results, finite = jax.lax.while_loop(go_on, one, start)
        if not several_epochs:
            results = results_of(metrics, state, values.counters)[None]
        return Chunk(values, results, index - first, finite)

    return jax.jit(run, donate_argnums=0)


def make_single(
    step: Step, metrics: list[Metric], state: State
) -> Callable[..., Chunk]:
    """Compile `(values, batch) -> Chunk`: one step on a batch that is given."""

    def run(values: Values, batch: Batch) -> Chunk:
        values, loss = step(values, batch)
        results = results_of(metrics, state, values.counters)[None]
        return Chunk(values, results, jnp.int32(1), jnp.isfinite(loss))

    return jax.jit(run, donate_argnums=0)


def make_single_of_rows(
    step: Step, metrics: list[Metric], state: State
) -> Callable[..., Chunk]:
    """Compile `(values, data, rows) -> Chunk`: one step on rows of resident data."""

    def run(values: Values, data: Batch, rows: Any) -> Chunk:
        values, loss = step(values, take(data, rows))
        results = results_of(metrics, state, values.counters)[None]
        return Chunk(values, results, jnp.int32(1), jnp.isfinite(loss))

    return jax.jit(run, donate_argnums=0)


def take(data: Batch, rows: Any) -> Batch:
    """Return the batch of these rows."""
    taken: Batch = jax.tree.map(lambda array: _take_rows(array, rows), data)
    return taken


def _take_rows(array: Any, rows: Any) -> Any:
    # Tiny data stays in XLA's own code: a foreign call would cost more than the copy.
    if array.nbytes > _TINY_BYTES:
        return kernels.take_rows(array, rows)
    if rows.shape[0] == 1:
        return jax.lax.dynamic_slice_in_dim(array, rows[0], 1)
    return jnp.take(array, rows, axis=0, mode="clip")
