"""`Progbar`: Keras's progress bar, for loops that users write themselves."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from typing import Any

import numpy as np

from tengen.utils.notebooks import in_notebook


class Progbar:
    """A progress bar with averaged values, as `keras.utils.Progbar`.

    On a terminal or in a notebook one line is redrawn; elsewhere (files, pipes) only
    the finished line is written. Characters that the output's encoding cannot show are
    replaced by plain ones.

    Args:
        target: number of steps, `None` if unknown.
        width: characters of the bar.
        verbose: 0 is silent, 1 draws a bar, 2 writes one line at the end.
        interval: seconds between two redraws.
        stateful_metrics: names of values shown as given; all others are averaged.
        stateless_metrics: names of values to average, all others being shown as
            given; only one of the two may be used.
        unit_name: what a step is called.

    Raises:
        ValueError: if both lists of names are given.

    Example:
        >>> bar = Progbar(2, verbose=2)
        >>> bar.update(1, [("loss", 0.5)])
        >>> bar.update(2, [("loss", 0.25)])  # doctest: +ELLIPSIS
        2/2 - ...loss: 0.3750
    """

    def __init__(
        self,
        target: int | None,
        width: int = 20,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Iterable[str] | None = None,
        stateless_metrics: Iterable[str] | None = None,
        unit_name: str = "step",
    ) -> None:
        if stateful_metrics is not None and stateless_metrics is not None:
            raise ValueError(
                "Progbar: arguments `stateful_metrics` and `stateless_metrics`\n"
                "  got both; expected at most one\n"
                "  fix: name either what is shown as given or what is averaged"
            )
        self.target = target
        self.width = width
        self.verbose = verbose
        self.interval = interval
        self.unit_name = unit_name
        self.stateful_metrics = set(stateful_metrics or ())
        self.stateless_metrics = (
            None if stateless_metrics is None else set(stateless_metrics)
        )
        self._sums: dict[str, tuple[float, float]] = {}
        self._seen = 0
        self._start = time.monotonic()
        self._after_first: float | None = None
        self._drawn_at = -np.inf
        self._drawn_width = 0

    def update(
        self,
        current: int,
        values: Iterable[tuple[str, Any]] | None = None,
        finalize: bool | None = None,
    ) -> None:
        """Move the bar to a step.

        Args:
            current: number of steps done.
            values: pairs `(name, value of the last steps)`; values that are averaged
                count once for every step since the last update.
            finalize: whether this is the last update; `None` asks `target`. The values
                of an explicitly last update stand for the whole run.
        """
        steps = max(current - self._seen, 1)
        for name, value in values or ():
            self._take(name, float(np.mean(value)), steps, bool(finalize))
        self._seen = current
        now = time.monotonic()
        if current == 1 and self._after_first is None:
            self._after_first = now
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        if self.verbose == 2 and finalize:
            self._write(self._text(now, finalize) + "\n")
        elif self.verbose == 1:
            self._redraw(now, finalize)

    def add(self, n: int, values: Iterable[tuple[str, Any]] | None = None) -> None:
        """Move the bar by `n` steps."""
        self.update(self._seen + n, values)

    def _take(self, name: str, value: float, steps: int, whole_run: bool) -> None:
        if whole_run or not self._averaged(name):
            self._sums[name] = (value, 1.0)
            return
        total, count = self._sums.get(name, (0.0, 0.0))
        self._sums[name] = (total + value * steps, count + steps)

    def _averaged(self, name: str) -> bool:
        if self.stateless_metrics is not None:
            return name in self.stateless_metrics
        return name not in self.stateful_metrics

    def _redraw(self, now: float, last: bool) -> None:
        if not last and (not _is_live() or now - self._drawn_at < self.interval):
            return
        line = f"{self._bar()} {self._text(now, last)}".strip()
        if _is_live():
            fill = " " * (self._drawn_width - len(line))
            self._write("\r" + line + fill + ("\n" if last else ""))
        else:
            self._write(line + "\n")
        self._drawn_at = now
        self._drawn_width = 0 if last else len(line)

    def _bar(self) -> str:
        if not self.target:
            return ""
        full, empty = ("━", "─") if _can_show("━─") else ("=", ".")
        done = min(int(self.width * self._seen / self.target), self.width)
        return full * done + empty * (self.width - done)

    def _text(self, now: float, last: bool) -> str:
        per_step = self._seconds_per_step(now)
        if self.target and not last:
            seconds = per_step * max(self.target - self._seen, 0)
        else:
            seconds = now - self._start
        count = str(self._seen)
        if self.target:
            count = f"{count:>{len(str(self.target))}}/{self.target}"
        pace = f"{_clock(seconds)} {_duration(per_step)}/{self.unit_name}"
        pairs = [f"{name}: {_number(a / n)}" for name, (a, n) in self._sums.items()]
        return " - ".join([count, pace, *pairs])

    def _seconds_per_step(self, now: float) -> float:
        # The first step compiles, and says nothing about those to come.
        if self._after_first is not None and self._seen > 1:
            return (now - self._after_first) / (self._seen - 1)
        return (now - self._start) / max(self._seen, 1)

    def _write(self, text: str) -> None:
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()


def _is_live() -> bool:
    """Say whether standard output redraws a line: a terminal or a notebook."""
    is_terminal = getattr(sys.stdout, "isatty", lambda: False)()
    return is_terminal or in_notebook() or "PYCHARM_HOSTED" in os.environ


def _can_show(characters: str) -> bool:
    try:
        characters.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _clock(seconds: float) -> str:
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
    return f"{whole // 60}:{whole % 60:02d}" if whole >= 60 else f"{whole}s"


def _duration(seconds: float) -> str:
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.0f}s"
    return f"{seconds * 1e3:.0f}ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us"


def _number(value: float) -> str:
    return f"{value:.4f}" if abs(value) > 1e-3 else f"{value:.4e}"
