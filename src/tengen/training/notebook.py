"""Progress in a notebook: a table with a row per epoch, redrawn in place."""

from __future__ import annotations

import html
import importlib
from typing import Any

_LAST_ROWS = 50


class NotebookTable:
    """A table of epochs and their numbers.

    Args:
        epochs: how many epochs the run has in all.
    """

    def __init__(self, epochs: int) -> None:
        self.epochs = epochs
        self.rows: list[tuple[int, dict[str, float], str]] = []
        self._handle: Any = None

    def show(self, status: str = "", row: Any = None) -> None:
        """Redraw, with a status line and, for a running epoch, its row so far."""
        display_module = importlib.import_module("IPython.display")
        HTML, display = display_module.HTML, display_module.display  # noqa: N806

        text = HTML(self.as_html(status, row))
        if self._handle is None:
            self._handle = display(text, display_id=True)
        else:
            self._handle.update(text)

    def as_html(self, status: str = "", row: Any = None) -> str:
        """Return the table; long runs show their last rows."""
        rows = self.rows + ([row] if row is not None else [])
        names = list(dict.fromkeys(name for _, logs, _ in rows for name in logs))
        head = "".join(f"<th>{html.escape(n)}</th>" for n in ["epoch", *names, "time"])
        lines = [f"<tr>{head}</tr>"]
        for epoch, logs, time in rows[-_LAST_ROWS:]:
            cells = [f"{epoch + 1}/{self.epochs}"]
            cells += [f"{logs[n]:.4g}" if n in logs else "" for n in names] + [time]
            lines.append("<tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr>")
        note = f"<p>{html.escape(status)}</p>" if status else ""
        return f"<table>{''.join(lines)}</table>{note}"
