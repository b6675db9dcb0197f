"""Planes and ladders once more, slowly and plainly, on grids: the native ones' oracle.

Boards are grids (tuples of colours), a game is the list of its grids, and everything is
found by flood fill. Ladders are read by the rules that docstrings of the product state.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tests.go.reference import Grid, after, chain, neighbours

Planes = NDArray[np.float32]


@dataclass
class History:
    """A game: its grids from the set-up on, and its moves."""

    size: int
    komi: float = 7.5
    grids: list[Grid] = field(default_factory=list)
    moves: list[tuple[int, int]] = field(default_factory=list)
    to_play: int = 1

    def __post_init__(self) -> None:
        self.grids = self.grids or [(0,) * self.size**2]

    def play(self, colour: int, point: int) -> None:
        grid = self.grids[-1]
        if point < self.size**2:
            grid, _, _ = after(grid, point, colour, self.size)
        self.grids.append(grid)
        self.moves.append((colour, point))
        self.to_play = 3 - colour

    def earlier(self, moves: int) -> Grid:
        """The grid so many moves ago; an empty one before the first move."""
        if moves > len(self.moves):
            return (0,) * self.size**2
        return self.grids[-1 - moves]

    def may_play(self, point: int) -> bool:
        """By simple ko, without suicide."""
        before = self.grids[-2] if len(self.grids) > 1 else None
        passed = self.moves and self.moves[-1][1] == self.size**2
        grid = self.grids[-1]
        return may_play(
            grid, point, self.to_play, self.size, None if passed else before
        )


def may_play(
    grid: Grid, point: int, colour: int, size: int, before: Grid | None
) -> bool:
    if grid[point]:
        return False
    result, taken, suicide = after(grid, point, colour, size)
    return not suicide and not (taken == 1 and result == before)


@dataclass
class Ladder:
    """One question about a chain: 1000 nodes, 100 moves; then it is not captured."""

    size: int
    nodes: int = 0

    def too_long(self, depth: int) -> bool:
        self.nodes += depth <= 100
        return self.nodes > 1000 or depth > 100

    def attack(
        self, grid: Grid, stone: int, before: Grid | None = None, depth: int = 0
    ) -> bool:
        """Whether the chain is captured when its opponent moves."""
        if self.too_long(depth):
            return False
        if not grid[stone]:
            return True
        attacker = 3 - grid[stone]
        _, liberties = chain(grid, stone, self.size)
        if len(liberties) > 2:
            return False
        if len(liberties) == 1:
            return may_play(grid, *liberties, attacker, self.size, before)
        order = sorted(liberties)
        order.sort(key=lambda p: -self.room(grid, p))
        return any(self.captures(grid, stone, point, before, depth) for point in order)

    def room(self, grid: Grid, point: int) -> int:
        return sum(grid[near] == 0 for near in neighbours(point, self.size))

    def captures(
        self,
        grid: Grid,
        stone: int,
        point: int,
        before: Grid | None = None,
        depth: int = 0,
    ) -> bool:
        """Whether the attacker's move there works."""
        attacker = 3 - grid[stone]
        if not may_play(grid, point, attacker, self.size, before):
            return False
        result, _, _ = after(grid, point, attacker, self.size)
        return self.defend(result, stone, grid, depth + 1)

    def defend(
        self, grid: Grid, stone: int, before: Grid | None = None, depth: int = 0
    ) -> bool:
        """Whether the chain is captured although its owner moves."""
        if self.too_long(depth):
            return False
        if not grid[stone]:
            return True
        if len(chain(grid, stone, self.size)[1]) > 1:
            return False
        moves = self.defences(grid, stone)
        return not any(self.saves(grid, stone, p, before, depth) for p in moves)

    def defences(self, grid: Grid, stone: int) -> list[int]:
        stones, liberties = chain(grid, stone, self.size)
        moves = list(liberties)
        for each in stones:
            for near in neighbours(each, self.size):
                if grid[near] == 3 - grid[stone]:
                    _, last = chain(grid, near, self.size)
                    moves += [p for p in last if len(last) == 1 and p not in moves]
        return moves

    def saves(
        self,
        grid: Grid,
        stone: int,
        point: int,
        before: Grid | None = None,
        depth: int = 0,
    ) -> bool:
        """Whether the owner's move there works."""
        owner = grid[stone]
        if not may_play(grid, point, owner, self.size, before):
            return False
        result, _, _ = after(grid, point, owner, self.size)
        return not self.attack(result, stone, grid, depth + 1)


def planes(history: History, kind: str) -> Planes:
    """The planes of the last position of a game."""
    return {
        "golois": golois,
        "alphago": lambda game: alphago(game)[..., :48],
        "alphago-value": alphago,
        "zero": zero,
        "exercise": exercise,
    }[kind](history)


