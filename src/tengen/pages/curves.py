"""Charts of curves as inline SVG.

The size is chosen so that a chart fills the width of a phone with letters that can be
read; on paper and on a screen two stand side by side. Colors are classes of the style
sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tengen.pages.markup import fixed, tag, text_tag
from tengen.pages.scales import decades, round_marks, whole_marks

WIDTH, HEIGHT = 400, 250
LEFT, RIGHT, TOP, BOTTOM = 60, 22, 12, 38
_MARKED_UP_TO = 24  # points; beyond, the line alone is clearer
_MOST_POINTS = 400  # of a line; more would be finer than print


@dataclass(frozen=True)
class Curve:
    """A line of a chart: one value for 1, 2, 3, ... or, with `first=0`, 0, 1, 2, ...

    Attributes:
        name: for the legend.
        look: class of the style sheet, such as `"dense"` or `"dense dashed"`.
        values: `(n,)`.
        first: where the first value stands.
        at: where each value stands, `(n,)`, if not at whole numbers.
    """

    name: str
    look: str
    values: ArrayLike
    first: int = 1
    at: ArrayLike | None = None

    def points(self) -> NDArray[np.float64]:
        """Return at most some hundred points `(n, 2)`, first and last among them."""
        y = np.asarray(self.values, dtype="float64")
        kept = np.unique(np.linspace(0, len(y) - 1, _MOST_POINTS).round().astype(int))
        x = kept + self.first if self.at is None else np.asarray(self.at)[kept]
        return np.column_stack([x, y[kept]])


@dataclass(frozen=True)
class Frame:
    """From numbers to places in the chart.

    Attributes:
        x_low, x_high, y_low, y_high: the numbers at the edges.
        logarithmic: whether equal ratios are equally far apart on the vertical axis.
    """

    x_low: float
    x_high: float
    y_low: float
    y_high: float
    logarithmic: bool

    def across(self, x: float) -> float:
        """Return the place of a number on the horizontal axis."""
        part = (x - self.x_low) / (self.x_high - self.x_low)
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    def down(self, y: float) -> float:
        """Return the place of a number on the vertical axis."""
        low, high = self.y_low, self.y_high
        if self.logarithmic:
            low, high, y = (float(np.log10(value)) for value in (low, high, y))
        return HEIGHT - BOTTOM - (y - low) / (high - low) * (HEIGHT - BOTTOM - TOP)


def chart(
    title: str,
    x_name: str,
    drawn: Sequence[Curve],
    logarithmic: bool = False,
) -> str:
    """Draw curves over one another, with a legend where there are several.

    Args:
        title: what is shown.
        x_name: what the horizontal axis counts.
        logarithmic: show powers of ten on the vertical axis.
    """
    points = [curve.points() for curve in drawn]
    (x_low, low), (x_high, high) = (
        edge(np.concatenate(points), axis=0) for edge in (np.min, np.max)
    )
    marks = decades(low, high) if logarithmic else round_marks(low, high)
    frame = Frame(x_low, max(x_high, x_low + 1), marks[0], marks[-1], logarithmic)
    parts = [_level(frame, mark, fixed(mark)) for mark in marks]
    parts += [_count(frame, mark) for mark in whole_marks(x_low, x_high)]
    parts.append(text_tag("text", x_name, x=LEFT, y=HEIGHT - 3, class_="axis"))
    for curve, its_points in zip(drawn, points, strict=True):
        parts.append(_line(frame, curve, its_points))
    view = f"0 0 {WIDTH} {HEIGHT}"
    picture = tag("svg", parts, viewBox=view, role="img", aria_label=title)
    return tag(
        "figure",
        [text_tag("figcaption", title), _legend(drawn), picture],
        class_="chart",
    )


def _level(frame: Frame, value: float, words: str) -> str:
    y = round(frame.down(value), 1)
    rule = tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="rule")
    return rule + text_tag("text", words, x=LEFT - 7, y=y + 4, class_="level")


def _count(frame: Frame, value: int) -> str:
    x = round(frame.across(value), 1)
    return text_tag("text", f"{value:,}", x=x, y=HEIGHT - BOTTOM + 17, class_="count")


def _line(frame: Frame, curve: Curve, points: NDArray[np.float64]) -> str:
    places = [
        (round(frame.across(x), 1), round(frame.down(y), 1)) for x, y in points.tolist()
    ]
    parts = [tag("polyline", points=" ".join(f"{x},{y}" for x, y in places))]
    if len(places) <= _MARKED_UP_TO:
        parts += [tag("circle", cx=x, cy=y, r=2.6) for x, y in places]
    return tag("g", parts, class_=f"curve {curve.look}")


def _legend(drawn: Sequence[Curve]) -> str:
    if len(drawn) < 2:
        return ""
    sample = tag("line", x1=1, x2=25, y1=5, y2=5)
    keys = []
    for curve in drawn:
        stroke = tag("g", [sample], class_=f"curve {curve.look}")
        picture = tag("svg", [stroke], viewBox="0 0 26 10", class_="key")
        keys.append(tag("li", [picture, text_tag("span", curve.name)]))
    return tag("ul", keys, class_="legend")
