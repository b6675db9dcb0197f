"""Boards as SVG: stones, move numbers, marks, a network's probabilities.

The drawing brings its own wood, so it looks the same on light and on dark pages. It
refers to nothing outside itself and holds no identifiers, so any number of them can
stand on one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tengen.go.points import BLACK, EMPTY, WHITE, parse_point, point_text
from tengen.pages import tag, text_tag

__all__ = ["CELL", "HasStones", "board_svg", "star_points"]

_LARGEST = 25
CELL = 30  # user units from line to line
_WOOD, _RIM, _LINE, _INK = "#e8c384", "#c99f5c", "#85683a", "#63491f"
_BLACK_STONE, _WHITE_STONE = "#1d2126", "#fcfbf8"
_BLUE, _ACCENT = "#1f5f94", "#b8400a"
_FONT = "system-ui, 'DejaVu Sans', sans-serif"
_MARKS = ("circle", "cross", "dot", "square", "triangle")
_LEAST_SHOWN = 0.005  # probabilities below this are not drawn


class HasStones(Protocol):
    """What has stones, such as `tengen.go.Board`."""

    @property
    def stones(self) -> NDArray[np.uint8]:
        """Colours `(size, size)`: 0 empty, 1 black, 2 white; row 0 is the top."""


def board_svg(
    board: HasStones | ArrayLike,
    last_move: int | str | None = None,
    probabilities: ArrayLike | None = None,
    marks: Mapping[Any, str] | None = None,
    labels: Mapping[Any, object] | None = None,
    size_px: int | None = None,
    title: str = "",
    coordinates: bool = True,
) -> str:
    """Draw a position.

    Args:
        board: a board, or colours `(size, size)`: 0 empty, 1 black, 2 white; row 0 is
            the top.
        last_move: this stone gets a ring; a pass is not drawn.
        probabilities: of each point, `(size * size,)`, and of the pass,
            `(size * size + 1,)`: disks, the more probable the larger, with percentages.
            A pass is written below the board.
        marks: for points a `"circle"`, `"cross"`, `"dot"`, `"square"` or `"triangle"`.
        labels: for points a short text, such as the number of a move.
        size_px: width in pixels; without it the drawing fills what it is put into.
        title: what is shown; readers of screens say it first.
        coordinates: whether letters and numbers stand at the edge.

    Points are `row * size + column` or words such as `"D4"`.

    Raises:
        ValueError: for colours, probabilities, marks or points that fit no such board.

    Example:
        >>> svg = board_svg([[0, 1, 0], [2, 1, 0], [0, 2, 0]], last_move="B2")
        >>> svg.startswith("<svg") and svg.count("<circle")
        5
    """
    stones = _stones(board)
    size = len(stones)
    drawing = _Drawing(stones, coordinates)
    last = None if last_move is None else parse_point(last_move, size)
    chances = None if probabilities is None else _chances(probabilities, size)
    parts = [drawing.wood(), drawing.grid()]
    if coordinates:
        parts.append(drawing.coordinates())
    if chances is not None:
        parts.append(drawing.probabilities(chances[: size * size]))
    parts.append(drawing.stones())
    texts = {parse_point(p, size): str(label) for p, label in (labels or {}).items()}
    if last is not None and last < size * size and last not in texts:
        parts.append(drawing.last_move(last))
    parts += [drawing.mark(parse_point(p, size), m) for p, m in (marks or {}).items()]
    parts += [drawing.label(p, text) for p, text in texts.items()]
    height = drawing.side
    if chances is not None and len(chances) > size * size:
        parts.append(drawing.pass_line(float(chances[-1])))
        height += CELL
    words = _description(stones, last, chances)
    head = [text_tag("title", title or "Go board"), text_tag("desc", words)]
    shape: dict[str, Any] = {"viewBox": f"0 0 {drawing.side} {height}"}
    if size_px is not None:
        shape["width"] = size_px
        shape["height"] = round(size_px * height / drawing.side)
    return tag(
        "svg",
        head + parts,
        xmlns="http://www.w3.org/2000/svg",
        **shape,
        role="img",
        aria_label=f"{title or 'Go board'}. {words}",
        class_="board",
        font_family=_FONT,
        text_anchor="middle",
    )


def star_points(size: int) -> list[tuple[int, int]]:
    """Return rows and columns of the points that are marked on a board.

    Example:
        >>> star_points(9)
        [(2, 2), (2, 6), (4, 4), (6, 2), (6, 6)]
    """
    if size < 7:
        return [(size // 2, size // 2)] if size % 2 and size > 2 else []
    near = 2 if size < 13 else 3
    far, middle = size - 1 - near, size // 2
    if size % 2 == 0:
        lines = [near, far]
    elif size < 13:
        return [(near, near), (near, far), (middle, middle), (far, near), (far, far)]
    else:
        lines = [near, middle, far]
    return [(row, column) for row in lines for column in lines]


class _Drawing:
    """Where things lie, and the elements that show them."""

    def __init__(self, stones: NDArray[np.uint8], coordinates: bool) -> None:
        self._stones = stones
        self.size = len(stones)
        self.margin = 36 if coordinates else 21
        self.side = 2 * self.margin + (self.size - 1) * CELL

    def place(self, point: int) -> tuple[int, int]:
        row, column = divmod(point, self.size)
        return self.margin + column * CELL, self.margin + row * CELL

    def wood(self) -> str:
        side = self.side
        board = tag("rect", width=side, height=side, rx=6, fill=_WOOD)
        rim = {"fill": "none", "stroke": _RIM}
        inner = side - 1
        return board + tag(
            "rect", x=0.5, y=0.5, width=inner, height=inner, rx=5.5, **rim
        )

    def grid(self) -> str:
        low, high = self.margin, self.side - self.margin
        across = "".join(f"M{low} {y}H{high}" for y in range(low, high + 1, CELL))
        down = "".join(f"M{x} {low}V{high}" for x in range(low, high + 1, CELL))
        edge = f"M{low} {low}H{high}V{high}H{low}z"
        lines = tag("path", d=across + down, stroke=_LINE, fill="none")
        lines += tag("path", d=edge, stroke=_LINE, fill="none", stroke_width=1.8)
        stars = "".join(
            self._star(row, column) for row, column in star_points(self.size)
        )
        return lines + stars

    def _star(self, row: int, column: int) -> str:
        x, y = self.place(row * self.size + column)
        dot: dict[str, Any] = {
            "stroke": _LINE,
            "stroke_width": 7,
            "stroke_linecap": "round",
        }
        return tag("path", d=f"M{x} {y}h0", **dot)  # so that circles are stones

    def coordinates(self) -> str:
        parts = []
        near, far = 12, self.side - 12
        for k in range(self.size):
            here = self.margin + k * CELL
            column, number = point_text(k, self.size)[0], self.size - k
            for edge in (near, far):
                parts.append(text_tag("text", column, x=here, y=_low(edge, 11)))
                parts.append(text_tag("text", number, x=edge, y=_low(here, 11)))
        return tag("g", parts, font_size=11, fill=_INK, aria_hidden="true")

    def stones(self) -> str:
        groups = []
        for colour, fill, line in (
            (BLACK, _BLACK_STONE, "#000"),
            (WHITE, _WHITE_STONE, "#8c8578"),
        ):
            circles = []
            for point in np.flatnonzero(self._stones == colour).tolist():
                x, y = self.place(point)
                circles.append(tag("circle", cx=x, cy=y, r=13.8))
            if circles:
                groups.append(tag("g", circles, fill=fill, stroke=line))
        return "".join(groups)

    def probabilities(self, chances: NDArray[np.float64]) -> str:
        parts = []
        most = max(float(chances.max()), 1e-9)
        for point in np.argsort(chances, kind="stable").tolist():
            if chances[point] >= _LEAST_SHOWN:
                chance = float(chances[point])
                parts.append(self._disk(point, chance, chance == most))
        return tag("g", parts)

    def _disk(self, point: int, chance: float, is_best: bool) -> str:
        x, y = self.place(point)
        percent = f"{100 * chance:.0f}" if chance >= 0.0095 else f"{100 * chance:.1f}"
        radius = round(4.5 + 9 * min(1.0, chance / 0.25) ** 0.5, 1)
        disk = tag(
            "circle",
            [
                text_tag(
                    "title", f"{point_text(point, self.size)}: {100 * chance:.1f} %"
                )
            ],
            cx=x,
            cy=y,
            r=radius,
            fill=_ACCENT if is_best else _BLUE,
            fill_opacity=round(0.5 + 0.5 * min(1.0, chance / 0.25) ** 0.5, 2),
        )
        if chance < 0.0195 or self._stones.flat[point]:
            return disk
        size = 12 if chance >= 0.1 else 11 if chance >= 0.05 else 9
        look: dict[str, Any] = {"font_size": size, "font_weight": 600, "fill": "#fff"}
        return disk + text_tag("text", percent, x=x, y=_low(y, size), **look)

    def pass_line(self, chance: float) -> str:
        y = self.side + 0.7 * CELL
        words = f"pass {100 * chance:.1f} %"
        # Below the wood, on whatever page this is: grey can be read on light and dark.
        look: dict[str, Any] = {"font_size": 13, "fill": "#7b8590"}
        return text_tag("text", words, x=self.side / 2, y=y, **look)

    def last_move(self, point: int) -> str:
        x, y = self.place(point)
        ink = self._ink(point)
        return tag("circle", cx=x, cy=y, r=6, fill="none", stroke=ink, stroke_width=2)

    def mark(self, point: int, mark: str) -> str:
        if mark not in _MARKS:
            raise ValueError(
                f"no mark is called {mark!r}\n  expected: {', '.join(_MARKS)}"
            )
        x, y = self.place(point)
        look: dict[str, Any] = {
            "fill": "none",
            "stroke": self._ink(point),
            "stroke_width": 2.2,
        }
        if mark == "circle":
            radius = 7.5 if self._stones.flat[point] else 13  # around a disk
            return tag("circle", cx=x, cy=y, r=radius, **look)
        if mark == "dot":
            return tag("circle", cx=x, cy=y, r=4, fill=look["stroke"])
        shapes = {
            "cross": f"M{x - 6} {y - 6}l12 12m0 -12l-12 12",
            "square": f"M{x - 6} {y - 6}h12v12h-12z",
            "triangle": f"M{x} {y - 8.5}l7.4 12.8h-14.8z",
        }
        return tag("path", d=shapes[mark], stroke_linejoin="round", **look)

    def label(self, point: int, text: str) -> str:
        x, y = self.place(point)
        size = 14 if len(text) < 3 else 11
        parts = [text_tag("text", text, x=x, y=_low(y, size), font_size=size)]
        if not self._stones.flat[point]:  # a clearing, so that no line crosses it
            parts.insert(0, tag("circle", cx=x, cy=y, r=10, fill=_WOOD))
        return tag("g", parts, fill=self._ink(point))

    def _ink(self, point: int) -> str:
        colour = self._stones.flat[point]
        return {BLACK: "#fff", WHITE: "#1d2126"}.get(int(colour), "#3a2a0e")


def _low(middle: float, size: float) -> float:
    """Return the base line of text whose capitals are centred at `middle`."""
    return round(middle + 0.36 * size, 1)


def _stones(board: HasStones | ArrayLike) -> NDArray[np.uint8]:
    stones = np.asarray(getattr(board, "stones", board))
    is_square = stones.ndim == 2 and stones.shape[0] == stones.shape[1]
    if not is_square or not 2 <= len(stones) <= _LARGEST:
        raise ValueError(
            f"a board is (size, size), 2x2 to 25x25\n  got: shape {stones.shape}"
        )
    if not np.isin(stones, (EMPTY, BLACK, WHITE)).all():
        raise ValueError("stones are 0 (empty), 1 (black) or 2 (white)")
    return stones.astype(np.uint8)


def _chances(probabilities: ArrayLike, size: int) -> NDArray[np.float64]:
    chances = np.asarray(probabilities, dtype="float64")
    if chances.shape not in ((size * size,), (size * size + 1,)):
        raise ValueError(
            f"probabilities have the wrong shape\n  got: {chances.shape}\n"
            f"  expected: ({size * size},), or with the pass ({size * size + 1},)"
        )
    chances = np.nan_to_num(chances, nan=0.0)  # NaN: this network knows no pass
    if (chances < 0).any() or (chances > 1 + 1e-6).any():
        raise ValueError("probabilities lie between 0 and 1")
    return chances


def _description(
    stones: NDArray[np.uint8], last: int | None, chances: NDArray[np.float64] | None
) -> str:
    size = len(stones)
    sentences = [f"{size} by {size} board."]
    for colour, word in ((BLACK, "Black"), (WHITE, "White")):
        points = np.flatnonzero(stones == colour).tolist()
        if points:
            names = _listed(points, size)
            sentences.append(f"{word}: {names}.")
    if last is not None:
        sentences.append(f"Last move: {point_text(last, size)}.")
    if chances is not None:
        best = np.argsort(-chances, kind="stable")[:3].tolist()
        told = [f"{point_text(p, size)} {100 * chances[p]:.0f} percent" for p in best]
        sentences.append(f"Most probable: {', '.join(told)}.")
    return " ".join(sentences)


def _listed(points: Iterable[int], size: int) -> str:
    return ", ".join(point_text(point, size) for point in points)
