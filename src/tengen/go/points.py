"""Points, colours and vertices: the words in which a board is spoken of.

A point is the integer ``row * size + column``; row 0 is at the top, column 0 at the
left. The number after the last point, ``size * size``, means "pass". People write
vertices, as GTP does: a letter for the column (without I) and a number for the row,
counted from the bottom, so that ``A1`` is the lower left corner.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BLACK",
    "EMPTY",
    "WHITE",
    "colour_name",
    "opponent",
    "parse_colour",
    "parse_point",
    "point_text",
    "symmetry",
    "symmetry_table",
]

EMPTY, BLACK, WHITE = 0, 1, 2

_COLUMNS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_COLOURS = {"b": BLACK, "black": BLACK, "w": WHITE, "white": WHITE}
_VERTEX = re.compile(r"([A-Za-z])([0-9]{1,2})")


def opponent(colour: int) -> int:
    """The other colour: ``WHITE`` for ``BLACK`` and ``BLACK`` for ``WHITE``."""
    return 3 - colour


def colour_name(colour: int) -> str:
    """``"Black"`` or ``"White"``, for sentences."""
    return "Black" if colour == BLACK else "White"


def parse_colour(colour: int | str) -> int:
    """``BLACK`` or ``WHITE`` from a number or a word.

    Args:
        colour: 1, 2, ``"B"``, ``"W"``, ``"black"`` or ``"white"``, in any case.

    Raises:
        ValueError: for anything else.

    Example:
        >>> parse_colour("White")
        2
    """
    if isinstance(colour, str):
        if colour.lower() in _COLOURS:
            return _COLOURS[colour.lower()]
    elif colour in (BLACK, WHITE):
        return int(colour)
    raise ValueError(
        f"No such colour: {colour!r}. Write 'B' or 'W' (or 'black', 'white', 1, 2)."
    )


def parse_point(text: int | str, size: int) -> int:
    """The point that a vertex such as ``"D4"`` names; ``"pass"`` is ``size * size``.

    Args:
        text: a vertex in any case, or a point already (checked and handed back).
        size: rows and columns of the board.

    Raises:
        ValueError: if it is no vertex, or not on a board of this size.

    Example:
        >>> parse_point("A19", 19), parse_point("T1", 19), parse_point("pass", 19)
        (0, 360, 361)
    """
    if not isinstance(text, str):
        point = int(text)
        if 0 <= point <= size * size:
            return point
        raise ValueError(
            f"No such point: {point}. A {size}x{size} board has the points 0 to "
            f"{size * size - 1}, and {size * size} means pass."
        )
    word = text.strip()
    if word.lower() == "pass":
        return size * size
    match = _VERTEX.fullmatch(word)
    column = _COLUMNS.find(match[1].upper()) if match else -1
    if match is None or column < 0:
        raise ValueError(
            f"Not a vertex: {text!r}. Write a column letter (without I) and a row "
            "number, such as 'D4', or 'pass'."
        )
    row = size - int(match[2])
    if column >= size or not 0 <= row < size:
        raise ValueError(
            f"{word.upper()} is not on a {size}x{size} board (A1 to "
            f"{_COLUMNS[size - 1]}{size})."
        )
    return row * size + column


def point_text(point: int, size: int) -> str:
    """The vertex of a point, ``"D4"``, or ``"pass"``.

    Raises:
        ValueError: if a board of this size has no such point.

    Example:
        >>> point_text(0, 9)
        'A9'
    """
    point = parse_point(point, size)
    if point == size * size:
        return "pass"
    row, column = divmod(point, size)
    return f"{_COLUMNS[column]}{size - row}"


def symmetry(point: int, size: int, k: int) -> int:
    """Where one of the eight symmetries of the board takes a point; a pass stays.

    With ``n = size - 1``, symmetry 0 to 7 takes ``(row, column) = (r, c)`` to
    ``(r, c)``, ``(n-r, c)``, ``(r, n-c)``, ``(n-r, n-c)``, ``(c, r)``, ``(n-c, r)``,
    ``(c, n-r)``, ``(n-c, n-r)``. All undo themselves but 5 and 6, which undo each
    other.

    Raises:
        ValueError: if there is no such point or symmetry.

    Example:
        >>> point_text(symmetry(parse_point("C9", 9), 9, 4), 9)
        'A7'
    """
    if not 0 <= k < 8:
        raise ValueError(f"No such symmetry: {k}. There are 0 to 7.")
    point = parse_point(point, size)
    if point == size * size:
        return point
    row, column = divmod(point, size)
    if k & 4:
        row, column = column, row
    if k & 1:
        row = size - 1 - row
    if k & 2:
        column = size - 1 - column
    return row * size + column


@cache
def symmetry_table(size: int) -> NDArray[np.int64]:
    """Where each symmetry takes each point: ``(8, size * size)``, read-only.

    Example:
        >>> symmetry_table(9).shape
        (8, 81)
    """
    table = np.array(
        [[symmetry(point, size, k) for point in range(size * size)] for k in range(8)]
    )
    table.setflags(write=False)
    return table
