"""Scores of finished boards.

1. Area, ownership and territory agree with a flood fill in plain Python on random
   boards, with random chains called dead.
2. Boards drawn by hand score as counted by hand, seki and prisoners included.
3. Dead stones that must be dead are found; what cannot be dead is refused.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from tengen.go.board import Board
from tengen.go.points import BLACK, EMPTY, WHITE, parse_point
from tengen.go.rules import Rules
from tests.go.reference import chain, neighbours


def flood(cells: list[int], size: int) -> list[int]:
    """The owner of every point: one flood per empty point, nothing shared."""
    owners = list(cells)
    for start, colour in enumerate(cells):
        if colour != EMPTY:
            continue
        seen, todo, reached = {start}, [start], set()
        while todo:
            for near in neighbours(todo.pop(), size):
                if cells[near] != EMPTY:
                    reached.add(cells[near])
                elif near not in seen:
                    seen.add(near)
                    todo.append(near)
        owners[start] = reached.pop() if len(reached) == 1 else EMPTY
    return owners


def random_board(dice: random.Random, size: int) -> Board:
    """Some moves of a random game."""
    board = Board(size, Rules(suicide=dice.random() < 0.5, komi=0))
    for _ in range(dice.randrange(size * size * 2)):
        moves = np.flatnonzero(board.legal_moves()[:-1])
        if not len(moves):
            break
        board.play(int(dice.choice(list(moves))))
    return board


@pytest.mark.parametrize("size", [2, 5, 9, 13, 25])
def test_ownership_and_area_are_those_of_a_flood_fill(size: int) -> None:
    dice = random.Random(size)
    for _ in range(40 if size < 10 else 6):
        board = random_board(dice, size)
        cells = [int(colour) for colour in board.stones.ravel()]
        stones = [point for point, colour in enumerate(cells) if colour]
        dead = dice.sample(stones, min(len(stones), dice.randrange(4)))
        for stone in dead:
            for each in chain(tuple(cells), stone, size)[0] if cells[stone] else ():
                cells[each] = EMPTY
        owners = flood(cells, size)
        assert board.ownership(dead).ravel().tolist() == owners
        assert board.area_score(dead) == owners.count(BLACK) - owners.count(WHITE)


def test_komi_and_the_handicap_bonus_are_whites() -> None:
    board = Board(9, "chinese")
    board.place_handicap(3)
    assert board.area_score() == 81 - 7.5 - 3
    assert Board(9, "tournament").area_score() == -7.5


WALL = """
    . . X O . . .
    . . X O . X .
    . O X O . . .
    . . X O O O O
    X X X X X O .
    . . . . X O O
    . . . . X O .
    """


def test_dead_stones_change_hands() -> None:
    """Black surrounds 8 + 8 points and White 12, with one stone dead on either side."""
    board = Board.from_text(WALL, komi=0)
    dead = ["B5", "F6"]
    assert board.ownership(dead)[:, 0].tolist() == [BLACK] * 7
    assert board.area_score(dead) == (16 + 11) - (11 + 11)
    assert board.territory_score(dead) == (16 + 1) - (11 + 1)
    assert board.area_score() == (8 + 12) - (2 + 12)


def test_prisoners_count_as_territory() -> None:
    board = Board(5, "japanese", komi=0.5)
    for move in ("B5", "A5", "A4"):
        board.play(move)
    assert board.captures[BLACK] == 1
    assert board.territory_score() == 25 - 2 + 1 - 0.5  # all of it is Black's


SEKI = """
    . O . X . X O
    O O X X X X O
    X X O O O O O
    . X O . O . O
    X X O O O O O
    . X O . . . .
    X X O . . . .
    """


def test_eyes_in_seki_are_no_territory() -> None:
    """Whoever plays C7 is taken: A7 and E7 have an owner, and count nothing."""
    board = Board.from_text(SEKI, komi=0)
    assert board.ownership()[0].tolist() == [2, 2, 0, 1, 1, 1, 2]
    assert board.territory_score() == 2 - 10
    white_is_dead = (5 + 1 + 2 + 3) - 10
    assert board.territory_score(dead=["B7"]) == white_is_dead
    black_is_dead = 2 - (8 + 1 + 10 + 6)
    assert board.territory_score(dead=["D7"]) == black_is_dead


def test_a_group_with_one_small_eye_and_neutral_points_is_taken_to_be_in_seki() -> None:
    """White has A7 and liberties that are Black's too; Black has two eyes besides."""
    board = Board.from_text(
        """
        . O . X . X .
        O O . X X X X
        O O X X O O O
        O X X O O . .
        O X O O . . .
        X X O . . . .
        X . O . . . .
        """,
        komi=0,
    )
    assert board.territory_score() == 2 - 13


def test_unfilled_neutral_points_take_nobodys_territory() -> None:
    board = Board.from_text(
        """
        . . X . O . .
        . . X . O . .
        . . X X O . .
        . . . X O . .
        . . . X O . .
        . . . X O . .
        . . . X O . .
        """,
        komi=0,
    )
    assert board.territory_score() == 18 - 14


def test_stones_in_settled_ground_are_dead() -> None:
    board = Board.from_text(
        """
        . X . X O . X
        X X X X . . X
        . . . X X X X
        . . . . . . .
        . . . . . . .
        . . O . . . .
        . . . . . . .
        """
    )
    assert board.estimate_dead() == [parse_point("E7", 7)]


@pytest.mark.parametrize("point", ["A1", "pass", 0])
def test_only_stones_can_be_dead(point: str | int) -> None:
    with pytest.raises(ValueError, match="no stone at"):
        Board(5).area_score(dead=[point])


def test_random_games_find_what_is_dead_for_all_but_the_proof() -> None:
    board = Board.from_text(WALL)
    proposed = board.estimate_dead(playouts=300, seed=1)
    assert parse_point("B5", 7) in proposed
    assert not set(proposed) & {parse_point("C7", 7), parse_point("D4", 7)}
    assert board.estimate_dead() == []
    with pytest.raises(ValueError, match="threshold"):
        board.estimate_dead(playouts=1, threshold=0.2)
