"""`evaluate`: loss and metrics of data, by the same compiled loop as training."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np

from tengen.training.data import BatchSource
from tengen.training.step import Batch
from tengen.training.trainer import Trainer

_STEPS_PER_CALL = 1 << 30


def evaluate_resident(
    trainer: Trainer,
    data: Batch,
    samples: int,
    batch_size: int,
    limit: int | None = None,
    callbacks: Any = None,
) -> dict[str, float]:
    """Return the logs of resident data.

    Args:
        data: arrays on the device with `samples` samples.
        limit: at most this many batches.
    """
    batch_size = min(batch_size, samples)
    full, rest = divmod(samples, batch_size)
    if limit is not None and limit <= full:
        full, rest = limit, 0
    one_by_one = callbacks is not None and callbacks.every_test_batch
    if callbacks is not None:
        callbacks.on_test_begin()
    table = jnp.arange(samples, dtype="int32")[None]
    loop = trainer.loop(False, batch_size)
    done, chunk = 0, None
    values = trainer.values(reset=True)
    while done < full:
        count = 1 if one_by_one else full - done
        if one_by_one:
            callbacks.on_test_batch_begin(done)
        chunk = loop(
            values,
            trainer.initial_counters,
            data,
            table,
            np.int32(full),
            np.int32(done),
            np.int32(count),
            np.bool_(False),
        )
        values = chunk.values
        trainer.state.store(values)
        done += count
        if one_by_one:
            logs = trainer.logs(np.asarray(chunk.results)[0], training=False)
            callbacks.on_test_batch_end(done - 1, logs)
    if rest:
        if one_by_one:
            callbacks.on_test_batch_begin(done)
        rows = table[0, full * batch_size :]
        chunk = trainer.rows(False)(values, data, rows)
        trainer.state.store(chunk.values)
        if one_by_one:
            logs = trainer.logs(np.asarray(chunk.results)[0], training=False)
            callbacks.on_test_batch_end(done, logs)
    assert chunk is not None, "there is at least one sample"
    logs = trainer.logs(np.asarray(chunk.results)[0], training=False)
    if callbacks is not None:
        callbacks.on_test_end(logs)
    return logs


def evaluate_source(
    trainer: Trainer, source: BatchSource, steps: int | None, callbacks: Any = None
) -> dict[str, float]:
    """Return the logs of batches that a source yields."""
    if callbacks is not None:
        callbacks.on_test_begin()
    program = trainer.single(False)
    chunk, logs = None, {}
    for done, batch in enumerate(source.epoch(steps)):
        if callbacks is not None and callbacks.every_test_batch:
            callbacks.on_test_batch_begin(done)
        chunk = program(trainer.values(reset=done == 0), batch)
        trainer.state.store(chunk.values)
        if callbacks is not None and callbacks.every_test_batch:
            logs = trainer.logs(np.asarray(chunk.results)[0], training=False)
            callbacks.on_test_batch_end(done, logs)
    if chunk is not None:
        logs = trainer.logs(np.asarray(chunk.results)[0], training=False)
    if callbacks is not None:
        callbacks.on_test_end(logs)
    return logs
