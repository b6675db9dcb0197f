"""Where in its row a vertex stands: arrows straight, forks in the middle.

Gansner, Koutsofios, North, Vo: A technique for drawing directed graphs (1993), section
4: the positions minimise the weighted lengths of the arrows across the rows, long
arrows before short ones. To that a term is added that draws whatever has several
neighbours above or below to their middle. Solved as a linear program by SciPy, which
JAX brings along.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from tengen.visualization.ranks import Ranks

BESIDE_BOX = 22.0  # points between two neighbours in a row
BESIDE_ARROW = 13.0
BETWEEN_ARROWS = 10.0
_IN_LINE = 4.0  # between two boxes that have no other neighbours on that side
_BESIDE = 0.5  # at a fork
_LONG = 8.0  # between two way-points
_MIDDLE = 2.0
_COMPACT = 1e-3

Term = dict[int, float]  # coefficients of positions


@dataclass
class _Problem:
    """Sums |term + offset| * weight to be minimised, and least distances."""

    count: int
    terms: list[tuple[Term, float, float]] = field(default_factory=list)
    distances: list[tuple[int, int, float]] = field(default_factory=list)


def place(
    ranks: Ranks, widths: list[float], ports: list[tuple[float, float]]
) -> list[float]:
    """Return the middle of every vertex across the rows, 0 at the leftmost edge.

    Args:
        ranks: vertices in rows.
        widths: of the given vertices; way-points have none.
        ports: per chain, where it leaves its first and meets its last vertex, from
            their middles.
    """
    known = len(widths)
    problem = _Problem(sum(map(len, ranks.rows)))
    width = np.zeros(problem.count)
    width[:known] = widths
    _keep_apart(problem, ranks, width, known)
    _straighten(problem, ranks, ports, known)
    _centre(problem, ranks, ports)
    middles = _solve(problem)
    shifted = middles - np.min(middles - width / 2, initial=np.inf)
    return [float(middle) for middle in shifted]


def _keep_apart(problem: _Problem, ranks: Ranks, width: np.ndarray, known: int) -> None:
    gaps = (BESIDE_BOX, BESIDE_ARROW, BETWEEN_ARROWS)
    for row in ranks.rows:
        for left, right in pairwise(row):
            gap = gaps[(left >= known) + (right >= known)]
            least = (width[left] + width[right]) / 2 + gap
            problem.distances.append((left, right, float(least)))


def _straighten(
    problem: _Problem, ranks: Ranks, ports: list[tuple[float, float]], known: int
) -> None:
    leaving = Counter(chain.vertices[0] for chain in ranks.chains)
    meeting = Counter(chain.vertices[-1] for chain in ranks.chains)
    for chain, (leaves, meets) in zip(ranks.chains, ports, strict=True):
        steps = list(pairwise(chain.vertices))
        for number, (upper, lower) in enumerate(steps):
            offset = leaves if number == 0 else 0.0
            offset -= meets if number == len(steps) - 1 else 0.0
            if upper >= known and lower >= known:
                weight = _LONG
            else:
                is_fork = leaving[upper] > 1 or meeting[lower] > 1
                weight = _BESIDE if is_fork else _IN_LINE
            problem.terms.append(({upper: 1.0, lower: -1.0}, offset, weight))


def _centre(problem: _Problem, ranks: Ranks, ports: list[tuple[float, float]]) -> None:
    for near, far in ((0, -1), (-1, 0)):
        neighbours: dict[int, list[tuple[int, float]]] = {}
        for chain, ends in zip(ranks.chains, ports, strict=True):
            offset = ends[far] - ends[near]
            vertex = chain.vertices[near]
            neighbours.setdefault(vertex, []).append((chain.vertices[far], offset))
        for vertex, others in neighbours.items():
            if len(others) > 1:
                share = 1 / len(others)
                term: Term = {vertex: 1.0}
                for other, _ in others:
                    term[other] = term.get(other, 0.0) - share
                offset = -share * sum(offset for _, offset in others)
                problem.terms.append((term, offset, _MIDDLE))


def _solve(problem: _Problem) -> np.ndarray:
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    entries: list[tuple[int, int, float]] = []
    bounds: list[float] = []

    def require(term: Term, least: float) -> None:  # term >= least
        entries.extend((len(bounds), column, -value) for column, value in term.items())
        bounds.append(-least)

    for left, right, least in problem.distances:
        require({right: 1.0, left: -1.0}, least)
    cost = [_COMPACT / problem.count] * problem.count
    for term, offset, weight in problem.terms:
        size = len(cost)
        cost.append(weight)
        require({size: 1.0} | term, -offset)
        require({size: 1.0} | {v: -c for v, c in term.items()}, offset)
    if not bounds:
        return np.zeros(problem.count)
    row, column, value = zip(*entries, strict=True)
    matrix = coo_array((value, (row, column)), shape=(len(bounds), len(cost)))
    done = linprog(cost, A_ub=matrix.tocsr(), b_ub=bounds, bounds=(0, None))
    if not done.success:
        raise RuntimeError(f"no positions found for the picture: {done.message}")
    return np.asarray(done.x[: problem.count])
