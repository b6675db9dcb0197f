"""What values of SGF's properties mean: points, sizes, komi, results.

The functions take values as they stand between the brackets. They raise `ValueError`
with a sentence that says what is wrong with the value; where in the file it stands is
added by those who know (`tengen.go.sgf.GameTree.error`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from tengen.go.points import BLACK, EMPTY, WHITE

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
SMALLEST, LARGEST = 2, 25

_RESULT = re.compile(
    r"\s*(b|w|black|white)\s*(?:\+|$|wins?\b)\s*(.*)", re.IGNORECASE | re.DOTALL
)
_ENDINGS = {"R": "R", "T": "T", "F": "F", "RESIGN": "R", "TIME": "T", "FORFEIT": "F"}
_DRAWS = {"0", "D", "DRAW", "JIGO"}


@cache
def point_table(size: int) -> dict[str, int]:
    """Return the numbers of all points, and of the pass, by how SGF writes them.

    `tt` is a pass on boards of at most 19 lines, where it is off the board.
    """
    table = {
        LETTERS[column] + LETTERS[row]: row * size + column
        for row in range(size)
        for column in range(size)
    }
    table[""] = size * size
    if size <= 19:
        table["tt"] = size * size
    return table


def read_point(value: str, size: int) -> int:
    """Return the number of a point: `row * size + column`, or `size * size`: a pass.

    Example:
        >>> read_point("qd", 19)
        73
    """
    value = value.strip()
    point = point_table(size).get(value)
    if point is None:
        raise ValueError(f"{value[:20]!r} is no point of a {size}x{size} board")
    return point


def write_point(point: int, size: int) -> str:
    """Return how SGF writes a point; a pass is the empty text.

    Example:
        >>> write_point(73, 19)
        'qd'
    """
    if point == size * size:
        return ""
    row, column = divmod(point, size)
    return LETTERS[column] + LETTERS[row]


def read_points(values: Iterable[str], size: int) -> list[int]:
    """Return the points of a list, each once; `ab:cd` is a rectangle of points.

    Example:
        >>> read_points(["aa:ba", "cc"], 9)
        [0, 1, 20]
    """
    points: dict[int, None] = {}
    for value in dict.fromkeys(values):
        first, colon, last = value.partition(":")
        top, left = divmod(_stone(first, size), size)
        bottom, right = divmod(_stone(last, size), size) if colon else (top, left)
        rows = range(min(top, bottom), max(top, bottom) + 1)
        columns = range(min(left, right), max(left, right) + 1)
        points.update((row * size + c, None) for row in rows for c in columns)
    return list(points)


def _stone(value: str, size: int) -> int:
    point = read_point(value, size)
    if point == size * size:
        raise ValueError(f"{value[:20]!r} is no point of a {size}x{size} board")
    return point


def read_size(value: str) -> int:
    """Return the number of lines of a board, 2 to 25. Boards must be square.

    Example:
        >>> read_size("19"), read_size("9:9")
        (19, 9)
    """
    columns, colon, rows = value.partition(":")
    try:
        sizes = {_whole(columns), _whole(rows) if colon else _whole(columns)}
    except ValueError:
        raise ValueError(f"the size of the board is {value[:20]!r}") from None
    if len(sizes) == 2:
        raise ValueError(
            f"the board is rectangular ({columns}x{rows}); only square boards are read"
        )
    size = sizes.pop()
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(
            f"the board has {size} lines; boards of {SMALLEST} to {LARGEST} are read"
        )
    return size


def _whole(value: str) -> int:
    value = value.strip()
    if not (value.isascii() and value.isdigit() and len(value) < 9):
        raise ValueError(value)
    return int(value)


def read_komi(value: str) -> float:
    """Return the komi in points; 0 where a value says nothing that can be read.

    Some servers write hundredths, or Chinese stones, of which each is two points: `750`
    is 7.5, `375` and `3.75` are 7.5 as well.

    Example:
        >>> read_komi("6.5"), read_komi("650"), read_komi("375")
        (6.5, 6.5, 7.5)
    """
    try:
        komi = float(value.strip().replace(",", "."))
    except ValueError:
        return 0.0
    if not abs(komi) < 10_000:
        return 0.0
    if abs(komi) >= 100:
        komi /= 100
    if (4 * komi) % 2 == 1:
        komi *= 2
    return komi


def read_result(value: str) -> tuple[str, int | None]:
    """Return a result and the winner.

    A result is `B+3.5`, `W+R`, `W+T`, `B+F`, `B+`, `0` or `?`; a winner `BLACK`,
    `WHITE`, `EMPTY` after a draw, `None` if it is unknown.

    Example:
        >>> read_result("White + Resign")
        ('W+R', 2)
    """
    if value.strip().upper() in _DRAWS:
        return "0", EMPTY
    match = _RESULT.match(value)
    if not match:
        return "?", None
    colour = match[1][0].upper()
    return f"{colour}+{_ending(match[2])}", BLACK if colour == "B" else WHITE


def _ending(text: str) -> str:
    text = text.strip().upper()
    if text in _ENDINGS:
        return _ENDINGS[text]
    number = re.match(r"\d{1,4}(?:[.,]\d{1,3})?(?!\d)", text)
    return number[0].replace(",", ".") if number else ""
