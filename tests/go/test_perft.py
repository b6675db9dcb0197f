"""Counting all there is.

Properties: (1) the positions that moves can reach are exactly the legal ones: 57 on
2x2, 12,675 on 3x3, 24,318,165 on 4x4 (Tromp and Farneback 2007, *Combinatorics of Go*);
(2) the numbers of games of each length by superko agree with the plain rules.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from tengen import _go
from tengen.go.board import Board
from tengen.go.rules import Rules
from tests.go.reference import Reference


@pytest.mark.parametrize(("size", "count"), [(2, 57), (3, 12_675)])
def test_moves_reach_exactly_the_legal_positions(size, count):
    assert _go.count_positions(size) == count


@pytest.mark.slow
def test_moves_reach_exactly_the_legal_positions_of_4x4():
    assert _go.count_positions(4) == 24_318_165


def games(board: Board, plies: int) -> int:
    if plies == 0:
        return 1
    total = 0
    for point in np.flatnonzero(board.legal_moves()):
        board.play(int(point))
        total += games(board, plies - 1)
        board.undo()
    return total


@cache
def plain_games(ko: str, suicide: bool, moves: tuple[int, ...], plies: int) -> int:
    game = Reference(2, ko, suicide)
    for point in moves:
        game.play(point, game.to_play)
    legal = [point for point in range(5) if game.judge(point, game.to_play) == "legal"]
    if plies == 1:
        return len(legal)
    return sum(plain_games(ko, suicide, (*moves, p), plies - 1) for p in legal)


@pytest.mark.parametrize("suicide", [False, True])
@pytest.mark.parametrize("ko", ["simple", "positional", "situational"])
def test_games_on_2x2_are_as_many_as_by_the_plain_rules(ko, suicide):
    board = Board(2, Rules(ko=ko, suicide=suicide))
    assert games(board, 7) == plain_games(ko, suicide, (), 7)
