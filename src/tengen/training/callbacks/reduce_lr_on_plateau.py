"""`ReduceLROnPlateau`: a smaller learning rate where nothing improves any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tengen.core.messages import complain
from tengen.training.callbacks.callback import Callback, Logs
from tengen.training.callbacks.learning_rate_scheduler import set_rate
from tengen.training.callbacks.monitor import Monitor


class ReduceLROnPlateau(Callback):
    """Multiplies the learning rate by a factor when a number stops improving.

    Args:
        monitor: the number's name in the logs.
        factor: the new rate as a share of the old one, below 1.
        patience: how many epochs without improvement are borne.
        verbose: 1 to say the new rate.
        mode: `'min'`, `'max'`, or `'auto'`: by the name.
        min_delta: what must be gained for an improvement.
        cooldown: how many epochs after a reduction are not counted.
        min_lr: the rate never falls below this.

    Raises:
        ValueError: for a factor of 1 or more.

    Example:
        >>> ReduceLROnPlateau(factor=0.2, patience=5).factor
        0.2
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        super().__init__()
        if factor >= 1.0:
            raise ValueError(
                complain("ReduceLROnPlateau: factor", repr(factor), "less than 1")
            )
        self.monitor = monitor
        self.factor = factor
        self.patience = patience
        self.verbose = verbose
        self.cooldown = cooldown
        self.min_lr = min_lr
        self._monitor = Monitor(monitor, mode, min_delta, "ReduceLROnPlateau")
        self._begin()

    @property
    def monitor_op(self) -> Callable[..., Any]:
        """`ops.greater` or `ops.less`: what an improvement is."""
        return self._monitor.comparison

    def _begin(self) -> None:
        self.best: float | None = None
        self.wait = 0
        self.cooldown_counter = 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget what was before."""
        self._begin()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compare the epoch with the best one, and act."""
        rate = self._rate()
        if logs is not None:
            logs["learning_rate"] = rate
        value = self._monitor.value(logs)
        if value is None:
            return
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.wait = 0
        if self._monitor.is_better(value, self.best):
            self.best, self.wait = value, 0
        elif self.cooldown_counter == 0:
            self.wait += 1
            if self.wait >= self.patience and rate > np.float32(self.min_lr):
                self._reduce(epoch, rate)

    def _reduce(self, epoch: int, rate: float) -> None:
        new = max(rate * self.factor, self.min_lr)
        set_rate(self.model.optimizer, new, "ReduceLROnPlateau")
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate reduced to {new:.6g}")
        self.cooldown_counter, self.wait = self.cooldown, 0

    def _rate(self) -> float:
        rate: Any = np.asarray(self.model.optimizer.learning_rate)
        return float(rate)