class _Sheet:
    """Planes to be filled point by point."""

    def __init__(self, history: History, count: int) -> None:
        self.size, self.player = history.size, history.to_play
        self.planes = np.zeros((self.size, self.size, count), np.float32)
        self.flat = self.planes.reshape(self.size**2, count)

    def stones(self, grid: Grid, own: int, other: int) -> None:
        for point, colour in enumerate(grid):
            if colour:
                self.flat[point, own if colour == self.player else other] = 1

    def number(self, point: int, first: int, count: int, value: int) -> None:
        if value > 0:
            self.flat[point, first + min(value, count) - 1] = 1


def golois(history: History) -> Planes:
    sheet, grid, size = _Sheet(history, 31), history.grids[-1], history.size
    sheet.flat[:, 0] = history.to_play == 1
    sheet.flat[:, 21 + min(max(int(history.komi), 0), 9)] = 1
    for moves in range(5):
        own = 11 + 2 * moves
        sheet.stones(history.earlier(moves), own, own + 1)
    for point, colour in enumerate(grid):
        if not colour:
            continue
        stones, liberties = chain(grid, point, size)
        count = len(liberties)
        sheet.number(point, 5, 6, count)
        first = None
        if count == 1 and Ladder(size).defend(grid, point):
            first = 1
        if count == 2 and Ladder(size).attack(grid, point):
            first = 3
        if first is not None:
            sheet.flat[point, first] = 1
            for near in neighbours(point, size):
                if grid[near] == 3 - colour:
                    beside, _ = chain(grid, near, size)
                    sheet.flat[sorted(beside), first + 1] = 1
    return sheet.planes


def alphago(history: History) -> Planes:
    sheet, grid, size = _Sheet(history, 49), history.grids[-1], history.size
    player = history.to_play
    sheet.stones(grid, 0, 1)
    sheet.flat[:, 3] = 1
    sheet.flat[:, 48] = player == 1
    before = history.grids[-2] if len(history.grids) > 1 else None
    if history.moves and history.moves[-1][1] == size**2:
        before = None
    for point, colour in enumerate(grid):
        if colour:
            sheet.number(point, 12, 8, len(chain(grid, point, size)[1]))
            played = [i for i, (_, p) in enumerate(history.moves) if p == point]
            turns = len(history.moves) - played[-1] if played else 8
            sheet.number(point, 4, 8, turns)
            continue
        sheet.flat[point, 2] = 1
        if not history.may_play(point):
            continue
        result, taken, _ = after(grid, point, player, size)
        stones, liberties = chain(result, point, size)
        sheet.number(point, 20, 8, taken)
        sheet.number(point, 28, 8, len(stones) if len(liberties) == 1 else 0)
        sheet.number(point, 36, 8, len(liberties))
        sheet.flat[point, 46] = not _is_eye(grid, point, player, size)
    for point, colour in enumerate(grid):
        if not colour:
            continue
        _, liberties = chain(grid, point, size)
        if colour == player and len(liberties) == 1:
            for move in Ladder(size).defences(grid, point):
                if Ladder(size).saves(grid, point, move, before):
                    sheet.flat[move, 45] = 1
        if colour != player and len(liberties) == 2:
            for move in liberties:
                if Ladder(size).captures(grid, point, move, before):
                    sheet.flat[move, 44] = 1
    return sheet.planes


def _is_eye(grid: Grid, point: int, colour: int, size: int) -> bool:
    near = neighbours(point, size)
    if any(grid[each] != colour for each in near):
        return False
    row, column = divmod(point, size)
    corners = [(row + i, column + j) for i in (-1, 1) for j in (-1, 1)]
    against = sum(
        0 <= r < size and 0 <= c < size and grid[r * size + c] == 3 - colour
        for r, c in corners
    )
    return against <= (1 if len(near) == 4 else 0)


def zero(history: History) -> Planes:
    sheet = _Sheet(history, 17)
    for moves in range(8):
        sheet.stones(history.earlier(moves), 2 * moves, 2 * moves + 1)
    sheet.flat[:, 16] = history.to_play == 1
    return sheet.planes


def exercise(history: History) -> Planes:
    sheet, grid = _Sheet(history, 6), history.grids[-1]
    sheet.stones(grid, 0, 1)
    for point, colour in enumerate(grid):
        if colour:
            liberties = len(chain(grid, point, history.size)[1])
            if liberties <= 2:
                sheet.flat[point, 1 + liberties] = 1
    if history.moves and history.moves[-1][1] < history.size**2:
        sheet.flat[history.moves[-1][1], 4] = 1
    sheet.flat[:, 5] = history.to_play == 1
    return sheet.planes
