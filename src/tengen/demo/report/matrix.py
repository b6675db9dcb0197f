"""Confusion matrices as inline SVG: what digits are, and what they are taken for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tengen.pages import tag, text_tag

_CELL, _LEFT, _TOP = 35, 44, 42


def confusion(
    truth: ArrayLike, predicted: ArrayLike, classes: int = 10
) -> NDArray[np.int64]:
    """Count how often each class (row) was taken for each (column).

    Args:
        truth, predicted: class numbers, `(N,)`.

    Returns:
        Counts, `(classes, classes)`.

    Example:
        >>> confusion([0, 1, 1], [0, 1, 0], classes=2).tolist()
        [[1, 0], [1, 1]]
    """
    cells = np.asarray(truth, "int64") * classes + np.asarray(predicted, "int64")
    return np.bincount(cells, minlength=classes**2).reshape(classes, classes)


def drawing(counts: NDArray[np.int64], title: str) -> str:
    """Draw the counts; right answers and mistakes have colors of their own.

    Args:
        counts: `(classes, classes)`, from `confusion`.
        title: what is shown.
    """
    classes = len(counts)
    side = classes * _CELL
    parts = [
        text_tag("text", "taken for", x=_LEFT + side / 2, y=14, class_="count"),
        text_tag("text", "is", x=10, y=_TOP + side / 2 + 4, class_="count"),
    ]
    for k in range(classes):
        middle = (k + 0.5) * _CELL
        parts.append(text_tag("text", k, x=_LEFT + middle, y=_TOP - 9, class_="digit"))
        parts.append(
            text_tag("text", k, x=_LEFT - 13, y=_TOP + middle + 5, class_="digit")
        )
    most_wrong = max(1, int((counts - np.diag(np.diag(counts))).max()))
    for row, column in np.ndindex(*counts.shape):
        count = int(counts[row, column])
        is_right = row == column
        whole = int(counts[row].sum()) or 1
        share = count / whole if is_right else 0.8 * (count / most_wrong) ** 0.5
        parts.append(_cell(row, column, count, is_right, share))
    size = f"0 0 {_LEFT + side + 4} {_TOP + side + 4}"
    picture = tag("svg", parts, viewBox=size, role="img", aria_label=title)
    return tag("figure", [text_tag("figcaption", title), picture], class_="chart")


def _cell(row: int, column: int, count: int, is_right: bool, share: float) -> str:
    x, y = _LEFT + column * _CELL, _TOP + row * _CELL
    look = "right" if is_right else "wrong"
    box: dict[str, Any] = {
        "x": x + 1,
        "y": y + 1,
        "width": _CELL - 2,
        "height": _CELL - 2,
        "rx": 3,
    }
    parts = [tag("rect", **box, class_="empty")]
    if count:
        words = f"{count} times a {row} was taken for a {column}"
        parts = [
            text_tag("title", words),
            tag("rect", **box, class_=look, fill_opacity=round(share, 3)),
            text_tag(
                "text",
                count,
                x=x + _CELL / 2,
                y=y + _CELL / 2 + 4,
                class_="number strong" if share > 0.55 else "number",
            ),
        ]
    return tag("g", parts)
