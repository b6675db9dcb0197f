"""`TensorBoard`: the results of training as files that TensorBoard shows."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from tengen.core.messages import complain
from tengen.training.callbacks.callback import Callback, Logs, may_wait
from tengen.training.callbacks.event_file import EventFile


class TensorBoard(Callback):
    """Writes the results of epochs (and batches), and histograms of the weights.

    Files are in `log_dir/train` and `log_dir/validation`; `tensorboard --logdir logs`
    shows them. TensorBoard itself is no part of tengen.

    Args:
        log_dir: the folder.
        histogram_freq: every how many epochs histograms of the weights are written; 0
            for never.
        write_graph: accepted; the graph is not written (`utils.plot_model` draws it).
        write_steps_per_second: whether the speed of training is written.
        update_freq: `'epoch'`, `'batch'`, or after how many batches the results so far
            are written, too.
        write_images, profile_batch, embeddings_freq, embeddings_metadata: only their
            defaults.

    Raises:
        ValueError: for what cannot be written.

    Example:
        >>> TensorBoard("logs", update_freq=100).batch_interval
        100
    """

    def __init__(
        self,
        log_dir: Any = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        write_images: bool = False,
        write_steps_per_second: bool = False,
        update_freq: Any = "epoch",
        profile_batch: Any = 0,
        embeddings_freq: int = 0,
        embeddings_metadata: Any = None,
    ) -> None:
        super().__init__()
        for name, value in (
            ("write_images", write_images),
            ("profile_batch", profile_batch),
            ("embeddings_freq", embeddings_freq),
        ):
            if value:
                what = "the default: this is not written"
                raise ValueError(complain(f"TensorBoard: {name}", repr(value), what))
        self.log_dir = Path(log_dir)
        self.histogram_freq = histogram_freq
        self.write_graph = write_graph
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = 1 if update_freq == "batch" else update_freq
        is_number = isinstance(self.update_freq, int) and self.update_freq > 0
        if not is_number and update_freq != "epoch":
            choices = "'epoch', 'batch' or a number of batches"
            raise ValueError(
                complain("TensorBoard: update_freq", repr(update_freq), choices)
            )
        self.batch_interval = self.update_freq if is_number else 0
        self._files: dict[str, EventFile] = {}
        self._batches = self._last_batch = self._unwritten = 0
        self._epoch_start = (0.0, 0)

    def batches_left(self) -> int:
        """Return after how many more batches it writes; 0 if it does not count them."""
        return max(0, self.batch_interval - self._unwritten)

    def _file(self, name: str) -> EventFile:
        if name not in self._files:
            self._files[name] = EventFile(self.log_dir / name)
        return self._files[name]

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Begin new files."""
        self._close()
        self._batches = self._unwritten = 0

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Take the time."""
        self._last_batch = -1
        self._epoch_start = (time.perf_counter(), self._steps())

    @may_wait  # `batch_interval` says when it must be called
    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Write the results so far where as many batches as wanted have passed."""
        if not self.batch_interval:
            return
        passed, self._last_batch = batch - self._last_batch, batch
        self._batches += passed
        self._unwritten += passed
        if self._unwritten < self.batch_interval:
            return
        self._unwritten = 0
        for name, value in (logs or {}).items():
            number = float(np.asarray(value))
            self._file("train").add_number(f"batch_{name}", number, self._batches)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write the results, the learning rate, and perhaps histograms."""
        for name, value in (logs or {}).items():
            is_validation = name.startswith("val_")
            file = self._file("validation" if is_validation else "train")
            tag = f"epoch_{name.removeprefix('val_')}"
            file.add_number(tag, float(np.asarray(value)), epoch)
        self._write_rates(epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            for layer in self.model.layers:
                for weight in layer.weights:
                    name = f"{weight.path}/histogram"
                    self._file("train").add_histogram(name, weight.numpy(), epoch)
        for file in self._files.values():
            file.flush()

    def _write_rates(self, epoch: int) -> None:
        file, optimizer = self._file("train"), self.model.optimizer
        rate = getattr(optimizer, "learning_rate", None)
        if rate is not None:
            number = float(np.asarray(rate))
            file.add_number("epoch_learning_rate", number, epoch)
        if self.write_steps_per_second:
            start, steps = self._epoch_start
            seconds = max(time.perf_counter() - start, 1e-9)
            speed = (self._steps() - steps) / seconds
            file.add_number("epoch_steps_per_second", speed, epoch)

    def _steps(self) -> int:
        iterations = getattr(self.model.optimizer, "iterations", 0)
        return int(np.asarray(iterations))

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Write the results of an evaluation outside of training."""
        if self._files:
            return
        file = self._file("validation")
        for name, value in (logs or {}).items():
            tag, number = f"evaluation_{name}_vs_iterations", float(np.asarray(value))
            file.add_number(tag, number, self._steps())
        self._close()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Finish the files."""
        self._close()

    def _close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files = {}
