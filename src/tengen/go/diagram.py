"""Boards as text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tengen.go.points import BLACK, EMPTY, WHITE, point_text

_MARKS = {EMPTY: ".", BLACK: "X", WHITE: "O"}
_COLOURS = {".": EMPTY, "+": EMPTY, "X": BLACK, "#": BLACK, "@": BLACK, "O": WHITE}
_NOT_ROWS = "0123456789 ()"


def draw(stones: NDArray[np.uint8], last: int | None = None) -> str:
    """A board with coordinates; brackets around the point `last`."""
    size = len(stones)
    letters = [point_text(column, size)[0] for column in range(size)]
    header = "   " + " ".join(letters)
    rows = [header]
    for row in range(size):
        cells = " " + " ".join(_MARKS[int(colour)] for colour in stones[row]) + " "
        if last is not None and last // size == row:
            at = 2 * (last % size)
            cells = f"{cells[:at]}({cells[at + 1]}){cells[at + 3 :]}"
        rows.append(f"{size - row:2}{cells}{size - row}")
    return "\n".join([*rows, header])


def read(diagram: str) -> tuple[int, NDArray[np.uint8]]:
    """Size and colours ``(size * size,)`` of a board that is drawn as text."""
    lines = [line.strip(_NOT_ROWS + "\t\r") for line in diagram.splitlines()]
    rows = [
        "".join(line.upper().replace("(", " ").replace(")", " ").split())
        for line in lines
        if line and not line.upper().startswith("A")
    ]
    size = len(rows)
    for number, row in enumerate(rows, start=1):
        if len(row) != size:
            raise ValueError(
                f"A board is square: row {number} of the drawing has {len(row)} "
                f"points, and there are {size} rows."
            )
        strange = next((mark for mark in row if mark not in _COLOURS), None)
        if strange is not None:
            raise ValueError(
                f"Row {number} of the drawing has {strange!r}: use '.' for empty, "
                "'X' for Black, 'O' for White."
            )
    return size, np.array([_COLOURS[mark] for row in rows for mark in row], np.uint8)
