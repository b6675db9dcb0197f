"""A picture on matplotlib's canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tengen.visualization import look
from tengen.visualization.diagram import Box, Cell, Group
from tengen.visualization.picture import Picture, Placed, Point, Route

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_POINTS = 72.0  # per inch
_HEAD_LENGTH = 7.0
_HEAD_WIDTH = 6.0
_ROUNDING = 4.0
_CIRCLE = 0.5523  # of the radius: a cubic curve that looks like a quarter of a circle
_RISE = 0.36  # of a font's size: from the middle of a line of text to its base
_Corners = tuple[float, float, float, float]  # radii, clockwise from the upper left
_SQUARE: _Corners = (0.0, 0.0, 0.0, 0.0)
_ROUND: _Corners = (_ROUNDING, _ROUNDING, _ROUNDING, _ROUNDING)


def draw(picture: Picture) -> Figure:
    """Return a figure of the size of the picture."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(picture.width / _POINTS, picture.height / _POINTS))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, picture.width), ylim=(picture.height, 0))
    axes.axis("off")
    for frame in picture.frames:
        _draw_frame(axes, frame)
    for route in picture.routes:
        _draw_route(axes, route)
    for box in picture.boxes:
        _draw_box(axes, box)
    return figure


def _draw_frame(axes: Any, placed: Placed) -> None:
    group = placed.item
    assert isinstance(group, Group)
    outline = _rectangle(placed.x, placed.y, placed.width, placed.height, _ROUND)
    _draw_shape(axes, outline, look.FRAME_FILL, look.FRAME, linestyle=(0, (4, 3)))
    x, y = placed.x + look.CELL_PADDING, placed.y + look.TITLE_HEIGHT / 2
    _write(axes, (x, y), group.name, look.TEXT_SIZE, bold=True)
    x += look.text_width(group.name, look.TEXT_SIZE, bold=True) + look.WORD_SPACE
    _write(axes, (x, y), group.title, look.TEXT_SIZE, color=look.FAINT_INK)


def _draw_box(axes: Any, placed: Placed) -> None:
    box = placed.item
    assert isinstance(box, Box)
    x, y, width = placed.x, placed.y, placed.width
    outline = _rectangle(x, y, width, placed.height, _ROUND)
    _draw_shape(axes, outline, look.CELL_FILLS["plain"])
    height = look.TITLE_HEIGHT if box.rows else placed.height
    corners = (_ROUNDING, _ROUNDING, 0.0, 0.0) if box.rows else _ROUND
    fill = look.TITLE_FILLS.get(box.family, look.TITLE_FILLS["other"])
    _draw_shape(axes, _rectangle(x, y, width, height, corners), fill)
    _write_title(axes, box, (x + width / 2, y + height / 2))
    y += height
    for row in box.rows:
        _draw_row(axes, row, (x, y), width, is_last=row is box.rows[-1])
        y += look.row_height(row)
    _draw_shape(axes, outline, "none", look.BORDER)


def _write_title(axes: Any, box: Box, middle: Point) -> None:
    x = middle[0] - look.title_width(box) / 2 + look.CELL_PADDING
    _write(axes, (x, middle[1]), box.title, look.TITLE_SIZE, bold=True)
    x += look.text_width(box.title, look.TITLE_SIZE, bold=True) + look.WORD_SPACE
    _write(axes, (x, middle[1]), box.name, look.TITLE_SIZE)


def _draw_row(
    axes: Any, row: tuple[Cell, ...], corner: Point, width: float, is_last: bool
) -> None:
    (x, y), height = corner, look.row_height(row)
    slack = (width - look.row_width(row)) / len(row)
    for number, cell in enumerate(row):
        cell_width = look.cell_width(cell) + slack
        is_left, is_right = number == 0, number == len(row) - 1
        right, left = (
            _ROUNDING * (is_last and is_right),
            _ROUNDING * (is_last and is_left),
        )
        area = _rectangle(x, y, cell_width, height, (0.0, 0.0, right, left))
        _draw_shape(axes, area, look.CELL_FILLS[cell.tone])
        if not is_left:
            _draw_shape(axes, _line((x, y), (x, y + height)), "none", look.RULE)
        _write_cell(axes, cell, (x + slack / 2 + look.CELL_PADDING, y + height / 2))
        x += cell_width
    _draw_shape(axes, _line(corner, (x, y)), "none", look.RULE)


