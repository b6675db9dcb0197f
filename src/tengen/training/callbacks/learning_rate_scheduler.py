"""`LearningRateScheduler`: a new learning rate for every epoch."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from tengen.core.messages import complain
from tengen.training.callbacks.callback import Callback, Logs


class LearningRateScheduler(Callback):
    """Sets the learning rate at the beginning of each epoch.

    Args:
        schedule: a function `(epoch, learning_rate) -> learning_rate`, or of the epoch
            (from 0) alone.
        verbose: 1 to say the rate.

    Example:
        >>> scheduler = LearningRateScheduler(lambda epoch: 0.1 / (1 + epoch))
        >>> scheduler.every_epoch, scheduler.every_batch
        (True, False)
    """

    def __init__(self, schedule: Callable[..., Any], verbose: int = 0) -> None:
        super().__init__()
        self.schedule = schedule
        self.verbose = verbose
        self._takes_rate = _takes_two(schedule)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Ask the function and set the rate."""
        optimizer = self.model.optimizer
        now = float(np.asarray(optimizer.learning_rate))
        rate = self.schedule(epoch, now) if self._takes_rate else self.schedule(epoch)
        if np.ndim(rate) != 0 or not np.issubdtype(np.asarray(rate).dtype, np.number):
            raise ValueError(
                complain("LearningRateScheduler: schedule", repr(rate), "a number")
            )
        set_rate(optimizer, float(rate), "LearningRateScheduler")
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate set to {float(rate):.6g}")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Add the rate to the logs."""
        if logs is not None:
            logs["learning_rate"] = float(
                np.asarray(self.model.optimizer.learning_rate)
            )


def set_rate(optimizer: Any, rate: float, owner: str) -> None:
    """Set the learning rate of an optimizer that follows no schedule of its own.

    Raises:
        TypeError: where it does.
    """
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    schedule = getattr(inner, "_learning_rate", None)
    if callable(schedule) and not hasattr(schedule, "__array__"):
        raise TypeError(
            complain(
                f"{owner}: the optimizer has a schedule of its own",
                repr(schedule),
                "a number as its learning_rate",
                "leave one of the two out",
            )
        )
    optimizer.learning_rate = rate


def _takes_two(function: Callable[..., Any]) -> bool:
    try:
        inspect.signature(function).bind(0, 0.0)
    except (TypeError, ValueError):
        return False
    return True
