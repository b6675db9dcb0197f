"""Training on arrays in memory: many steps per call of the compiled loop."""

from __future__ import annotations

import time
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.training import epoch as epoch_programs
from tengen.training.data import ResidentData
from tengen.training.fit import Fit

_SECONDS_PER_CALL = 0.18


class ResidentRunner:
    """Trains on arrays by the compiled loop."""

    def __init__(
        self,
        fit: Fit,
        data: ResidentData,
        batch_size: int,
        shuffle: bool,
        steps_per_epoch: int | None,
    ) -> None:
        self.fit = fit
        self.trainer = fit.trainer
        self.samples = data.samples
        self.batch_size = min(batch_size, data.samples)
        self.full = self.samples // self.batch_size
        self.rest = self.samples - self.full * self.batch_size
        if steps_per_epoch is not None and steps_per_epoch <= self.full:
            self.full, self.rest = steps_per_epoch, 0
        self.steps = self.full + bool(self.rest)
        self.shuffle = shuffle
        self.data = data.to_device()
        spans = self.samples == self.full * self.batch_size
        self.capacity = (
            epoch_programs.epochs_per_table(self.samples, self.batch_size)
            if spans
            else 1
        )
        callbacks = fit.callbacks
        self.interval = 1 if callbacks.every_batch else callbacks.batch_interval
        self.one_by_one = bool(
            callbacks.every_epoch or self.interval or fit.validation is not None
        )
        self.seconds_per_step: float | None = None
        self._table: Any = None
        self._table_epoch = 0

    def begin(self) -> None:
        """Compile all that will run, so that the first measured call only computes."""
        self.fit.progress.say("compiling ...")
        self._load_table(1, shuffle=False)
        if self.full:
            self._run_loop(0, 0)
        if self.rest and not self.trainer.runs_eagerly:  # on copies, thrown away
            values = jax.tree.map(jnp.copy, self.trainer.values())
            rows = self._table[0, self.full * self.batch_size :]
            self.trainer.rows(True)(values, self.data, rows)

    def advance(self) -> dict[str, float]:
        """Train one epoch, or as many as fit into one call where nobody minds."""
        if self.capacity > 1 and not self.one_by_one:
            return self._several_epochs()
        return self._one_epoch()

    # -- one epoch -------------------------------------------------------------------

    def _one_epoch(self) -> dict[str, float]:
        fit = self.fit
        fit.begin_epoch()
        self._load_table(1, self.shuffle)
        done, logs = 0, {}
        while done < self.full and not fit.trainer.model.stop_training:
            count = self._chunk_size(done)
            if self.interval:
                fit.callbacks.on_train_batch_begin(done)
            chunk = self._run_loop(done, count)
            done += int(chunk.steps_done)
            logs = self._after(chunk, 0, done - 1)
            if self.interval:
                fit.callbacks.on_train_batch_end(done - 1, logs)
            fit.progress.update(done, logs)
            fit.interrupts.check()
        if self.rest and not fit.trainer.model.stop_training:
            logs = self._last_batch(done)
            done += 1
            fit.interrupts.check()
        return fit.end_epoch(logs, done)

    def _last_batch(self, done: int) -> dict[str, float]:
        if self.interval:
            self.fit.callbacks.on_train_batch_begin(done)
        values = self.trainer.values(reset=done == 0)
        rows = self._table[0, self.full * self.batch_size :]
        chunk = self.trainer.rows(True)(values, self.data, rows)
        self.trainer.state.store(chunk.values)
        logs = self._after(chunk, 0, done)
        if self.interval:
            self.fit.callbacks.on_train_batch_end(done, logs)
        return logs

    # -- several epochs in one call ----------------------------------------------------

    def _several_epochs(self) -> dict[str, float]:
        """Run as many steps as fit into one call; epochs may begin and end in it."""
        fit = self.fit
        epochs = min(self.capacity, fit.epochs - fit.epoch)
        beginning = fit.epoch
        fit.progress.start_epoch(beginning)
        self._load_table(epochs, self.shuffle)
        total, done, logs = epochs * self.full, 0, {}
        while done < total and not fit.trainer.model.stop_training:
            count = min(total - done, self._steps_per_call())
            chunk = self._run_loop(done, count)
            results = np.asarray(chunk.results)
            before, done = done, done + int(chunk.steps_done)
            first, last = before // self.full, done // self.full
            rows = [self.trainer.logs(results[row]) for row in range(first, last)]
            fit.end_epochs(rows, self.full)
            logs = rows[-1] if rows else self.trainer.logs(results[first])
            if not bool(chunk.is_finite):
                losses = results[first : -(-done // self.full), 0]
                row = first + int(np.argmin(np.isfinite(losses)))
                logs = self.trainer.logs(results[row])
                fit.saw_non_finite(logs, (done - 1) % self.full, beginning + row)
                if fit.trainer.model.stop_training and done % self.full:
                    fit.end_epochs([logs], done % self.full)  # the one broken off
            fit.progress.update(done - last * self.full, logs)
            fit.interrupts.check()
        return logs

    # -- calls of the loop -------------------------------------------------------------

    def _load_table(self, epochs: int, shuffle: bool) -> None:
        table = self.trainer.permutations(self.samples, epochs, shuffle)
        if epochs < self.capacity:
            padding = np.zeros((self.capacity - epochs, self.samples), "int32")
            table = np.concatenate([table, padding])
        self._table = jnp.asarray(table)

    def _run_loop(self, first: int, count: int) -> epoch_programs.Chunk:
        start = time.perf_counter()
        chunk = self.trainer.loop(True, self.batch_size)(
            self.trainer.values(),
            self.trainer.initial_counters,
            self.data,
            self._table,
            np.int32(self.full),
            np.int32(first),
            np.int32(count),
            np.bool_(self.fit.callbacks.stops_on_nan),
        )
        self.trainer.state.store(chunk.values)
        jax.block_until_ready(chunk.results)
        if count:
            self.seconds_per_step = (time.perf_counter() - start) / count
        return chunk

    def _chunk_size(self, done: int) -> int:
        left = self.full - done
        if self.interval:
            return min(left, self.fit.callbacks.batches_left() or left)
        return min(left, self._steps_per_call())

    def _steps_per_call(self) -> int:
        if self.seconds_per_step is None:
            return 4
        return max(1, int(_SECONDS_PER_CALL / max(self.seconds_per_step, 1e-7)))

    def _after(
        self, chunk: epoch_programs.Chunk, row: int, step: int
    ) -> dict[str, float]:
        logs = self.trainer.logs(np.asarray(chunk.results)[row])
        if not bool(chunk.is_finite):
            self.fit.saw_non_finite(logs, step)
        return logs
