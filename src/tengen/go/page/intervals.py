"""Ratings with their intervals, drawn beside one another on one scale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tengen.go.standings import Standing
from tengen.pages import tag, text_tag

WIDTH, HEIGHT = 160, 22


@dataclass(frozen=True)
class Scale:
    """From Elo to places.

    Attributes:
        low, high: the numbers at the edges.
    """

    low: float
    high: float

    @classmethod
    def around(cls, bounds: Iterable[tuple[float, float]]) -> Scale:
        """Return the scale that holds all intervals, and 0."""
        numbers = [0.0, *(edge for pair in bounds for edge in pair)]
        low, high = min(numbers), max(numbers)
        margin = 0.04 * max(1.0, high - low)
        return cls(low - margin, high + margin)

    def across(self, elo: float) -> float:
        """Return the place of a number."""
        return round((elo - self.low) / (self.high - self.low) * WIDTH, 1)


def interval(standing: Standing, scale: Scale) -> str:
    """Draw a rating as a point on its interval; the line is the average player."""
    words = f"{standing.elo_low:.0f} to {standing.elo_high:.0f} Elo"
    low, high = scale.across(standing.elo_low), scale.across(standing.elo_high)
    middle = HEIGHT / 2
    zero = scale.across(0)
    parts = [
        text_tag("title", words),
        tag("line", x1=zero, x2=zero, y1=0, y2=HEIGHT, class_="rule"),
        tag("line", x1=low, x2=high, y1=middle, y2=middle, class_="reach"),
        tag("circle", cx=scale.across(standing.elo), cy=middle, r=4.5),
    ]
    size = f"0 0 {WIDTH} {HEIGHT}"
    return tag(
        "svg", parts, viewBox=size, role="img", aria_label=words, class_="interval"
    )
