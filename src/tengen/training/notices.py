"""Hints that are said once: probable mistakes that do not stop the work."""

from __future__ import annotations

import sys


class Notices:
    """Says each kind of hint once, one line on the error stream."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def say(self, kind: str, text: str) -> None:
        """Print a hint unless one of its kind was printed before."""
        if kind in self._said:
            return
        self._said.add(kind)
        line = f"tengen: {text}\n"
        try:
            sys.stderr.write(line)
        except UnicodeEncodeError:
            sys.stderr.write(line.encode("ascii", "replace").decode())
