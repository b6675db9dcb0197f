"""A diagram with places: what is to be drawn, in points (1/72 inch), y downwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tengen.visualization.diagram import Box, Group

Point = tuple[float, float]


@dataclass(frozen=True)
class Route:
    """The way of an arrow: straight lines (1 point) and cubic curves (3 points)."""

    start: Point
    pieces: tuple[tuple[Point, ...], ...]
    has_head: bool

    def moved(self, move: Callable[[Point], Point]) -> Route:
        """Return the route with every point moved."""
        pieces = tuple(tuple(map(move, piece)) for piece in self.pieces)
        return Route(move(self.start), pieces, self.has_head)


@dataclass(frozen=True)
class Placed:
    """A box, or the frame of a group, by its corner nearest to the origin."""

    item: Box | Group
    x: float
    y: float
    width: float
    height: float

    def moved(self, move: Callable[[Point], Point]) -> Placed:
        """Return it with both corners moved; they may change sides."""
        x0, y0 = move((self.x, self.y))
        x1, y1 = move((self.x + self.width, self.y + self.height))
        return Placed(self.item, min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))


@dataclass
class Picture:
    """What is drawn, and the size of the page.

    Attributes:
        width: of the page.
        height: of the page.
        boxes: layers.
        frames: nested models, outer before inner.
        routes: arrows.
    """

    width: float = 0.0
    height: float = 0.0
    boxes: list[Placed] = field(default_factory=list)
    frames: list[Placed] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)

    def insert(self, other: Picture, move: Callable[[Point], Point]) -> None:
        """Take over what another picture shows, with every point moved."""
        self.boxes += [box.moved(move) for box in other.boxes]
        self.frames += [frame.moved(move) for frame in other.frames]
        self.routes += [route.moved(move) for route in other.routes]
