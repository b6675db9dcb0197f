"""`History`: the results of every epoch."""

from __future__ import annotations

from tengen.training.callbacks.callback import Callback, Logs, may_wait


class History(Callback):
    """Collects the logs of all epochs; `fit` returns it.

    Attributes:
        epoch: the epochs' numbers, from 0.
        history: one list per name, such as `history["val_loss"]`.

    Example:
        >>> history = History()
        >>> history.on_train_begin(); history.on_epoch_end(0, {"loss": 0.5})
        >>> history.history
        {'loss': [0.5]}
    """

    def __init__(self) -> None:
        super().__init__()
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Begin a new record of epochs."""
        self.epoch = []
        self.history = {}

    @may_wait
    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Append the epoch's results."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
