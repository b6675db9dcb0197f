"""Unconditional life.

By Benson's definition a stone is alive if no sequence of moves of the opponent alone
takes it. Properties:

1. On all positions of 3x3 and on many of 4x4 the algorithm finds exactly the stones
   that satisfy the definition (all sequences are tried), with and without suicide.
2. In ground that it gives to a colour, the opponent never comes to own a stone that is
   alive by the definition, whatever he plays.
3. Boards drawn by hand come out as drawn.
4. The small eyes that random players spare are those of the rule, on random boards.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import numpy as np
import pytest

from tengen.go.board import Board
from tengen.go.points import BLACK, EMPTY, WHITE, opponent
from tengen.go.rules import Rules
from tests.go.reference import Grid, after, chain, neighbours


def reachable(grid: Grid, attacker: int, size: int, suicide: bool) -> Iterator[Grid]:
    """All positions that the attacker can bring about by moving alone."""
    seen, todo = {grid}, [grid]
    while todo:
        here = todo.pop()
        yield here
        for point, colour in enumerate(here):
            if colour == EMPTY:
                there, _, is_suicide = after(here, point, attacker, size)
                if there not in seen and (suicide or not is_suicide):
                    seen.add(there)
                    todo.append(there)


def never_taken(grid: Grid, colour: int, size: int, suicide: bool) -> set[int]:
    alive = {point for point, there in enumerate(grid) if there == colour}
    positions = reachable(grid, opponent(colour), size, suicide)
    while alive and (there := next(positions, None)):
        alive = {point for point in alive if there[point] == colour}
    return alive


def is_position(grid: Grid, size: int) -> bool:
    return all(chain(grid, p, size)[1] for p, colour in enumerate(grid) if colour)


def settled(grid: Grid, size: int, suicide: bool) -> dict[int, set[int]]:
    """By colour, the points that the board calls its own for good."""
    board = Board(size, Rules(suicide=suicide))
    stones = np.array(grid)
    board.put(*(np.flatnonzero(stones == colour) for colour in (BLACK, WHITE)))
    owners = board.unconditionally_alive().ravel()
    return {colour: set(np.flatnonzero(owners == colour)) for colour in (BLACK, WHITE)}


def check(grid: Grid, size: int, suicide: bool) -> bool:
    """Compare one position with the definition; whether anything in it is settled."""
    found = settled(grid, size, suicide)
    for colour, points in found.items():
        stones = {point for point in points if grid[point] == colour}
        assert stones == never_taken(grid, colour, size, suicide), (grid, colour)
        attacker, ground = opponent(colour), points - stones
        for there in reachable(grid, attacker, size, suicide) if ground else ():
            if any(there[point] == attacker for point in ground):
                assert not ground & settled(there, size, suicide)[attacker], grid
    return any(found.values())


@pytest.mark.parametrize("suicide", [False, True])
def test_all_of_3x3_is_as_defined(suicide: bool) -> None:
    grids = itertools.product((EMPTY, BLACK, WHITE), repeat=9)
    checked = [check(grid, 3, suicide) for grid in grids if is_position(grid, 3)]
    assert len(checked) == 12_675
    assert sum(checked) > 50


def crowded(count: int, seed: int) -> Iterator[Grid]:
    """Random positions of 4x4, mostly of one colour, so that something lives."""
    dice = random.Random(seed)
    while count:
        weights = dice.choice([(3, 8, 1), (4, 8, 2), (4, 6, 3), (3, 2, 8)])
        grid = tuple(dice.choices((EMPTY, BLACK, WHITE), weights, k=16))
        if grid.count(EMPTY) <= 6 and is_position(grid, 4):
            count -= 1
            yield grid


@pytest.mark.parametrize("suicide", [False, True])
def test_crowded_boards_of_4x4_are_as_defined(suicide: bool) -> None:
    assert sum(check(grid, 4, suicide) for grid in crowded(400, seed=suicide)) > 40


def check_drawing(drawing: str, suicide: bool = False) -> None:
    """Left the board, right what is settled: `X` and `O` stones, `x` and `o` ground."""
    halves = [line.split("|") for line in drawing.strip().splitlines()]
    board = Board.from_text(
        "\n".join(left for left, _ in halves), rules=Rules(suicide=suicide)
    )
    owners, stones = board.unconditionally_alive(), board.stones
    marks = np.where(
        owners == stones, np.array(list(".XO"))[owners], np.array(list(".xo"))[owners]
    )
    assert [" ".join(row) for row in marks] == [right.strip() for _, right in halves]


def test_two_eyes_live() -> None:
    check_drawing("""
        . X . X . | x X x X .
        X X X X . | X X X X .
        . . . . . | . . . . .
        O O O O O | O O O O O
        . O . O . | o O o O o
        """)


def test_one_eye_does_not() -> None:
    check_drawing("""
        . X . . . | . . . . .
        X X . . . | . . . . .
        . . . . . | . . . . .
        . . O O O | . . . . .
        . . O . . | . . . . .
        """)


def test_chains_live_together_on_eyes_that_they_share() -> None:
    check_drawing("""
        . X X . . | x X X . .
        X . X . . | X x X . .
        X X X . . | X X X . .
        . . . . . | . . . . .
        . . . . . | . . . . .
        """)


def test_chains_die_together_with_the_one_that_lacks_an_eye() -> None:
    """The chain at A5 has one eye only, and encloses one of the other's two."""
    check_drawing("""
        X . X . X | . . . . .
        X O X X X | . . . . .
        . O O . . | . . . . .
        . . . . . | . . . . .
        . . . . . | . . . . .
        """)


