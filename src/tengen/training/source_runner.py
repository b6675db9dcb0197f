"""Training on batches as a source yields them: one batch per call."""

from __future__ import annotations

import time

import numpy as np

from tengen.training.data import BatchSource
from tengen.training.epoch import Chunk
from tengen.training.fit import Fit

_SECONDS_BETWEEN_LOOKS = 0.18


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
            if self.watches or time.perf_counter() - redrawn > _SECONDS_BETWEEN_LOOKS:
                redrawn = time.perf_counter()
                logs = self._look(chunk, done)
            fit.interrupts.check()
            if fit.trainer.model.stop_training:
                break
        if chunk is None:
            self._ran_dry()
            return logs
        logs = self.trainer.logs(np.asarray(chunk.results)[0])
        if not np.isfinite(logs.get("loss", 0.0)) and not self.watches:
            fit.saw_non_finite(logs, done - 1)
        if self.limit is not None and done < self.limit and not self.source.restarts:
            self._ran_dry()
        fit.progress.steps = done
        return fit.end_epoch(logs, done)

    def _look(self, chunk: Chunk, done: int) -> dict[str, float]:
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
