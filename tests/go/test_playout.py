"""Random games.

Properties: (1) every move of a random game is legal on the board and fills no small
eye, and a player passes only without such a move; (2) its score is that of the board
where it ends; (3) moves are equally likely; (4) it starts from the position, turn,
passes and past of its board, and leaves the board alone; (5) one seed gives the same
games on any number of threads; (6) games that could go round are cut off.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tengen import _go
from tengen.go.board import Board
from tengen.go.rules import Rules

RULES = [
    Rules(ko=ko, suicide=suicide, komi=0.5)
    for ko, suicide in itertools.product(
        ("simple", "positional", "situational"), (False, True)
    )
]


def sensible(board: Board, point: int) -> bool:
    colour = board.to_play
    return board.is_legal(point) and not board.is_own_eye(point, colour)


@pytest.mark.parametrize("rules", RULES, ids=str)
@pytest.mark.parametrize("size", [2, 3, 5, 9, 13])
def test_random_games_are_games(rules, size):
    for seed in range(4):
        board = Board(size, rules)
        area, moves = _go.playout(board._native, seed)
        for colour, point in moves:
            assert colour == board.to_play and not board.is_over
            if point == size**2:
                assert not any(sensible(board, p) for p in range(size**2))
            else:
                assert sensible(board, point)
            board.play(point)
        assert board.is_over or len(moves) == 3 * size**2
        assert board.area_score() == area - 0.5
        assert Board(size, rules).random_playout(seed) == area - 0.5


def test_moves_are_equally_likely():
    board = Board.from_text(
        """
        . X . . .
        X X . . .
        . . O O .
        . . O . O
        . . . O .""",
        to_play="W",
    )
    firsts = [_go.playout(board._native, seed)[1][0][1] for seed in range(8000)]
    counts = np.bincount(firsts, minlength=26)
    possible = [p for p in range(25) if sensible(board, p)]
    assert not board.is_legal("A5") and board.is_own_eye("D2", "W")
    assert sorted(np.flatnonzero(counts)) == possible
    expected = len(firsts) / len(possible)
    chi_square = ((counts[possible] - expected) ** 2 / expected).sum()
    assert chi_square < 3 * len(possible)


def test_a_game_starts_from_its_board():
    board = Board.from_text(
        """
        . X O .
        X . X O
        . X O .
        . . . .""",
        to_play="W",
        rules="japanese",
    )
    board.play("B3")
    before = (str(board), board.moves, board.to_play)
    firsts = {_go.playout(board._native, seed)[1][0] for seed in range(300)}
    assert {colour for colour, _ in firsts} == {board.to_play}
    assert 6 not in {point for _, point in firsts}  # C3: the ko
    assert (str(board), board.moves, board.to_play) == before
    board.play("pass")
    assert 6 in {_go.playout(board._native, seed)[1][0][1] for seed in range(300)}
    board.play("pass")
    assert _go.playout(board._native, 0)[1] == []  # it is over


def test_a_game_remembers_what_superko_remembers():
    board = Board(2, Rules(ko="positional", suicide=True))
    for vertex in ["A1", "pass", "A2", "pass", "B1", "pass"]:
        board.play(vertex)
    for seed in range(20):  # B2 would bring the empty board back
        assert _go.playout(board._native, seed)[1][0] == (1, 4)


def test_one_seed_gives_the_same_games_on_any_number_of_threads():
    board = Board(9, komi=7)
    alone = board.random_playouts(700, seed=3)
    together = board.random_playouts(700, seed=3, threads=3)
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))
    assert alone[0][0] == board.random_playout(3)
    assert not np.array_equal(alone[0], board.random_playouts(700, seed=4)[0])
    assert [len(part) for part in board.random_playouts(0)] == [0, 0]


def test_black_is_ahead_by_what_the_first_move_is_worth():
    scores, lengths = Board(9, komi=0).random_playouts(20_000, seed=1)
    assert 1.5 < scores.mean() < 3.5
    assert 105 < lengths.mean() < 117


def test_games_that_could_go_round_are_cut_off():
    _, lengths = Board(2, Rules(ko="simple")).random_playouts(1000)
    assert lengths.max() == 12 and (lengths < 12).any()
    _, lengths = Board(3, Rules(ko="positional")).random_playouts(1000)
    assert lengths.max() <= 27