PRISONERS = """
        O O . X . | {}
        O . X X X | {}
        X X X . . | {}
        . . . . . | . . . . .
        . . . . . | . . . . .
        """


def test_prisoners_that_cannot_die_leave_an_eye() -> None:
    """A5 and B5 touch no stone of Black's, but White's stones there stay.

    They are not settled all the same: once taken, they leave room for two eyes.
    """
    check_drawing(PRISONERS.format(". . . X x", ". . X X X", "X X X . ."))


def test_prisoners_who_may_kill_themselves_do_not() -> None:
    """White plays B4 and C5, and has A5 and B5 to play at once they are off."""
    check_drawing(PRISONERS.format(*[". . . . ."] * 3), suicide=True)


def test_large_ground_is_settled_where_two_eyes_have_no_room() -> None:
    check_drawing("""
        . X . X . . X | x X x X x x X
        X X X X . . X | X X X X x x X
        . . . X X X X | . . . X X X X
        . . . . . . . | . . . . . . .
        O O O O . . . | O O O O . . .
        O . O O O O O | O o O O O O O
        . O . O . . . | o O o O o o o
        """)


def test_the_empty_board_is_nobodys() -> None:
    for size in (2, 9, 13, 19, 25):
        assert not Board(size).unconditionally_alive().any()


def is_small_eye(grid: Grid, point: int, colour: int, size: int) -> bool:
    near = neighbours(point, size)
    row, column = divmod(point, size)
    corners = [(row + r, column + c) for r in (-1, 1) for c in (-1, 1)]
    inside = [(r, c) for r, c in corners if 0 <= r < size and 0 <= c < size]
    against = sum(grid[r * size + c] == opponent(colour) for r, c in inside)
    return (
        grid[point] == EMPTY
        and all(grid[other] == colour for other in near)
        and against < (2 if len(near) == 4 else 1)
    )


def test_small_eyes_are_those_of_the_rule() -> None:
    eyes = 0
    for grid in crowded(300, seed=5):
        board = Board(4)
        stones = np.array(grid)
        board.put(*(np.flatnonzero(stones == colour) for colour in (BLACK, WHITE)))
        for point, colour in itertools.product(range(16), (BLACK, WHITE)):
            expected = is_small_eye(grid, point, colour, 4)
            assert board.is_own_eye(point, colour) == expected, (grid, point)
            eyes += expected
    assert eyes > 100
