"""Who stands in which row, and in which order: Sugiyama's layers, by igraph."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chain:
    """An arrow as a chain of vertices in neighbouring rows, top to bottom.

    Attributes:
        vertices: the two ends, and a vertex for each row between them.
        is_upward: whether the arrow points from the last vertex to the first.
    """

    vertices: tuple[int, ...]
    is_upward: bool


@dataclass(frozen=True)
class Ranks:
    """Vertices in rows.

    Attributes:
        rows: the vertices of each row, from left to right. Numbers from the count of
            the given vertices on are way-points of arrows.
        chains: one per given arrow, in that order.
    """

    rows: list[list[int]]
    chains: list[Chain]


def rank(
    count: int,
    arrows: list[tuple[int, int]],
    first: list[int] | None = None,
    last: list[int] | None = None,
) -> Ranks:
    """Put vertices into rows so that arrows point downwards and seldom cross.

    Sugiyama, Tagawa, Toda: Methods for visual understanding of hierarchical system
    structures (1981); the work is igraph's.

    Args:
        count: the number of vertices.
        arrows: pairs of different vertices.
        first: vertices without arrows to them that have the first row to themselves.
        last: vertices without arrows from them that have the last row to themselves.
    """
    row = _rows(count, arrows, first or [], last or [])
    chains = []
    for source, target in arrows:
        top, bottom = sorted((source, target), key=lambda v: row[v])
        between = range(len(row), len(row) + row[bottom] - row[top] - 1)
        row.extend(range(row[top] + 1, row[bottom]))
        chains.append(Chain((top, *between, bottom), top != source))
    return Ranks(_ordered(row, chains), chains)


def _rows(
    count: int, arrows: list[tuple[int, int]], first: list[int], last: list[int]
) -> list[int]:
    from igraph import Graph

    graph = Graph(n=count, edges=arrows, directed=True)
    row = [round(y) for _, y in graph.layout_sugiyama().coords[:count]]
    downward = [(s, t) for s, t in arrows if row[s] < row[t]]  # cycles are open now
    above: list[list[int]] = [[] for _ in range(count)]
    for source, target in downward:
        above[target].append(source)
    for vertex in sorted(range(count), key=lambda v: row[v]):  # as high as it can be
        row[vertex] = max((row[source] + 1 for source in above[vertex]), default=0)
    for vertex in range(count):  # but what begins something stands right above it
        below = [row[target] for source, target in downward if source == vertex]
        if below and not above[vertex]:
            row[vertex] = min(below) - 1
    top, bottom = min(row, default=0), max(row, default=0)
    for vertex in first:
        row[vertex] = top - 1
    for vertex in last:
        row[vertex] = bottom + 1
    used = {number: place for place, number in enumerate(sorted(set(row)))}
    return [used[number] for number in row]


def _ordered(row: list[int], chains: list[Chain]) -> list[list[int]]:
    from igraph import Graph

    steps = [
        step
        for chain in chains
        for step in zip(chain.vertices, chain.vertices[1:], strict=False)
    ]
    graph = Graph(n=len(row), edges=steps, directed=True)
    places = graph.layout_sugiyama(layers=row).coords
    rows: list[list[int]] = [[] for _ in range(max(row, default=-1) + 1)]
    for vertex, number in enumerate(row):
        rows[number].append(vertex)
    return [sorted(members, key=lambda v: places[v][0]) for members in rows]
