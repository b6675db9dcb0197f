"""Progress of training on a terminal, in a file, in a notebook.

At most five redraws a second. Where the output is no terminal: one line per epoch.
Where epochs take less than 50 ms: one bar for the whole run. Never a character that
the stream cannot encode.
"""

from __future__ import annotations

import shutil
import sys
import time
from typing import Any, TextIO

from tengen.training.notebook import NotebookTable
from tengen.utils.notebooks import in_notebook

_REDRAW_SECONDS = 0.2
_SHORT_EPOCH_SECONDS = 0.05
_WIDTH = 24


class Progress:
    """Shows how far a run of epochs is.

    Args:
        verbose: 0 nothing, 1 a bar, 2 one line per epoch, `'auto'` is 1.
        epochs: how many epochs the run has in all.
        steps: batches of an epoch, `None` where unknown.
        initial_epoch: the first epoch's number, from 0.
        stream: where to write; standard output by default.
    """

    def __init__(
        self,
        verbose: Any,
        epochs: int,
        steps: int | None,
        initial_epoch: int = 0,
        stream: TextIO | None = None,
    ) -> None:
        self.stream = stream if stream is not None else sys.stdout
        self.verbose = 1 if verbose in ("auto", True) else int(verbose)
        self.is_terminal = bool(getattr(self.stream, "isatty", lambda: False)())
        self.epochs = epochs
        self.steps = steps
        self.epoch = initial_epoch
        self._first_epoch = initial_epoch
        self._run_start = self._epoch_start = time.perf_counter()
        self._last_draw = 0.0
        self._open_line = 0
        self._whole_run = False
        self._headed = -1
        full, empty = "\u2501", "\u2500"
        encoding = getattr(self.stream, "encoding", None) or "ascii"
        try:
            (full + empty).encode(encoding)
        except (UnicodeEncodeError, LookupError):
            full, empty = "=", "."
        self._full, self._empty = full, empty
        self._table: NotebookTable | None = None
        if self.verbose == 1 and stream is None and in_notebook():
            self._table = NotebookTable(epochs)

    def start_epoch(self, epoch: int) -> None:
        """Begin an epoch (numbered from 0)."""
        self.epoch = epoch
        self._epoch_start = time.perf_counter()

    def update(self, step: int, logs: dict[str, float]) -> None:
        """Redraw the bar, if it is time."""
        now = time.perf_counter()
        if self.verbose != 1 or not (self.is_terminal or self._table):
            return
        if now - self._last_draw < _REDRAW_SECONDS:
            return
        self._last_draw = now
        if self._table is not None:
            seconds = _duration(now - self._epoch_start)
            self._table.show(f"step {step}", (self.epoch, logs, seconds))
            return
        if self._whole_run:
            self._draw(self._run_line(logs))
            return
        self._head()
        self._draw(self._epoch_line(step, logs, now - self._epoch_start, done=False))

    def end_epoch(self, epoch: int, step: int, logs: dict[str, float]) -> None:
        """Close an epoch with its final numbers."""
        seconds = time.perf_counter() - self._epoch_start
        self.epoch = epoch + 1
        if not self.verbose:
            return
        if self._table is not None:
            self._table.rows.append((epoch, logs, _duration(seconds)))
            self._table.show()
            return
        self._whole_run = self._whole_run or self._is_short(seconds, epoch)
        if self._whole_run and self.verbose == 1:
            self._draw_run(logs)
            return
        self._head(epoch)
        self._draw(self._epoch_line(step, logs, seconds, done=True), end="\n")

    def end_epochs(self, rows: list[tuple[int, dict[str, float]]], step: int) -> None:
        """Close several epochs that were run in one call."""
        if not rows or not self.verbose:
            return
        if self._table is not None:
            self._table.rows += [(epoch, logs, "") for epoch, logs in rows]
            self._table.show()
        elif self.verbose == 2:
            for epoch, logs in rows:
                self._head(epoch)
                seconds = (time.perf_counter() - self._epoch_start) / len(rows)
                self._draw(self._epoch_line(step, logs, seconds, True), end="\n")
        else:
            self._whole_run = True
            self.epoch = rows[-1][0] + 1
            self._draw_run(rows[-1][1])
        self._epoch_start = time.perf_counter()

    def say(self, text: str) -> None:
        """Show a passing remark such as 'compiling'."""
        if self.verbose == 1 and self.is_terminal:
            self._draw(text)

    def close(self) -> None:
        """End an open line."""
        if self._open_line:
            self.stream.write("\n")
            self._open_line = 0
        self._flush()

    # -- lines -----------------------------------------------------------------------

    def _is_short(self, seconds: float, epoch: int) -> bool:
        return (
            self.epochs - self._first_epoch > 1
            and epoch + 1 < self.epochs
            and seconds < _SHORT_EPOCH_SECONDS
        )

    def _draw_run(self, logs: dict[str, float]) -> None:
        finished = self.epoch >= self.epochs
        now = time.perf_counter()
        if finished:
            self._draw(self._run_line(logs), end="\n")
        elif self.is_terminal and now - self._last_draw >= _REDRAW_SECONDS:
            self._last_draw = now
            self._draw(self._run_line(logs))

    def _head(self, epoch: int | None = None) -> None:
        epoch = self.epoch if epoch is None else epoch
        if self.epochs > 1 and self._headed != epoch:
            self._headed = epoch
            self._draw(f"Epoch {epoch + 1}/{self.epochs}", end="\n")

    def _epoch_line(
        self, step: int, logs: dict[str, float], seconds: float, done: bool
    ) -> str:
        total = self.steps or (step if done else None)
        count = f"{step}/{total}" if total else f"{step}/?"
        bar = self._bar(step / total) + " " if total and self.verbose == 1 else ""
        pace = f"{_duration(seconds / max(step, 1))}/step"
        rest = ""
        if not done and total and step:
            rest = f" - {_duration(seconds / step * (total - step))} left"
        return f"{count} {bar}{_duration(seconds)} {pace}{rest}{_numbers(logs)}"

    def _run_line(self, logs: dict[str, float]) -> str:
        seconds = time.perf_counter() - self._run_start
        done = (self.epoch - self._first_epoch) / max(
            1, self.epochs - self._first_epoch
        )
        bar = self._bar(done)
        return (
            f"Epoch {self.epoch}/{self.epochs} {bar} {_duration(seconds)}"
            f"{_numbers(logs)}"
        )

    def _bar(self, fraction: float) -> str:
        filled = round(_WIDTH * min(1.0, fraction))
        return self._full * filled + self._empty * (_WIDTH - filled)

    def _draw(self, line: str, end: str = "") -> None:
        start = "\r" if self._open_line else ""
        if not end:  # a line that wraps could not be redrawn
            line = line[: max(20, shutil.get_terminal_size().columns - 1)]
        padding = " " * max(0, self._open_line - len(line))
        self.stream.write(f"{start}{line}{padding}{end}")
        self._open_line = 0 if end else len(line)
        self._flush()

    def _flush(self) -> None:
        flush = getattr(self.stream, "flush", None)
        if flush is not None:
            flush()


def _numbers(logs: dict[str, float]) -> str:
    return "".join(f" - {name}: {_short(value)}" for name, value in logs.items())


def _short(value: float) -> str:
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:.4f}"
    return f"{value:.4e}"


def _duration(seconds: float) -> str:
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f}us"
    if seconds < 1:
        return f"{seconds * 1e3:.0f}ms"
    if seconds < 60:
        return f"{seconds:.1f}s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
