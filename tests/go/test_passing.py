"""When players pass.

Properties, on boards drawn as text: (1) useful moves are legal, fill no small eye and
stay out of ground that is settled, except to capture; (2) a player passes when nothing
useful is left, and when the opponent has passed and the count is a win; (3) it does not
pass while a dead stone spoils a count that it needs; (4) it does not pass while behind
as long as the search sees a chance; (5) games of searching players end by two passes.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen.go.board import Board
from tengen.go.evaluators import PlayoutEvaluator
from tengen.go.match import Limits, play_game
from tengen.go.passing import (
    is_ahead,
    must_pass,
    pass_prior,
    passes_after,
    useful_moves,
)
from tengen.go.players import PlayoutPlayer, RandomPlayer
from tengen.go.points import BLACK, WHITE, parse_point, point_text
from tengen.go.search import Search

# Black holds 32 points, White 24, two eyes each, and column E is neutral.
SETTLED = """
    . X . X . O O .
    X X X X . O . O
    X X X X . O O O
    X X X X . O O O
    X X X X . O O O
    X X X X . O O O
    X X X X . O O O
    . X X X . O O .
    """
SPOILED = """
    . X . X . O O .
    X X . X . O . O
    X . . X . O O O
    X . O X . O O O
    X X X X . O O O
    X X X X . O O O
    X X X X . O O O
    . X X X . O O .
    """


def vertices(board: Board) -> list[str]:
    size = board.size
    return [point_text(int(p), size) for p in np.flatnonzero(useful_moves(board))[:-1]]


def test_useful_moves_stay_out_of_settled_ground() -> None:
    board = Board.from_text(SETTLED, komi=10)
    neutral = [f"E{row}" for row in range(8, 0, -1)]
    for colour in (BLACK, WHITE):
        board.to_play = colour
        assert vertices(board) == neutral


def test_own_ground_is_useful_while_it_holds_a_stone_to_capture() -> None:
    board = Board.from_text(SPOILED, to_play=BLACK)
    assert {"C7", "B6", "C6", "B5"} <= set(vertices(board))
    board.to_play = WHITE  # nothing lives there
    assert useful_moves(board)[parse_point("E4", 8)]


def test_useful_moves_are_legal_and_fill_no_eye() -> None:
    random = np.random.default_rng(5)
    for _ in range(20):
        board = Board(7)
        for _ in range(int(random.integers(10, 70))):
            board.play(int(random.choice(np.flatnonzero(board.legal_moves()))))
        useful = useful_moves(board)
        assert useful[-1]
        assert not (useful & ~board.legal_moves()).any()
        assert not any(
            board.is_own_eye(int(p), board.to_play) for p in np.flatnonzero(useful)[:-1]
        )


def test_passes_when_nothing_useful_is_left() -> None:
    board = Board.from_text(SETTLED, komi=10)
    assert not must_pass(board)
    for row in range(1, 9):
        board.play(f"E{row}")
    assert vertices(board) == []
    assert must_pass(board)
    assert not is_ahead(board)  # it has lost, and nothing helps


def test_passes_after_a_pass_that_leaves_it_ahead() -> None:
    board = Board.from_text(SETTLED, to_play=WHITE, komi=10)
    assert is_ahead(board) and not must_pass(board)
    board.to_play = BLACK
    assert not is_ahead(board)
    board.play("pass")
    assert must_pass(board)
    board = Board.from_text(SETTLED, to_play=WHITE, komi=10)
    board.play("pass")
    assert not must_pass(board)


@pytest.mark.parametrize("seed", range(3))
def test_captures_what_spoils_the_count_before_it_passes(seed: int) -> None:
    """The white stone at C5 is dead, but Black's ground counts only without it."""
    board = Board.from_text(SPOILED, to_play=BLACK, komi=4)
    for row in range(1, 9):  # the neutral points, shared out
        board.put(
            black=[f"E{row}"] if row < 5 else [], white=[] if row < 5 else [f"E{row}"]
        )
    assert not is_ahead(board)
    player, white = PlayoutPlayer(200, seed=seed), PlayoutPlayer(200, seed=seed)
    while not board.is_over and board.move_number < 40:
        player_to_move = player if board.to_play == BLACK else white
        board.play(player_to_move.choose(board).point)
    assert board.is_over
    assert board.stones[3, 2] != WHITE
    assert board.area_score() > 0


def test_does_not_pass_while_behind_with_a_chance() -> None:
    """White leads, and Black can still kill: the middle of three at B1."""
    diagram = """
        . . X . O . . . .
        . . X O O . . . .
        . . X X O . O . .
        . X . X O . . . .
        . . . X O . . . .
        . X . X O . . . .
        X X X X X O O . .
        O O O O X X O . .
        . . . O X . . O .
        """
    board = Board.from_text(diagram, to_play=WHITE, komi=-6)
    board.play("pass")
    assert not is_ahead(board)
    move = PlayoutPlayer(1000, seed=1).choose(board)
    assert move.point == parse_point("B1", 9)


def test_search_decides_on_the_third_and_fourth_rule() -> None:
    board = Board.from_text(SETTLED, to_play=WHITE, komi=20)
    assert pass_prior(board) > 0
    search = Search(PlayoutEvaluator(), visits=500, seed=1)
    result = search.run(board, useful_moves(board), pass_prior(board))
    assert result.values[-1] > 0.9
    assert passes_after(board, result)  # White is far ahead, E1 to E8 do not matter
    board.play("pass")
    result = search.run(board, useful_moves(board))
    assert passes_after(board, result)  # and Black has no chance
    assert not passes_after(board, result, concede=0.0)
    early = Board(9)
    early.play("E5")
    assert pass_prior(early) == 0


@pytest.mark.parametrize("size", [5, 7, 9])
def test_games_end_by_two_passes(size: int) -> None:
    for seed in range(3):
        player = PlayoutPlayer(100, seed=seed)
        game = play_game(
            player, RandomPlayer(seed), size=size, komi=0.5, limits=Limits(moves=2000)
        )
        assert game.reason == "score"
        assert [point for _, point in game.moves[-2:]] == [size * size] * 2
        assert game.winner == BLACK
