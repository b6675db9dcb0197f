"""`fit`: the loop over epochs.

Resident data is trained by the compiled loop, in calls of about a fifth of a second
(`resident_runner`); other sources one batch per call (`source_runner`). Everything else
is a callback.
"""

from __future__ import annotations

from typing import Protocol

from tengen.training.callbacks import CallbackList
from tengen.training.interrupt import Interrupts
from tengen.training.progress import Progress
from tengen.training.trainer import Trainer
from tengen.training.validation import Validation


class Runner(Protocol):
    """What trains: on resident data, or on a source of batches."""

    def begin(self) -> None:
        """Compile what will run."""

    def advance(self) -> dict[str, float]:
        """Train an epoch or several; return the last one's logs."""


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

    def run(self, runner: Runner) -> None:
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
        optimizer = getattr(optimizer, "inner_optimizer", optimizer)
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
