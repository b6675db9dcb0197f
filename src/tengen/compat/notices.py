"""One line on the error stream for each old spelling: how it is written today."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable

_said: set[str] = set()


def say_once(text: str) -> None:
    """Write a line unless this process has already written it."""
    if text in _said:
        return
    _said.add(text)
    line = f"tengen: {text}\n"
    try:
        sys.stderr.write(line)
    except UnicodeEncodeError:
        sys.stderr.write(line.encode("ascii", "replace").decode())


def nearest(name: str, options: Iterable[str]) -> str:
    """Return the closest options as `; the nearest is 'Conv2D'`, or nothing."""
    close = difflib.get_close_matches(name, sorted(set(options)), n=2, cutoff=0.5)
    return f"; the nearest is {' or '.join(map(repr, close))}" if close else ""
