"""`EarlyStopping`: enough is enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tengen.training.callbacks.callback import Callback, Logs
from tengen.training.callbacks.monitor import Monitor


class EarlyStopping(Callback):
    """Ends training when a number has not improved for some epochs.

    Args:
        monitor: the number's name in the logs.
        min_delta: what must be gained for an improvement.
        patience: how many epochs without improvement are borne.
        verbose: 1 to say why training ended.
        mode: `'min'`, `'max'`, or `'auto'`: by the name.
        baseline: improvements that do not reach it do not count.
        restore_best_weights: whether to go back to the weights of the best epoch.
        start_from_epoch: epochs before this one are not looked at.

    Attributes:
        stopped_epoch: the epoch (from 0) in which training was ended; 0 if it was not.
        best: the best value, and `best_epoch` its epoch.

    Example:
        >>> EarlyStopping(monitor="val_loss", patience=3).patience
        3
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__()
        self.monitor = monitor
        self.patience = patience
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self._monitor = Monitor(monitor, mode, min_delta, "EarlyStopping")
        self._begin()

    @property
    def monitor_op(self) -> Callable[..., Any]:
        """`ops.greater` or `ops.less`: what an improvement is."""
        return self._monitor.comparison

    def _begin(self) -> None:
        self.wait = 0
        self.stopped_epoch = 0
        self.best: float | None = None
        self.best_epoch = 0
        self.best_weights: Any = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget what was before, so that the object can be used again."""
        self._begin()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compare the epoch with the best one."""
        value = self._monitor.value(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self._remember(epoch)  # were no epoch ever better, the first is the best
        self.wait += 1
        if self._monitor.is_better(value, self.best):
            self.best = value
            self._remember(epoch)
            if self.baseline is None or self._monitor.is_better(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def _remember(self, epoch: int) -> None:
        self.best_epoch = epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Go back to the best weights, if wanted."""
        if self.stopped_epoch > 0 and self.verbose:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose:
                print(f"Restoring the weights of epoch {self.best_epoch + 1}, the best")
            self.model.set_weights(self.best_weights)
