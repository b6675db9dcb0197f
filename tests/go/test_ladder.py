"""Ladders.

- The textbook's ladder works on an empty board; a stone in its way breaks it, and
  takes the working move away.
- A chain in atari gets out by extending to three liberties or by taking an attacker,
  and not otherwise; the edge is no help.
- Kos and suicide are heeded.
- Captured and escaping are what the working moves say, and everything agrees with a
  plain reader on grids, on random positions of several sizes.
- GNU Go, which reads much more than ladders, captures what a ladder captures.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen.go.board import Board
from tengen.go.points import point_text
from tengen.go.records import from_sgf
from tests.go.reference import chain
from tests.go.reference_planes import Ladder


def vertices(board, moves):
    return sorted(point_text(point, board.size) for point in moves)


def capturing(board, stone):
    return vertices(board, board.ladder_moves(stone)[0])


def escaping(board, stone):
    return vertices(board, board.ladder_moves(stone)[1])


TEXTBOOK = """
    . . . . . . . . .
    . . X X . . . . .
    . X O . . . . . .
    . . . . . . . . .
    . . . . . . . . .
    . . . . . . . . .
    . . . . . . . . .
    . . . . . . . {} .
    . . . . . . . . ."""


def test_the_textbook_ladder_runs_to_the_edge():
    board = Board.from_text(TEXTBOOK.format("."))
    assert board.ladder_captured("C7")
    assert capturing(board, "C7") == ["C6"]
    assert board.ladder_escapes("C7")  # White has two liberties, and the move
    assert escaping(board, "C7") == []  # nothing to escape from yet


def test_a_breaker_breaks_it():
    board = Board.from_text(TEXTBOOK.format("O"))
    assert not board.ladder_captured("C7")
    assert capturing(board, "C7") == []


def test_a_stone_of_the_attacker_does_not():
    board = Board.from_text(TEXTBOOK.format("X"))
    assert board.ladder_captured("C7")


def test_in_atari_the_owner_runs_in_vain():
    board = Board.from_text(TEXTBOOK.format("."), to_play="B")
    board.play("C6")
    assert not board.ladder_escapes("C7")
    assert escaping(board, "C7") == []
    assert capturing(board, "C7") == ["D7"]  # taking it at once


def test_in_atari_the_owner_runs_to_the_breaker():
    board = Board.from_text(TEXTBOOK.format("O"), to_play="B")
    board.play("C6")
    assert board.ladder_escapes("C7")
    assert escaping(board, "C7") == ["D7"]


FIRST_LINE = """
    . . . . . .
    . . . . . .
    . . . . . .
    . . . . . .
    . X X . {} .
    . X O . . ."""


def test_the_first_line_is_no_way_out():
    board = Board.from_text(FIRST_LINE.format("."))
    assert not board.ladder_escapes("C1")
    assert escaping(board, "C1") == []
    board = Board.from_text(FIRST_LINE.format("O"))
    assert board.ladder_escapes("C1")
    assert escaping(board, "C1") == ["D1"]


ATTACKER_IN_ATARI = """
    . O X {} .
    . X O . .
    . . . . .
    . . . . .
    . . . . ."""


def test_taking_an_attacker_saves():
    board = Board.from_text(ATTACKER_IN_ATARI.format("."))
    assert board.ladder_escapes("B5")
    assert escaping(board, "B5") == ["D5"]
    board = Board.from_text(ATTACKER_IN_ATARI.format("X"))
    assert not board.ladder_escapes("B5")
    assert escaping(board, "B5") == []


def test_suicide_is_no_attack():
    board = Board.from_text(
        """
        . O . O .
        O X X . .
        . O . . .
        . . . . .
        . . . . ."""
    )
    # White's A4 has the liberties A5 and A3; Black cannot play A5.
    assert board.liberties[1, 0] == 2
    assert not board.is_legal("A5", "B")
    assert "A5" not in capturing(board, "A4")


def test_three_liberties_are_no_ladder():
    board = Board.from_text(
        """
        . . . . .
        . . X . .
        . . O . .
        . . . . .
        . . . . ."""
    )
    assert not board.ladder_captured("C3")
    assert board.ladder_moves("C3") == ([], [])


def test_an_empty_point_is_no_chain():
    with pytest.raises(ValueError, match="no stone at C3"):
        Board(5).ladder_captured("C3")
    with pytest.raises(ValueError, match="pass"):
        Board(5).ladder_moves("pass")


# Against the plain reader


def random_boards(size, count):
    for seed in range(count):
        random = np.random.default_rng([size, seed])
        board = Board(size, "chinese")
        for _ in range(int(random.integers(size, 2 * size * size))):
            legal = np.flatnonzero(board.legal_moves()[:-1])
            if legal.size == 0:
                break
            board.play(int(random.choice(legal)))
        yield board


@pytest.mark.parametrize(("size", "count"), [(4, 40), (6, 40), (9, 20), (13, 6)])
def before_a_ko(board):
    """The grid that may not come back at once, or None."""
    if board.ko_point is None:
        return None
    earlier = board.copy()
    earlier.undo()
    return tuple(earlier.stones.ravel().tolist())


@pytest.mark.parametrize(("size", "count"), [(4, 40), (6, 40), (9, 20), (13, 6)])
def test_agrees_with_a_plain_reader(size, count):
    asked = captured = 0
    for board in random_boards(size, count):
        grid = tuple(board.stones.ravel().tolist())
        before = before_a_ko(board)
        for stone in np.flatnonzero(board.stones).tolist():
            _, liberties = chain(grid, stone, size)
            # A ko binds the player to move only.
            own = grid[stone] == board.to_play
            attack = Ladder(size).attack(grid, stone, None if own else before)
            escape = not Ladder(size).defend(grid, stone, before if own else None)
            assert board.ladder_captured(stone) == attack
            assert board.ladder_escapes(stone) == escape
            taking, saving = board.ladder_moves(stone)
            assert attack == bool(taking)
            assert set(taking) <= liberties
            if len(liberties) == 1:
                assert escape == bool(saving)
                assert set(saving) <= set(Ladder(size).defences(grid, stone))
            asked += len(liberties) <= 2
            captured += attack
    assert asked > captured > 0


def test_a_ko_decides_some_of_these_ladders():
    decided = 0
    for board in random_boards(6, 40):
        grid, before = tuple(board.stones.ravel().tolist()), before_a_ko(board)
        for stone in np.flatnonzero(board.stones).tolist() if before else []:
            if grid[stone] != board.to_play:
                free = Ladder(6).attack(grid, stone)
                decided += board.ladder_captured(stone) != free
            else:
                free = not Ladder(6).defend(grid, stone)
                decided += board.ladder_escapes(stone) != free
    assert decided > 0


# Against GNU Go


def test_gnu_go_captures_what_a_ladder_captures(gnugo, go_data):
    record = (go_data / "planes31" / "games.sgfs").read_text().splitlines()[7]
    engine, board, agreed = gnugo("--level", "10"), Board(19), 0
    engine.ask(["boardsize 19"])
    for number, (colour, point) in enumerate(from_sgf(record.encode()).moves):
        board.play(point, colour)
        engine.ask([f"play {'BW'[colour - 1]} {point_text(point, 19)}"])
        if number % 8 or point == 361:
            continue
        names = {min(board.chain(int(p))) for p in np.flatnonzero(board.stones)}
        for stone in sorted(names):
            if board.liberties.ravel()[stone] == 2 and board.ladder_captured(stone):
                vertex = point_text(stone, 19)
                assert engine.ask([f"attack {vertex}"])[0].split()[0] != "0", vertex
                agreed += 1
    assert agreed > 10
