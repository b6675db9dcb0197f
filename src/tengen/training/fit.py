"""`fit`: the loop over epochs.

Resident data is trained by the compiled loop, in calls of about a fifth of a second;
other sources one batch per call. Everything else is a callback.
"""

from __future__ import annotations

import time
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.training import epoch as epoch_programs
from tengen.training.callbacks import CallbackList
from tengen.training.data import BatchSource, ResidentData
from tengen.training.evaluate import evaluate_resident, evaluate_source
from tengen.training.interrupt import Interrupts
from tengen.training.progress import Progress
from tengen.training.step import Batch
from tengen.training.trainer import Trainer

_SECONDS_PER_CALL = 0.18


class Fit:
    """One call of `fit`.

    Args:
        trainer: the model's trainer, prepared for this data.
        callbacks: all callbacks, History among them.
        progress: what the user sees.
        epochs, initial_epoch: train epochs `initial_epoch` to `epochs - 1`.
        validate: returns the `val_` logs of an epoch, or `None`.
    """

    def __init__(
        self,
        trainer: Trainer,
        callbacks: CallbackList,
        progress: Progress,
        epochs: int,
        initial_epoch: int = 0,
        validation: Validation | None = None,
    ) -> None:
        self.trainer = trainer
        self.callbacks = callbacks
        self.progress = progress
        self.epochs = epochs
        self.epoch = initial_epoch
        self.validation = validation
        self.interrupts = Interrupts()

    @property
    def stopped(self) -> bool:
        """Whether training is over: all epochs done, or somebody stopped it."""
        return self.epoch >= self.epochs or self.trainer.model.stop_training

    def run(self, runner: ResidentRunner | SourceRunner) -> None:
        """Train all epochs."""
        model = self.trainer.model
        model.stop_training = False
        model._initial_epoch = None
        self.callbacks.on_train_begin()
        if model._initial_epoch is not None:  # restored by BackupAndRestore
            self.epoch = model._initial_epoch
        logs: dict[str, float] = {}
        try:
            with self.interrupts:
                runner.begin()
                self.trainer.look_for_leaks()
                while not self.stopped:
                    logs = runner.advance()
        finally:
            self.progress.close()
        self._finish_averages()
        self.callbacks.on_train_end(logs)

    def _finish_averages(self) -> None:
        """Let an optimizer that averages the weights put the averages in place."""
        optimizer = self.trainer.record.optimizer
        if optimizer.use_ema:
            optimizer.finalize_variable_values(self.trainer.state.trainable)

    def begin_epoch(self) -> None:
        """Announce an epoch."""
        self.progress.start_epoch(self.epoch)
        self.callbacks.on_epoch_begin(self.epoch)

    def end_epoch(self, logs: dict[str, float], steps: int) -> dict[str, float]:
        """Validate, show, and tell the callbacks; return the epoch's logs."""
        if self.validation is not None and self.validation.is_due(self.epoch):
            logs = {**logs, **self.validation.run()}
            self.interrupts.check()
        self.progress.end_epoch(self.epoch, steps, logs)
        epoch, self.epoch = self.epoch, self.epoch + 1
        self.callbacks.on_epoch_end(epoch, logs)
        return logs

    def end_epochs(self, rows: list[dict[str, float]], steps: int) -> None:
        """Close several epochs that nobody wanted to see one by one."""
        numbered = list(enumerate(rows, start=self.epoch))
        self.progress.end_epochs(numbered, steps)
        for epoch, logs in numbered:
            self.epoch = epoch + 1
            self.callbacks.on_epoch_begin(epoch)
            self.callbacks.on_epoch_end(epoch, logs)

    def saw_non_finite(
        self, logs: dict[str, float], step: int, epoch: int | None = None
    ) -> None:
        """React to a loss that is NaN or infinite (by default in this epoch)."""
        epoch = self.epoch if epoch is None else epoch
        if self.callbacks.stops_on_nan:
            self.callbacks.on_non_finite_loss(step, logs)
            self.trainer.model.stop_training = True
            return
        self.trainer.notices.say(
            "nan",
            f"the loss became {logs.get('loss', float('nan'))} in epoch "
            f"{epoch + 1}; try a smaller learning rate (callbacks.TerminateOnNaN "
            "stops there)",
        )


