"""Validation: data that is looked at after an epoch, and how often."""

from __future__ import annotations

from typing import Any

from tengen.training.callbacks import CallbackList
from tengen.training.data import BatchSource, ResidentData
from tengen.training.evaluate import evaluate_resident, evaluate_source
from tengen.training.step import Batch
from tengen.training.trainer import Trainer


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
