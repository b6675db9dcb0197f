"""A table of text that fits into a line, whatever its cells hold."""

from __future__ import annotations

import textwrap
from itertools import zip_longest
from typing import Any

from tengen.core.messages import complain

RULE = "\u2500"
_GAP = "  "
_NARROWEST = 4


def table(
    headers: list[str],
    rows: list[list[str]],
    length: int,
    numbers: int,
    positions: Any = None,
) -> list[str]:
    """Return the lines of a table; what is too long goes on in the next line.

    Args:
        headers: one per column.
        rows: cells, as many as there are headers.
        length: no line is longer; the table is narrower where it can be.
        numbers: the column that is aligned to the right and is not broken.
        positions: where each column ends, in letters or, up to 1, relative to the
            length; by default the contents decide.

    Raises:
        ValueError: if a column is left with less than four letters.
    """
    cells = [headers, *rows]
    if positions is None:
        widths = _fitting(cells, length, numbers)
    else:
        widths = _between(positions, length, len(headers))
    if min(widths) < _NARROWEST:
        raise ValueError(
            complain("summary", f"{length} letters per line", fix="line_length=80")
        )
    rule = RULE * (sum(widths) + len(_GAP) * (len(widths) - 1))
    lines = [_wrapped(row, widths, numbers) for row in cells]
    return [rule, *lines[0], rule, *[t for row in lines[1:] for t in row], rule]


def _fitting(cells: list[list[str]], length: int, numbers: int) -> list[int]:
    """Take letters from the widest columns until all fit; words break last."""
    columns = list(zip(*cells, strict=True))
    widths = [max(map(len, column)) for column in columns]
    words = [max(map(_longest_word, column)) for column in columns]
    room = length - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room:
        choice = [c for c in range(len(widths)) if c != numbers]
        choice = [c for c in choice if widths[c] > words[c]] or choice
        widest = max(choice, key=lambda c: widths[c])
        widths[widest] -= 1
        if widths[widest] < _NARROWEST:
            break
    return widths


def _longest_word(cell: str) -> int:
    indent = len(cell) - len(cell.lstrip())
    return indent + max(map(len, cell.split()), default=0)


def _between(positions: Any, length: int, count: int) -> list[int]:
    if len(positions) != count:
        expected = f"one for each of {count} columns"
        raise ValueError(complain("positions", f"{len(positions)} numbers", expected))
    is_relative = positions[-1] <= 1
    ends = [int(p * length) if is_relative else int(p) for p in positions]
    starts = [0, *[end + len(_GAP) for end in ends[:-1]]]
    return [end - start for start, end in zip(starts, ends, strict=True)]


def _wrapped(row: list[str], widths: list[int], numbers: int) -> list[str]:
    columns = []
    for cell, width in zip(row, widths, strict=True):
        indent = " " * (len(cell) - len(cell.lstrip()))
        columns.append(
            textwrap.wrap(cell, width, subsequent_indent=indent, break_on_hyphens=False)
        )
    lines = []
    for parts in zip_longest(*columns, fillvalue=""):
        aligned = [
            part.rjust(width) if column == numbers else part.ljust(width)
            for column, (part, width) in enumerate(zip(parts, widths, strict=True))
        ]
        lines.append(_GAP.join(aligned).rstrip())
    return lines