class Validation:
    """Validation data and how often it is looked at.

    Args:
        data: resident data or a source of batches.
        frequency: every how many epochs, or the epochs' numbers (from 1).
    """

    def __init__(
        self,
        trainer: Trainer,
        data: ResidentData | BatchSource,
        batch_size: int,
        steps: int | None,
        frequency: Any,
        callbacks: CallbackList,
    ) -> None:
        self.trainer = trainer
        self.data = data
        self.batch_size = batch_size
        self.steps = steps
        self.frequency = frequency
        self.callbacks = callbacks
        self._resident: Batch | None = None

    def is_due(self, epoch: int) -> bool:
        """Say whether to validate after an epoch (numbered from 0)."""
        if isinstance(self.frequency, int):
            return (epoch + 1) % self.frequency == 0
        return epoch + 1 in self.frequency

    def run(self) -> dict[str, float]:
        """Return the logs under names that begin with `val_`."""
        if isinstance(self.data, ResidentData):
            if self._resident is None:
                self._resident = self.data.to_device()
            logs = evaluate_resident(
                self.trainer,
                self._resident,
                self.data.samples,
                self.batch_size,
                self.steps,
                self.callbacks,
            )
        else:
            logs = evaluate_source(self.trainer, self.data, self.steps, self.callbacks)
        return {f"val_{name}": value for name, value in logs.items()}


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
        if self.rest:  # one step on copies, thrown away
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


class SourceRunner:
    """Trains on batches as a source yields them, one batch per call."""

    def __init__(
        self, fit: Fit, source: BatchSource, steps_per_epoch: int | None
    ) -> None:
        self.fit = fit
        self.trainer = fit.trainer
        self.source = source
        self.limit = steps_per_epoch
        self.watches = bool(
            fit.callbacks.every_batch
            or fit.callbacks.batch_interval
            or fit.callbacks.stops_on_nan
        )

    def begin(self) -> None:
        """Nothing to do: the first batch compiles the step."""
        self.fit.progress.say("compiling ...")

    def advance(self) -> dict[str, float]:
        """Train one epoch."""
        fit = self.fit
        fit.begin_epoch()
        program = self.trainer.single(True)
        done, chunk, redrawn = 0, None, time.perf_counter()
        logs: dict[str, float] = {}
        for batch in self.source.epoch(self.limit):
            if self.watches:
                fit.callbacks.on_train_batch_begin(done)
            chunk = program(self.trainer.values(reset=done == 0), batch)
            self.trainer.state.store(chunk.values)
            done += 1
            if self.watches or time.perf_counter() - redrawn > _SECONDS_PER_CALL:
                redrawn = time.perf_counter()
                logs = self._look(chunk, done)
            fit.interrupts.check()
            if fit.trainer.model.stop_training:
                break
        if chunk is None:
            self._ran_dry()
            return logs
        logs = self.trainer.logs(np.asarray(chunk.results)[0])
        if not np.isfinite(logs["loss"]) and not self.watches:
            fit.saw_non_finite(logs, done - 1)
        if self.limit is not None and done < self.limit and not self.source.restarts:
            self._ran_dry()
        fit.progress.steps = done
        return fit.end_epoch(logs, done)

    def _look(self, chunk: epoch_programs.Chunk, done: int) -> dict[str, float]:
        logs = self.trainer.logs(np.asarray(chunk.results)[0])
        if self.watches and not bool(chunk.is_finite):
            self.fit.saw_non_finite(logs, done - 1)
        if self.watches:
            self.fit.callbacks.on_train_batch_end(done - 1, logs)
        self.fit.progress.update(done, logs)
        return logs

    def _ran_dry(self) -> None:
        self.fit.trainer.notices.say(
            "ran dry",
            f"the generator ended in epoch {self.fit.epoch + 1} of "
            f"{self.fit.epochs}; training stops there",
        )
        self.fit.trainer.model.stop_training = True
