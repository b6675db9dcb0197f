"""`CSVLogger`: the results of every epoch as a table in a file."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from tengen.training.callbacks.callback import Callback, Logs, may_wait


class CSVLogger(Callback):
    """Writes one row per epoch; the columns are `epoch` and the logs by name.

    Args:
        filename: the file.
        separator: what stands between columns.
        append: whether to go on with an existing file (after training was resumed).

    Example:
        >>> CSVLogger("training.log", separator=";").append
        False
    """

    def __init__(
        self,
        filename: str | os.PathLike[str],
        separator: str = ",",
        append: bool = False,
    ) -> None:
        super().__init__()
        self.filename = os.fspath(filename)
        self.separator = separator
        self.append = append
        self.keys: list[str] | None = None
        self._file: TextIO | None = None
        self._writer: Any = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Open the file."""
        path = Path(self.filename)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._header_there = self.append and path.exists() and path.stat().st_size > 0
        self._file = open(path, "a" if self.append else "w", newline="")
        self.keys, self._writer = None, None

    @may_wait  # rows of several epochs may come together
    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write a row."""
        logs = logs or {}
        if self._writer is None:
            self._start(self._columns(logs))
        row = {"epoch": epoch, **{k: _text(logs.get(k, "NA")) for k in self.keys or []}}
        self._writer.writerow(row)
        assert self._file is not None
        self._file.flush()

    def _columns(self, logs: Logs) -> list[str]:
        """Return the names of the first logs, and those that later epochs will add."""
        names = sorted(logs)
        is_validated = any(name.startswith("val_") for name in names)
        if (self.params or {}).get("do_validation") and not is_validated:
            names += [f"val_{name}" for name in names if name != "learning_rate"]
        return names

    def _start(self, keys: list[str]) -> None:
        assert self._file is not None
        self.keys = keys
        self._writer = csv.DictWriter(
            self._file, ["epoch", *keys], delimiter=self.separator, lineterminator="\n"
        )
        if not self._header_there:
            self._writer.writeheader()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _text(value: Any) -> Any:
    if isinstance(value, str) or np.ndim(value) == 0:
        return value
    return "[" + ", ".join(str(item) for item in value) + "]"
