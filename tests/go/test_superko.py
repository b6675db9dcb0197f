"""Ko and superko: the textbook's positions, and games in which they came up.

Properties: (1) simple ko is closed to the player whose stone was taken, for one move;
(2) triple ko, sending two and returning one, suicide and the first empty board come out
as each of the rules has them; (3) a pass is always legal, and is no threat by superko;
(4) in real games with eternal life, triple and quadruple ko positional superko forbids
exactly the first move that brings a grid back, and no other.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tengen.go.board import Board, IllegalMove
from tengen.go.points import BLACK, WHITE
from tengen.go.records import Game, from_sgf
from tengen.go.rules import Rules

KO = ["simple", "positional", "situational"]

SIMPLE_KO = """
    . X O .
    X O . O
    . X O .
    . . . ."""


def test_simple_ko():
    board = Board.from_text(SIMPLE_KO, rules="japanese")
    assert board.play("C3", "B") == 1
    assert board.ko_point == board.size + 1
    assert board.why_illegal("B3").startswith("ko")
    assert board.is_legal("B3", "B")  # Black may fill it
    board.play("A1", "W")
    assert board.ko_point is None
    board.play("D1", "B")
    assert board.play("B3", "W") == 1


@pytest.mark.parametrize("ko", KO)
def test_a_pass_is_no_threat_by_superko(ko):
    board = Board.from_text(SIMPLE_KO, rules=Rules(ko=ko))
    board.play("C3", "B")
    board.play("pass")
    board.play("pass")
    assert board.is_legal("B3", "W") == (ko == "simple")


def triple_ko(ko: str) -> Board:
    return Board.from_text(
        """
        . X O . . X O . . X O .
        X O . O X O . O X . X O
        . X O . . X O . . X O .
        . . . . . . . . . . . .
        . . . . . . . . . . . .
        . . . . . . . . . . . .
        . . . . . . . . . . . .
        . . . . . . . . . . . .
        . . . . . . . . . . . .
        . . . . . . . . . . . .
        . . . . . . . . . . . .
        . . . . . . . . . . . .""",
        rules=Rules(ko=ko),
    )


@pytest.mark.parametrize("ko", KO)
def test_triple_ko_goes_round_only_by_simple_ko(ko):
    board = triple_ko(ko)
    start = board.hash
    for vertex in ["C11", "K11", "G11", "B11", "L11"]:
        assert board.play(vertex) == 1
    move = "F11"  # the sixth: all three kos are as they were, Black to play
    if ko == "simple":
        board.play(move)
        assert board.hash == start
    else:
        assert board.why_illegal(move).startswith("superko")


SEND_TWO = """
    . O . O .
    X X O O .
    . X X O .
    . . X O O
    . . X . ."""


@pytest.mark.parametrize("ko", KO)
def test_sending_two_returning_one(ko):
    """White sends two, Black takes two, White takes one back: the same grid, Black's
    turn instead of White's."""
    board = Board.from_text(SEND_TWO, to_play="W", rules=Rules(ko=ko))
    start = board.hash
    board.play("A5")
    assert board.play("C5") == 2
    if ko == "positional":
        assert board.why_illegal("B5").startswith("superko")
    else:
        assert board.play("B5") == 1
        assert board.hash == start and board.to_play == BLACK


def fill_2x2(ko: str) -> Board:
    board = Board(2, Rules(ko=ko, suicide=True))
    for vertex in ["A1", "pass", "A2", "pass", "B1", "pass"]:
        board.play(vertex)
    return board


def test_the_first_empty_board_counts():
    assert fill_2x2("positional").why_illegal("B2").startswith("superko")
    board = fill_2x2("situational")  # it is White's turn on the empty board this time
    board.play("B2")
    assert not board.stones.any()
    assert board.captures == {BLACK: 0, WHITE: 4}
    board = fill_2x2("simple")
    board.play("B2")
    assert not board.stones.any()


def test_suicide_of_one_stone_repeats_the_grid():
    corner = """
        . O .
        O . .
        . . ."""
    for ko, legal in [("simple", True), ("positional", False), ("situational", True)]:
        board = Board.from_text(corner, rules=Rules(ko=ko, suicide=True))
        assert board.is_legal("A3", "B") == legal, ko
        assert not Board.from_text(corner, rules=Rules(ko=ko)).is_legal("A3", "B")


def test_a_pass_never_violates_superko():
    for ko in KO:
        board = Board(3, Rules(ko=ko))
        for _ in range(6):
            assert board.legal_moves()[-1] and board.is_legal("pass")
            board.play("pass")


def first_return(game: Game) -> int | None:
    """The number of the first stone that brings a grid back; found by looking."""
    board = Board(game.size, Rules(ko="simple", suicide=True))
    board.put(black=game.setup_black, white=game.setup_white)
    grids = {board.stones.tobytes()}
    for number, (colour, point) in enumerate(game.moves, start=1):
        board.play(point, colour)
        grid = board.stones.tobytes()
        if grid in grids and point != game.size**2:
            return number
        grids.add(grid)
    return None


def forbidden(game: Game, ko: str) -> tuple[int, str] | None:
    """The number of the first move that rules with this ko forbid, and why."""
    board = Board(game.size, Rules(ko=ko))
    board.put(black=game.setup_black, white=game.setup_white)
    for number, (colour, point) in enumerate(game.moves, start=1):
        try:
            board.play(point, colour)
        except IllegalMove as error:
            return number, error.rule
    return None


def test_superko_forbids_exactly_what_brings_a_grid_back(go_data: Path):
    returns = 0
    for kind in ("eternal_life", "3ko", "triple_ko", "quadruple_ko", "multiple_ko"):
        files = sorted((go_data / "odd_sgf").glob(f"*unusual-{kind}*.sgf"))
        assert files
        for file in files:
            game = from_sgf(file.read_bytes())
            number = first_return(game)
            expected = None if number is None else (number, "superko")
            assert forbidden(game, "positional") == expected, file.name
            assert forbidden(game, "simple") is None, file.name
            returns += number is not None
    assert returns > 15


def test_games_that_were_lost_by_an_illegal_move(go_data: Path):
    folder = go_data / "odd_sgf"
    for number in (2, 4, 15, 16, 17, 19):
        game = from_sgf(
            (folder / f"brouwer__unusual-illegal_ko_{number}.sgf").read_bytes()
        )
        for ko in KO:
            assert forbidden(game, ko) == (len(game.moves), "ko")
    game = from_sgf((folder / "brouwer__unusual-suicide_1.sgf").read_bytes())
    assert forbidden(game, "simple") == (len(game.moves), "suicide")
