"""Geometry of a diagram: boxes in rows, arrows through the spaces between them.

While a diagram is laid out, the first coordinate runs along the rows ("across") and the
second from row to row ("along"), whatever the direction of reading; at the end they
become x and y. A nested model is laid out first and then stands in the outer diagram as
one large box, whose ports are where its arrows cross the frame. Curves run between rows
only and pass beside a box as straight lines: no arrow can cross a box.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from tengen.visualization import look
from tengen.visualization.diagram import Box, Diagram, End, Group
from tengen.visualization.picture import Picture, Placed, Point, Route
from tengen.visualization.positions import place
from tengen.visualization.ranks import Chain, rank

DIRECTIONS = ("TB", "BT", "LR", "RL")
MARGIN = 12.0
_ROW_GAP = 26.0
_PORT_GAP = 9.0
_STEEPNESS = 0.16  # a curve's height per width, added to the gap
_WIDEST_GAP = 84.0
_LANDING = 11.0  # an arrow's straight end
_SPREAD = 15.0  # between arrows at one side of a box
_LOOP = 22.0  # room for an arrow from a box to itself, at either side of it
_PADDING = 12.0  # of a frame
_STRIP = 20.0  # of a frame, for its title


@dataclass(frozen=True)
class _Vertex:
    """What stands in a row: an item of a diagram, or a port of it (without size)."""

    item: Box | Group | None = None
    width: float = 0.0  # across
    height: float = 0.0  # along
    inner: _Rows | None = None
    corner: Point = (0.0, 0.0)  # of the inner picture, from that of the frame


@dataclass(frozen=True)
class _Rows:
    """A diagram laid out: a picture across and along, and its ports across."""

    picture: Picture
    ports_in: tuple[float, ...]
    ports_out: tuple[float, ...]


@dataclass(frozen=True)
class _Link:
    """An arrow between vertices, with the ports where these are groups."""

    source: int
    target: int
    leaves: int = 0
    meets: int = 0


def lay_out(diagram: Diagram, direction: str = "TB") -> Picture:
    """Return the places of all that a diagram shows.

    Args:
        diagram: what to show.
        direction: of reading: `"TB"` is top to bottom; `"BT"`, `"LR"`, `"RL"`.
    """
    plain = replace(diagram, inputs=(), outputs=())
    inner = _rows(plain, direction).picture
    across, along = inner.width + 2 * MARGIN, inner.height + 2 * MARGIN
    is_backward = direction in ("BT", "RL")
    is_sideways = direction in ("LR", "RL")

    def move(point: Point) -> Point:
        x, y = point[0] + MARGIN, point[1] + MARGIN
        y = along - y if is_backward else y
        return (y, x) if is_sideways else (x, y)

    whole = Picture(*((along, across) if is_sideways else (across, along)))
    whole.insert(inner, move)
    return whole


def _rows(diagram: Diagram, direction: str) -> _Rows:
    return _Builder(diagram, direction).build()


class _Builder:
    """Lays out one level of a diagram."""

    def __init__(self, diagram: Diagram, direction: str) -> None:
        self.vertices = _of_one_width(
            [_vertex(item, direction) for item in diagram.items], direction
        )
        self.ports_in = self._add_ports(len(diagram.inputs))
        self.ports_out = self._add_ports(len(diagram.outputs))
        links = [_link(arrow.source, arrow.target) for arrow in diagram.arrows]
        for port, ends in zip(self.ports_in, diagram.inputs, strict=True):
            links += [_link(End(port), end) for end in ends]
        for port, ends in zip(self.ports_out, diagram.outputs, strict=True):
            links += [_link(end, End(port)) for end in ends]
        self.links = [link for link in links if link.source != link.target]
        self.loops = {link.source for link in links if link.source == link.target}

    def _add_ports(self, count: int) -> list[int]:
        first = len(self.vertices)
        self.vertices += [_Vertex() for _ in range(count)]
        return list(range(first, first + count))

    def build(self) -> _Rows:
        self.ranks = rank(
            len(self.vertices),
            [(link.source, link.target) for link in self.links],
            self.ports_in,
            self.ports_out,
        )
        self.row_of = {v: r for r, row in enumerate(self.ranks.rows) for v in row}
        self.offsets = [
            self._beside_ports(chain) if chain.is_upward else self._port_offsets(link)
            for chain, link in zip(self.ranks.chains, self.links, strict=True)
        ]
        widths = [v.width for v in self.vertices]
        for loop in self.loops:
            widths[loop] += 2 * _LOOP
        self.middles = place(self.ranks, widths, self.offsets)
        self._spread_ends()
        self._stack_rows()
        ways = [0.0] * (len(self.middles) - len(widths))
        edges = [m + w / 2 for m, w in zip(self.middles, widths + ways, strict=True)]
        picture = Picture(max(edges, default=0.0), max(self.bottoms, default=0.0))
        self._fill(picture)
        return _Rows(
            picture,
            tuple(self.middles[port] for port in self.ports_in),
            tuple(self.middles[port] for port in self.ports_out),
        )

    def _port_offsets(self, link: _Link) -> Point:
        """Return where an arrow leaves and arrives, from the middles of its ends."""
        leaves = meets = 0.0
        source, target = self.vertices[link.source], self.vertices[link.target]
        if source.inner is not None:
            x = source.corner[0] + source.inner.ports_out[link.leaves]
            leaves = x - source.width / 2
        if target.inner is not None:
            x = target.corner[0] + target.inner.ports_in[link.meets]
            meets = x - target.width / 2
        return leaves, meets

    def _beside_ports(self, chain: Chain) -> Point:
        """Return the ends of an arrow that goes back, from the upper to the lower."""
        first, last = (self.vertices[chain.vertices[end]] for end in (0, -1))
        return (
            first.width / 4 if first.inner is not None else 0.0,
            last.width / 4 if last.inner is not None else 0.0,
        )

    def _spread_ends(self) -> None:
        """Give arrows that meet at one side of a box places of their own."""
        self.ends = [list(ends) for ends in self.offsets]
        for side in (0, 1):
            meeting: dict[int, list[int]] = {}
            for number, chain in enumerate(self.ranks.chains):
                meeting.setdefault(chain.vertices[-side], []).append(number)
            for vertex, numbers in meeting.items():
                if isinstance(self.vertices[vertex].item, Box):
                    self._spread(vertex, numbers, side)

    def _spread(self, vertex: int, numbers: list[int], side: int) -> None:
        def distance(number: int) -> float:
            chain = self.ranks.chains[number]
            step = chain.vertices[:2] if side == 0 else chain.vertices[-2:]
            other = step[1 - side]
            is_end = len(chain.vertices) == 2
            offset = self.ends[number][1 - side] if is_end else 0.0
            return self.middles[other] + offset - self.middles[vertex]

        away = sorted((distance(n), n) for n in numbers)
        left = [n for x, n in reversed(away) if x < -1]
        right = [n for x, n in away if x > 1]
        ahead = [n for x, n in away if abs(x) <= 1]
        if len(numbers) == 1:
            return
        aside = (len(ahead) + 1) / 2  # places from the middle
        most = aside + max(len(left), len(right))
        step = min(_SPREAD, 0.5 * self.vertices[vertex].width / most)
        for place_out, number in enumerate(ahead):
            self.ends[number][side] = step * (place_out - (len(ahead) - 1) / 2)
        for sign, group in ((-1, left), (1, right)):
            for place_out, number in enumerate(group):
                self.ends[number][side] = sign * step * (aside + place_out)

    def _stack_rows(self) -> None:
        """Decide where along the picture each row begins and ends."""
        self.tops: list[float] = []
        self.bottoms: list[float] = []
        ports = {*self.ports_in, *self.ports_out}
        widest = [0.0] * len(self.ranks.rows)
        for number, chain in enumerate(self.ranks.chains):
            across = self._across(number)
            for upper, (x0, x1) in zip(chain.vertices, pairwise(across), strict=False):
                place_of = self.row_of[upper]
                widest[place_of] = max(widest[place_of], abs(x1 - x0))
        along = 0.0
        for number, row in enumerate(self.ranks.rows):
            heights = [self._height(vertex) for vertex in row]
            self.tops.append(along)
            along += max(heights)
            self.bottoms.append(along)
            around = {v for r in self.ranks.rows[number : number + 2] for v in r}
            is_short = widest[number] < 1 and not ports.isdisjoint(around)
            gap = _PORT_GAP if is_short else _ROW_GAP
            along += min(gap + _STEEPNESS * widest[number], _WIDEST_GAP)

    def _height(self, vertex: int) -> float:
        return self.vertices[vertex].height if vertex < len(self.vertices) else 0.0

    def _across(self, number: int) -> list[float]:
        """Return where an arrow crosses each of its rows."""
        chain, ends = self.ranks.chains[number], self.ends[number]
        across = [self.middles[vertex] for vertex in chain.vertices]
        across[0] += ends[0]
        across[-1] += ends[1]
        return across

    def _corner(self, vertex: int) -> Point:
        """Return the corner of a vertex, which stands in the middle of its row."""
        row = self.row_of[vertex]
        middle = (self.tops[row] + self.bottoms[row]) / 2
        size = self.vertices[vertex]
        return self.middles[vertex] - size.width / 2, middle - size.height / 2

    def _fill(self, picture: Picture) -> None:
        for number, vertex in enumerate(self.vertices):
            if vertex.item is None:
                continue
            x, y = self._corner(number)
            placed = Placed(vertex.item, x, y, vertex.width, vertex.height)
            if vertex.inner is None:
                picture.boxes.append(placed)
            else:
                picture.frames.append(placed)
                shift = (x + vertex.corner[0], y + vertex.corner[1])
                picture.insert(vertex.inner.picture, _mover(*shift))
        picture.routes += [self._route(number) for number in range(len(self.links))]
        picture.routes += [self._loop(vertex) for vertex in sorted(self.loops)]

    def _route(self, number: int) -> Route:
        chain, across = self.ranks.chains[number], self._across(number)
        steps: list[tuple[Point, Point]] = []
        here: Point = (across[0], self._leaves_at(chain.vertices[0], chain.is_upward))
        for place_in, (upper, lower) in enumerate(pairwise(chain.vertices)):
            is_first, is_last = place_in == 0, place_in == len(across) - 2
            start = (here[0], self.bottoms[self.row_of[upper]])
            end = (across[place_in + 1], self.tops[self.row_of[lower]])
            if chain.is_upward and is_first:
                start = (start[0], start[1] + _LANDING)
            if not chain.is_upward and is_last and lower < len(self.vertices):
                lands = self.vertices[lower].item is not None
                end = (end[0], end[1] - _LANDING * lands)
            after = (
                self._meets_at(lower, chain.is_upward)
                if is_last
                else self.bottoms[self.row_of[lower]]
            )
            steps += [(here, start), (start, end), (end, (end[0], after))]
            here = steps[-1][1]
        if chain.is_upward:
            steps = [(end, start) for start, end in reversed(steps)]
        target = self.vertices[self.links[number].target]
        has_head = chain.is_upward or isinstance(target.item, Box)
        return _route_of(steps, has_head)

    def _leaves_at(self, vertex: int, is_upward: bool) -> float:
        """Return the lower end of a vertex; of a group, that of what is in it."""
        size, along = self.vertices[vertex], self._corner(vertex)[1]
        if size.inner is None or is_upward:
            return along + size.height
        return along + size.corner[1] + size.inner.picture.height

    def _meets_at(self, vertex: int, is_upward: bool) -> float:
        """Return the upper end of a vertex; of a group, that of what is in it."""
        along = self._corner(vertex)[1]
        return along if is_upward else along + self.vertices[vertex].corner[1]

    def _loop(self, number: int) -> Route:
        x, y = self._corner(number)
        vertex = self.vertices[number]
        side, out = x + vertex.width, x + vertex.width + _LOOP
        low, high = y + 0.75 * vertex.height, y + 0.25 * vertex.height
        turn = ((out, low), (out, high), (side + _LANDING, high))
        pieces = (((side + _LANDING / 2, low),), turn, ((side, high),))
        return Route((side, low), pieces, has_head=True)


def _link(source: End, target: End) -> _Link:
    return _Link(source.item, target.item, source.port, target.port)


def _vertex(item: Box | Group, direction: str) -> _Vertex:
    is_sideways = direction in ("LR", "RL")
    if isinstance(item, Group):
        return _framed(item, _rows(item.inside, direction), direction)
    if is_sideways:  # one below the other: rather high than wide
        item = replace(item, rows=tuple((c,) for row in item.rows for c in row))
    size = look.box_size(item)
    if is_sideways:
        return _Vertex(item, size.height, size.width)
    return _Vertex(item, size.width, size.height)


def _of_one_width(vertices: list[_Vertex], direction: str) -> list[_Vertex]:
    """Make all boxes as wide as the widest."""
    is_sideways = direction in ("LR", "RL")
    boxes = [vertex for vertex in vertices if vertex.inner is None]
    widest = max((v.height if is_sideways else v.width for v in boxes), default=0.0)
    return [
        vertex
        if vertex.inner is not None
        else replace(vertex, height=widest)
        if is_sideways
        else replace(vertex, width=widest)
        for vertex in vertices
    ]


def _framed(group: Group, inner: _Rows, direction: str) -> _Vertex:
    """Put a frame round a picture, with a strip for the title at its upper edge."""
    across, along = inner.picture.width, inner.picture.height
    title = look.group_title_width(group)
    if direction in ("LR", "RL"):
        side = max(_PADDING, (title - along) / 2)
        width = across + _STRIP + _PADDING
        return _Vertex(group, width, along + 2 * side, inner, (_STRIP, side))
    crossing = inner.ports_in if direction == "TB" else inner.ports_out
    side = max(_PADDING, title - min(crossing, default=across))
    before, after = (_STRIP, _PADDING) if direction == "TB" else (_PADDING, _STRIP)
    height = along + before + after
    return _Vertex(group, across + 2 * side, height, inner, (side, before))


def _mover(x: float, y: float) -> Callable[[Point], Point]:
    return lambda point: (point[0] + x, point[1] + y)


def _route_of(steps: list[tuple[Point, Point]], has_head: bool) -> Route:
    pieces: list[tuple[Point, ...]] = []
    for (x0, y0), (x1, y1) in steps:
        if (x0, y0) == (x1, y1):
            continue
        middle = (y0 + y1) / 2
        is_straight = abs(x1 - x0) < 0.01
        if is_straight and pieces and len(pieces[-1]) == 1:
            pieces.pop()
        pieces.append(
            ((x1, y1),) if is_straight else ((x0, middle), (x1, middle), (x1, y1))
        )
    return Route(steps[0][0], tuple(pieces), has_head)