def _write_cell(axes: Any, cell: Cell, start: Point) -> None:
    x, middle = start
    first = middle - look.LINE_HEIGHT * (len(cell.lines) - 1) / 2
    _write(axes, (x, first), cell.label, look.TEXT_SIZE, color=look.FAINT_INK)
    x += look.label_width(cell)
    for number, line in enumerate(cell.lines):
        y = first + number * look.LINE_HEIGHT
        _write(axes, (x, y), line, look.TEXT_SIZE)


def _draw_route(axes: Any, route: Route) -> None:
    from matplotlib.path import Path

    points, codes = [route.start], [Path.MOVETO]
    for piece in route.pieces:
        points += piece
        codes += [Path.LINETO] if len(piece) == 1 else [Path.CURVE4] * 3
    tip, before = points[-1], points[-2]
    if route.has_head:
        points[-1] = _towards(tip, before, _HEAD_LENGTH - 1)
    _draw_shape(axes, Path(points, codes), "none", look.ARROW, 1.1)
    if route.has_head:
        _draw_shape(axes, _head(tip, before), look.ARROW)


def _head(tip: Point, before: Point) -> Any:
    from matplotlib.path import Path

    x, y = _towards(tip, before, _HEAD_LENGTH)
    across_x = (tip[1] - y) / _HEAD_LENGTH * _HEAD_WIDTH / 2
    across_y = (x - tip[0]) / _HEAD_LENGTH * _HEAD_WIDTH / 2
    left, right = (x - across_x, y - across_y), (x + across_x, y + across_y)
    return Path([tip, left, right, tip], closed=True)


def _towards(start: Point, end: Point, distance: float) -> Point:
    x, y = end[0] - start[0], end[1] - start[1]
    share = distance / max((x * x + y * y) ** 0.5, 1e-9)
    return start[0] + x * share, start[1] + y * share


def _rectangle(
    x: float, y: float, width: float, height: float, corners: _Corners
) -> Any:
    """Return a path with rounded corners, clockwise from the upper left one."""
    from matplotlib.path import Path

    around = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    points: list[Point] = []
    codes = []
    for number, (corner, radius) in enumerate(zip(around, corners, strict=True)):
        arrival = _towards(corner, around[number - 1], radius)
        departure = _towards(corner, around[(number + 1) % 4], radius)
        bend = [_towards(p, corner, radius * _CIRCLE) for p in (arrival, departure)]
        points += [arrival, *bend, departure]
        codes += [Path.LINETO, *[Path.CURVE4] * 3]
    codes[0] = Path.MOVETO
    return Path([*points, points[0]], [*codes, Path.CLOSEPOLY])


def _line(start: Point, end: Point) -> Any:
    from matplotlib.path import Path

    return Path([start, end])


def _draw_shape(
    axes: Any,
    path: Any,
    fill: str = "none",
    edge: str = "none",
    width: float = 0.8,
    linestyle: Any = "solid",
) -> None:
    from matplotlib.patches import PathPatch

    patch = PathPatch(
        path, facecolor=fill, edgecolor=edge, linewidth=width, linestyle=linestyle
    )
    axes.add_artist(patch)


def _write(
    axes: Any,
    start: Point,
    text: str,
    size: float,
    bold: bool = False,
    color: str = look.INK,
) -> None:
    """Write a line of text from `start` on, which is at half the height of letters."""
    if text:
        axes.text(
            start[0],
            start[1] + _RISE * size,
            text,
            fontproperties=look.font(size, bold),
            color=color,
            parse_math=False,
        )
