"""The board: moves, captures, set-up, undo, hashes, errors.

Properties: (1) in random games on small boards, by each set of rules, every point is
legal or not for the reason that the plain rules (reference.py) give, and stones,
captures, liberties and chains are theirs; (2) undo restores everything, superko's
memory included, and copies remember it; (3) a hash belongs to one grid, and the
canonical one to its eight images; (4) set-up stones and handicap make positions that
can be; (5) errors name the rule and the point. Superko has a file of its own.
"""

from __future__ import annotations

import copy
import itertools

import numpy as np
import pytest

from tengen.go.board import Board, IllegalMove
from tengen.go.points import BLACK, WHITE, symmetry
from tengen.go.rules import RULES, Rules
from tests.go.reference import Reference, chain

KO = ["simple", "positional", "situational"]
KO_IN_THE_CORNER = """
    . X O .
    X O . O
    . X O .
    . . . ."""
GAMES = list(itertools.product(KO, [False, True], [2, 3, 4, 5]))


def everything(board: Board) -> tuple[object, ...]:
    """All that can be seen of a board."""
    legal = [board.legal_moves(colour).tobytes() for colour in (BLACK, WHITE)]
    return (
        board.stones.tobytes(), board.liberties.tobytes(), board.to_play, board.hash,
        board.ko_point, board.passes, board.moves, str(board.captures), legal,
    )  # fmt: skip


def agree(board: Board, game: Reference) -> None:
    points = board.size**2
    assert tuple(board.stones.ravel()) == game.grid
    liberties = board.liberties.ravel()
    for point in range(points):
        if game.grid[point]:
            stones, around = chain(game.grid, point, board.size)
            assert liberties[point] == len(around)
            assert set(board.chain(point)) == stones
    for colour in (BLACK, WHITE):
        verdicts = [board._native.judge(point, colour) for point in range(points + 1)]
        assert verdicts == [game.judge(point, colour) for point in range(points + 1)]
        legal = [verdict == "legal" for verdict in verdicts]
        assert board.legal_moves(colour).tolist() == legal


@pytest.mark.parametrize(("ko", "suicide", "size"), GAMES)
def test_random_games_agree_with_the_plain_rules(ko, suicide, size):
    random = np.random.default_rng([size, suicide, KO.index(ko)])
    hashes: dict[int, tuple[int, ...]] = {}
    for _ in range(10):
        board, game = (
            Board(size, Rules(ko=ko, suicide=suicide)),
            Reference(size, ko, suicide),
        )
        for _ in range(10 * size):
            agree(board, game)
            assert hashes.setdefault(board.hash, game.grid) == game.grid
            colour = board.to_play if random.random() < 0.9 else 3 - board.to_play
            moves = np.flatnonzero(board.legal_moves(colour)[:-1])
            passes = len(moves) == 0 or random.random() < 0.03
            point = size**2 if passes else int(random.choice(moves))
            assert board.play(point, colour) == game.play(point, colour)


def test_two_passes_end_the_game_and_a_stone_between_does_not():
    board = Board(5)
    board.play("pass")
    board.play("C3")
    board.play("pass")
    assert board.passes == 1 and not board.is_over
    board.play("pass")
    assert board.is_over and board.move_number == 4


def test_captures_count_for_the_taker_and_suicide_for_the_opponent():
    board = Board.from_text(
        """
        . X .
        O X .
        . X O""",
        rules="tromp-taylor",
    )
    assert board.play("C2") == 1
    assert board.captures == {BLACK: 1, WHITE: 0}
    assert board.play("A3") == board.play("A1", "W") == 0
    assert not board.stones[:, 0].any()  # three stones filled their own liberties
    assert board.captures == {BLACK: 4, WHITE: 0}


@pytest.mark.parametrize("ko", KO)
def test_undo_restores_everything(ko):
    random = np.random.default_rng(KO.index(ko))
    for size in (2, 3, 12):
        board = Board(size, Rules(ko=ko, suicide=True))
        seen = []
        for _ in range(12 * size):
            seen.append(everything(board))
            colour = board.to_play if random.random() < 0.9 else 3 - board.to_play
            board.play(
                int(random.choice(np.flatnonzero(board.legal_moves(colour)))), colour
            )
        for before in reversed(seen):
            board.undo()
            assert everything(board) == before
        with pytest.raises(IndexError, match="no move"):
            board.undo()


def test_undo_goes_back_to_the_set_up():
    board = Board(9)
    board.place_handicap(4)
    set_up = everything(board)
    board.play("E5")
    board.undo()
    assert everything(board) == set_up and board.to_play == WHITE


def test_copies_go_their_own_ways():
    board = Board.from_text(KO_IN_THE_CORNER, rules="cgos")
    for vertex in ["C3", "pass", "pass"]:
        board.play(vertex)
    twin, before = board.copy(), everything(board)
    assert everything(copy.deepcopy([board])[0]) == before
    assert everything(twin) == before
    assert twin.why_illegal("B3").startswith("superko")  # it remembers the past
    twin.play("A1")
    twin.undo()
    twin.undo()
    assert everything(board) == before


