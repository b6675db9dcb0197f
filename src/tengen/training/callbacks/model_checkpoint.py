"""`ModelCheckpoint`: saves the model while it trains."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tengen.core.messages import complain
from tengen.training.callbacks.callback import Callback, Logs, may_wait
from tengen.training.callbacks.monitor import Monitor, other_spelling


class ModelCheckpoint(Callback):
    """Saves the model, or its weights, after epochs or every so many batches.

    Args:
        filepath: where to; may hold `{epoch}` (from 1), `{batch}` and names of the
            logs, as in `'m-{epoch:02d}-{val_loss:.2f}.keras'`. Any ending that
            `model.save` or `model.save_weights` knows.
        monitor: the number that decides which model is best.
        verbose: 1 to say when and where it saves.
        save_best_only: whether to save only if the number improved; where there is
            no such number, everything is saved.
        save_weights_only: whether to save the weights without the rest of the model.
        mode: `'min'`, `'max'`, or `'auto'`: by the name.
        save_freq: `'epoch'`, or a number of batches.
        initial_value_threshold: the number that must be improved on at first.

    Raises:
        ValueError: for another `save_freq`.

    Example:
        >>> ModelCheckpoint("best.keras", save_freq=100).batch_interval
        100
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: int | str = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        super().__init__()
        if save_freq != "epoch" and (not isinstance(save_freq, int) or save_freq < 1):
            raise ValueError(
                complain(
                    "ModelCheckpoint: save_freq",
                    repr(save_freq),
                    "'epoch' or a number of batches",
                )
            )
        self.filepath = os.fspath(filepath)
        self.monitor = monitor
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = save_freq
        self.best = initial_value_threshold
        self.batch_interval = save_freq if isinstance(save_freq, int) else 0
        mode = (
            mode if save_best_only else "min"
        )  # nothing to decide, nothing to warn of
        self._monitor = Monitor(monitor, mode, 0.0, "ModelCheckpoint")
        self._epoch = 0
        self._unsaved_batches = 0
        self._last_batch = -1

    def batches_left(self) -> int:
        """Return after how many more batches it saves; 0 if it does not count them."""
        return max(0, self.batch_interval - self._unsaved_batches)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Remember the epoch's number."""
        self._epoch = epoch
        self._last_batch = -1

    @may_wait  # `batch_interval` says when it must be called
    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Save where as many batches as wanted have passed."""
        if not self.batch_interval:
            return
        self._unsaved_batches += batch - self._last_batch
        self._last_batch = batch
        if self._unsaved_batches >= self.batch_interval:
            self._unsaved_batches = 0
            self._save(self._epoch, batch, logs or {})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save the epoch."""
        if not self.batch_interval:
            self._save(epoch, None, logs or {})

    def _save(self, epoch: int, batch: int | None, logs: Logs) -> None:
        note = "saving model"
        if self.save_best_only:
            value = self._monitor.value(logs)  # warns where there is none
            if value is None:
                self._write(epoch, batch, logs, note)
                return
            if not self._monitor.is_better(value, self.best):
                self._say(epoch, f"{self.monitor} did not improve from {self.best:.5f}")
                return
            before = "" if self.best is None else f" from {self.best:.5f}"
            note = f"{self.monitor} improved{before} to {value:.5f}, saving model"
            self.best = value
        self._write(epoch, batch, logs, note)

    def _write(self, epoch: int, batch: int | None, logs: Logs, note: str) -> None:
        path = self._path(epoch, batch, logs)
        self._say(epoch, f"{note} to {path}")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path, overwrite=True)
        else:
            self.model.save(path, overwrite=True)

    def _say(self, epoch: int, text: str) -> None:
        if self.verbose:
            print(f"Epoch {epoch + 1}: {text}")

    def _path(self, epoch: int, batch: int | None, logs: Logs) -> str:
        names: dict[str, Any] = {other_spelling(k): v for k, v in logs.items()}
        names.update(logs, epoch=epoch + 1)
        if batch is not None:
            names["batch"] = batch + 1
        try:
            return self.filepath.format(**names)
        except KeyError as error:
            raise KeyError(
                complain(
                    f"ModelCheckpoint: {self.filepath!r}",
                    f"the unknown name {error}",
                    f"names among {', '.join(sorted(names))}",
                )
            ) from None
