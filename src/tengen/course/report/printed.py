"""What a program printed, as it stood on the terminal at the end."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)")
_CONTROL = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_LINES = 400


def as_seen(text: str) -> str:
    """Play the carriage returns and backspaces of progress bars; drop colors.

    Very long outputs lose their middle.

    Example:
        >>> as_seen("epoch 1\\rdone 1\\x1b[0m!")
        'done 1!'
    """
    lines = [_line(line) for line in _ESCAPE.sub("", text).split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) > _MOST_LINES:
        half = _MOST_LINES // 2
        left_out = f"... {len(lines) - 2 * half:,} lines ..."
        lines = [*lines[:half], left_out, *lines[-half:]]
    return "\n".join(lines)


def _line(text: str) -> str:
    if "\r" not in text and "\b" not in text:
        return _CONTROL.sub("", text).rstrip()
    cells: list[str] = []
    place = 0
    for letter in text:
        if letter == "\r":
            place = 0
        elif letter == "\b":
            place = max(0, place - 1)
        else:
            cells[place : place + 1] = letter
            place += 1
    return _CONTROL.sub("", "".join(cells)).rstrip()
