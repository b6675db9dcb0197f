"""The rules of Go once more, slowly and plainly: the oracle of the native board.

A grid is a tuple of colours. Nothing is kept from move to move but the list of grids.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Grid = tuple[int, ...]


def neighbours(point: int, size: int) -> list[int]:
    row, column = divmod(point, size)
    around = [
        (row - 1, column),
        (row + 1, column),
        (row, column - 1),
        (row, column + 1),
    ]
    return [r * size + c for r, c in around if 0 <= r < size and 0 <= c < size]


def chain(grid: Grid, point: int, size: int) -> tuple[set[int], set[int]]:
    """The stones of the chain at a point, and its liberties."""
    stones, liberties, open_points = {point}, set(), [point]
    while open_points:
        for near in neighbours(open_points.pop(), size):
            if grid[near] == 0:
                liberties.add(near)
            elif grid[near] == grid[point] and near not in stones:
                stones.add(near)
                open_points.append(near)
    return stones, liberties


def after(grid: Grid, point: int, colour: int, size: int) -> tuple[Grid, int, bool]:
    """The grid once a stone is played, how many it takes, and whether it is suicide."""
    cells = list(grid)
    cells[point] = colour
    taken: set[int] = set()
    for near in neighbours(point, size):
        if cells[near] == 3 - colour:
            stones, liberties = chain(tuple(cells), near, size)
            if not liberties:
                taken |= stones
    for stone in taken:
        cells[stone] = 0
    own, liberties = chain(tuple(cells), point, size)
    if not liberties:
        for stone in own:
            cells[stone] = 0
    return tuple(cells), len(taken), not liberties


@dataclass
class Reference:
    """A game by one set of rules."""

    size: int
    ko: str
    suicide: bool
    grid: Grid = ()
    to_play: int = 1
    taken: int = 0  # by the last move
    past: list[tuple[Grid, int]] = field(default_factory=list)  # grid, next to play

    def __post_init__(self) -> None:
        self.grid = self.grid or (0,) * self.size**2
        self.past.append((self.grid, self.to_play))

    def judge(self, point: int, colour: int) -> str:
        if point == self.size**2:
            return "legal"
        if self.grid[point]:
            return "occupied"
        grid, taken, suicide = after(self.grid, point, colour, self.size)
        if suicide and not self.suicide:
            return "suicide"
        takes_back = self.taken == taken == 1 and grid == self.past[-2][0]
        repeats = {
            "simple": takes_back,
            "positional": any(grid == past for past, _ in self.past),
            "situational": (grid, 3 - colour) in self.past,
        }[self.ko]
        if not repeats:
            return "legal"
        return "ko" if takes_back else "superko"

    def play(self, point: int, colour: int) -> int:
        self.taken = 0
        if point != self.size**2:
            self.grid, self.taken, _ = after(self.grid, point, colour, self.size)
        self.to_play = 3 - colour
        self.past.append((self.grid, self.to_play))
        return self.taken
