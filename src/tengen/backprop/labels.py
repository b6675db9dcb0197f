"""Where the labels of weights go, so that none hides another.

Every label slides along its own line. Each in turn takes the place that overlaps the
others least and keeps clear of foreign lines; a few rounds of this settle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from tengen.backprop.scene import MONO_WIDTH

FONT = 12.0
_ROUNDS = 4
_STOPS = [k / 40 for k in range(6, 35)]  # parts of the way along a line
_AIR = 5.0


@dataclass(frozen=True)
class Edge:
    """A line from (x1, y1) to (x2, y2)."""

    x1: float
    y1: float
    x2: float
    y2: float

    def at(self, part: float) -> tuple[float, float]:
        """The point after this part of the way."""
        dx, dy = self.x2 - self.x1, self.y2 - self.y1
        return self.x1 + part * dx, self.y1 + part * dy


@dataclass(frozen=True)
class Label:
    """Two lines of text on a weight: its value now, and the new one."""

    now: str
    then: str

    @property
    def width(self) -> float:
        """Room for the longer line."""
        return 18 + FONT * MONO_WIDTH * max(len(self.now), len(self.then))

    @property
    def height(self) -> float:
        """Room for both lines."""
        return 40.0


def place_labels(
    edges: Sequence[Edge], labels: Sequence[Label]
) -> list[tuple[float, float]]:
    """Return the middle of each edge's label."""
    parts = [_STOPS[0]] * len(edges)
    for _ in range(_ROUNDS):
        before = list(parts)
        for k in range(len(edges)):
            stops = [p for p in _STOPS if _inside(edges[k], labels[k], p)] or [0.5]
            parts[k] = min(stops, key=partial(_cost, edges, labels, parts, k))
        if parts == before:
            break
    return [edge.at(part) for edge, part in zip(edges, parts, strict=True)]


def _inside(edge: Edge, label: Label, part: float) -> bool:
    x = edge.at(part)[0]
    return edge.x1 + 8 <= x - label.width / 2 and x + label.width / 2 <= edge.x2 - 8


def _cost(
    edges: Sequence[Edge],
    labels: Sequence[Label],
    parts: Sequence[float],
    k: int,
    part: float,
) -> float:
    x, y = edges[k].at(part)
    cost = abs(part - 0.5)  # the middle, all else being equal
    for other in range(len(edges)):
        if other == k:
            continue
        x_other, y_other = edges[other].at(parts[other])
        width = (labels[k].width + labels[other].width) / 2 + _AIR
        height = labels[k].height + _AIR
        wide = max(0.0, width - abs(x - x_other)) / width
        high = max(0.0, height - abs(y - y_other)) / height
        cost += 100 * wide * high
        cost += 10 * _hidden_part(edges[other], x, y, labels[k])
    return cost


def _hidden_part(edge: Edge, x: float, y: float, label: Label) -> float:
    """The part of a line that a label with its middle at (x, y) lies on."""
    wide, high = label.width / 2 + _AIR, label.height / 2 + _AIR
    points = map(edge.at, _STOPS)
    hidden = sum(abs(x - u) < wide and abs(y - v) < high for u, v in points)
    return hidden / len(_STOPS)