@pytest.mark.parametrize("size", [2, 9, 19, 25])
def test_canonical_hash_is_that_of_all_eight_images(size):
    random = np.random.default_rng(size)
    boards = [Board(size) for _ in range(8)]
    hashes = set()
    for _ in range(min(3 * size, 60)):
        legal = np.flatnonzero(boards[0].legal_moves())
        if len(legal) == 1:
            break
        move = int(random.choice(legal[:-1]))
        for k, board in enumerate(boards):
            board.play(symmetry(move, size, k))
        assert len({board.canonical_hash for board in boards}) == 1
        hashes.add(boards[0].canonical_hash)
    assert len(hashes) > size // 2


def test_equal_stones_have_equal_hashes_however_they_came():
    first, second = Board(9), Board(9)
    for vertex in ["A1", "B2", "C3", "D4"]:
        first.play(vertex)
    second.put(black=["C3", "A1"], white=["D4", "B2"])
    assert first.hash == second.hash != Board(9).hash


def test_set_up_stones_make_chains_and_forget_the_game():
    board = Board(5)
    board.play("C3")
    board.put(black=["A1", "A2"], white=["B1"], empty=["C3"])
    assert board.move_number == 0 and board.to_play == WHITE
    assert board.liberties[4, 0] == 2
    assert sorted(board.chain("A1")) == [15, 20]
    assert board.why_illegal("A1") == "there is a stone already"
    assert board.chain("C3") == []


def test_positions_that_cannot_be_are_refused():
    board = Board(3)
    board.play("B2")
    before = everything(board)
    with pytest.raises(ValueError, match="A3 has no liberties"):
        board.put(black=["A3"], white=["A2", "B3"])
    with pytest.raises(ValueError, match="C1 is named twice"):
        board.put(black=["C1"], white=["C1"])
    with pytest.raises(ValueError, match="A pass is no point"):
        board.put(black=["pass"])
    assert everything(board) == before


def test_handicap_stones_are_those_of_gtp():
    board = Board(19, "aga")
    board.place_handicap(9)
    stones = {(r, c) for r, c in itertools.product([3, 9, 15], repeat=2)}
    assert {tuple(point) for point in np.argwhere(board.stones)} == stones
    assert board.to_play == WHITE and board.handicap == 9
    with pytest.raises(ValueError, match="must be empty"):
        board.place_handicap(2)
    with pytest.raises(
        ValueError, match="8x8 board takes 2 to 4 handicap stones, not 5"
    ):
        Board(8).place_handicap(5)
    with pytest.raises(ValueError, match="5x5 board takes none"):
        Board(5).place_handicap(2)


def test_handicap_is_paid_for_as_the_rules_have_it():
    scores = {}
    for name in ("cgos", "aga", "chinese"):
        board = Board(9, name)
        board.place_handicap(3)
        scores[name] = board.area_score()
    assert scores == {"cgos": 73.5, "aga": 71.5, "chinese": 70.5}


def test_illegal_moves_name_the_rule_and_the_point():
    board = Board.from_text(KO_IN_THE_CORNER, rules="cgos")
    with pytest.raises(
        IllegalMove, match="Move 1, Black at B4: there is a stone"
    ) as error:
        board.play("B4")
    assert (error.value.point, error.value.colour) == (1, BLACK)
    assert error.value.rule == "occupied"
    with pytest.raises(IllegalMove, match="Black at D4: suicide"):
        board.play("D4", "B")
    board.play("C3")
    with pytest.raises(IllegalMove, match="Move 2, White at B3: ko") as error:
        board.play("B3")
    assert error.value.rule == "ko" and isinstance(error.value, ValueError)
    with pytest.raises(ValueError, match="E5 is not on a 4x4 board"):
        board.play("E5")
    assert board.move_number == 1


@pytest.mark.parametrize("size", [1, 26, 0, -3])
def test_sizes_that_do_not_exist_are_refused(size):
    with pytest.raises(ValueError, match="size must be 2 to 25, not '9'"):
        Board("9")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="size must be 2 to 25"):
        Board(size)


def test_drawings_are_read_back():
    board = Board(13)
    random = np.random.default_rng(13)
    for _ in range(100):
        board.play(int(random.choice(np.flatnonzero(board.legal_moves()))))
        twin = Board.from_text(str(board), board.to_play)
        assert twin.hash == board.hash and twin.to_play == board.to_play


@pytest.mark.parametrize(
    ("drawing", "message"),
    [("..\n...", "row 1 .* 2 points|row 2 .* 3 points"), ("..\n.Z", "Row 2 .* 'Z'")],
)
def test_drawings_that_are_no_boards_are_refused(drawing, message):
    with pytest.raises(ValueError, match=message):
        Board.from_text(drawing)


def test_komi_given_takes_the_place_of_the_rules_komi():
    board = Board(9, "japanese", komi=0.5)
    assert board.komi == 0.5 and board.rules.scoring == "territory"
    assert RULES["japanese"].komi == 6.5


def test_area_counts_what_reaches_one_colour():
    board = Board.from_text(
        """
        . X . O .
        X X . O O
        . . . . .
        X . X O .
        . X X O .""",
        komi=0.5,
    )
    assert board.area_score() == (7 + 2) - (5 + 1) - 0.5
