"""What is said to the user outside of errors: single lines on the error stream."""

from __future__ import annotations

import sys

_said: set[str] = set()


def say(text: str) -> None:
    """Write a line to the error stream, whatever its encoding can show."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)


def say_once(text: str) -> None:
    """Write a line unless this process has already written it."""
    if text not in _said:
        _said.add(text)
        say(text)
