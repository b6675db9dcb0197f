"""`BackupAndRestore`: an interrupted training goes on where it was."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tengen.core.messages import complain
from tengen.training.callbacks.callback import Callback, Logs, may_wait


class BackupAndRestore(Callback):
    """Keeps a backup of weights, optimizer and epoch; a new `fit` goes on from it.

    Args:
        backup_dir: a folder for this training alone.
        save_freq: `'epoch'`, or a number of batches.
        double_checkpoint: whether to keep the backup before the last one, too.
        delete_checkpoint: whether to remove the backup when training ends well.

    Example:
        >>> BackupAndRestore("backup", save_freq=50).batch_interval
        50
    """

    def __init__(
        self,
        backup_dir: str | os.PathLike[str],
        save_freq: int | str = "epoch",
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ) -> None:
        super().__init__()
        if not os.fspath(backup_dir):
            raise ValueError(complain("BackupAndRestore: backup_dir", "''", "a folder"))
        if save_freq != "epoch" and (not isinstance(save_freq, int) or save_freq < 1):
            raise ValueError(
                complain(
                    "BackupAndRestore: save_freq",
                    repr(save_freq),
                    "'epoch' or a number of batches",
                )
            )
        self.backup_dir = Path(backup_dir)
        self.save_freq = save_freq
        self.double_checkpoint = double_checkpoint
        self.delete_checkpoint = delete_checkpoint
        self.batch_interval = save_freq if isinstance(save_freq, int) else 0
        self._epoch = 0
        self._unsaved_batches = 0
        self._last_batch = -1

    @property
    def _weights(self) -> Path:
        return self.backup_dir / "latest.weights.h5"

    @property
    def _metadata(self) -> Path:
        return self.backup_dir / "training_metadata.json"

    def batches_left(self) -> int:
        """Return after how many more batches it saves; 0 if it does not count them."""
        return max(0, self.batch_interval - self._unsaved_batches)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Go back to the backup, if there is one."""
        for weights, metadata in ((self._weights, self._metadata), self._previous()):
            if weights.is_file() and metadata.is_file():
                place = json.loads(metadata.read_text())
                self.model.load_weights(weights)
                self.model._initial_epoch = int(place["epoch"])
                return

    def _previous(self) -> tuple[Path, Path]:
        return (
            self._weights.with_name("previous.weights.h5"),
            self._metadata.with_name("previous_metadata.json"),
        )

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
            self._save(self._epoch, batch + 1)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save the epoch."""
        self._epoch = epoch + 1
        if not self.batch_interval:
            self._save(epoch + 1, 0)

    def _save(self, epoch: int, batch: int) -> None:
        """Write the backup; the old one is there until the new one is whole."""
        self.backup_dir.mkdir(parents=True, exist_ok=True)
        new = self.backup_dir / "new.weights.h5"
        self.model.save_weights(new, overwrite=True)
        if self.double_checkpoint and self._metadata.is_file():
            weights, metadata = self._previous()
            os.replace(self._weights, weights)
            os.replace(self._metadata, metadata)
        os.replace(new, self._weights)
        self._metadata.write_text(json.dumps({"epoch": epoch, "batch": batch}))

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Remove the backup."""
        if not self.delete_checkpoint:
            return
        for path in (self._weights, self._metadata, *self._previous()):
            path.unlink(missing_ok=True)
        if self.backup_dir.is_dir() and not any(self.backup_dir.iterdir()):
            self.backup_dir.rmdir()
