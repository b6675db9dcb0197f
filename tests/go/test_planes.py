"""Input planes.

- All kinds equal a slow encoder that works on grids by flood fill, on random games of
  all kinds of sizes, with passes, captures, kos and set-up stones.
- A turned encoding is the turned encoding, and the encoding of the turned game.
- Positions of an archive are encoded as the boards are; with their targets; in bytes;
  into given arrays; and with any number of threads.
- What does not fit is told before work starts.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from tengen import _go
from tengen.go.archive import GameArchive, write_archive
from tengen.go.board import Board
from tengen.go.planes import (
    PLANE_NAMES,
    PLANES,
    EncodedPositions,
    encode,
    encode_batch,
    encode_positions,
)
from tengen.go.points import symmetry_table
from tengen.go.records import Game
from tests.go import reference_planes
from tests.go.reference_planes import History

KINDS = list(PLANES)


def random_game(size, plies, seed, setup=0, komi=7.5):
    """A board after random legal moves (some pass), and the same as a history."""
    random = np.random.default_rng(seed)
    board = Board(size, "chinese", komi)
    if setup:
        points = random.permutation(size * size)[: 2 * setup].tolist()
        board.put(black=points[:setup], white=points[setup:])
    history = History(size, komi, [tuple(board.stones.ravel().tolist())])
    for _ in range(plies):
        legal = np.flatnonzero(board.legal_moves()[:-1])
        point = size * size
        if legal.size and random.random() > 0.03:
            point = int(random.choice(legal))
        history.play(board.to_play, point)
        board.play(point)
    return board, history


def packed(games, size):
    """Boards as the arrays of an archive."""
    codes, starts, setups, setup_starts = [], [0], [], [0]
    for board in games:
        codes += [point | (colour == 2) << 10 for colour, point in board.moves]
        starts.append(len(codes))
        setup_starts.append(len(setups))
    return SimpleNamespace(
        size=size,
        moves=np.array(codes, np.uint16),
        starts=np.array(starts, np.int64),
        setups=np.array(setups, np.uint16),
        setup_starts=np.array(setup_starts, np.int64),
        komi=np.array([board.komi for board in games], np.float32),
        winner=np.array([1, 2, 0, 255] * len(games), np.uint8)[: len(games)],
        values=None,
    )


def turned(planes, k):
    """Planes with what is at point p moved to where symmetry k takes p."""
    size = planes.shape[0]
    result = np.empty_like(planes).reshape(size * size, -1)
    result[symmetry_table(size)[k]] = planes.reshape(size * size, -1)
    return result.reshape(planes.shape)


# Against the slow encoder


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("size", "plies", "setup"),
    [(2, 5, 0), (3, 9, 0), (5, 40, 0), (7, 60, 4), (9, 3, 5), (9, 100, 0), (11, 90, 0)]
    + [(12, 70, 0), (13, 2, 0), (19, 250, 0), (19, 7, 9), (25, 300, 0)],
)
def test_equals_the_slow_encoder(kind, size, plies, setup):
    for seed in range(3 if size < 19 else 1):
        board, history = random_game(size, plies, seed, setup, komi=seed + 0.5)
        expected = reference_planes.planes(history, kind)
        found = encode(board, kind)
        different = np.argwhere((found != expected).any((0, 1))).ravel()
        assert found.dtype == np.float32
        assert [PLANE_NAMES[kind][i] for i in different] == []


@pytest.mark.parametrize("kind", KINDS)
def test_equals_the_slow_encoder_at_every_move_of_a_short_game(kind):
    board, history = Board(5, "chinese"), History(5)
    points = random_game(5, 30, seed=8)[0].moves
    for colour, point in points:
        expected = reference_planes.planes(history, kind)
        np.testing.assert_array_equal(encode(board, kind), expected)
        board.play(point)
        history.play(colour, point)


def test_a_ko_is_no_legal_move():
    board = Board.from_text(
        """
        . X O .
        X . X O
        . X O .
        . . . .""",
        to_play="W",
    )
    board.play("B3")
    planes = encode(board, "alphago")
    sensible, taken = (
        PLANE_NAMES["alphago"].index("legal move that fills no own eye"),
        20,
    )
    assert planes[1, 2, 2] == 1  # empty, and forbidden
    assert planes[1, 2, sensible] == 0
    assert planes[1, 2, taken : taken + 8].sum() == 0


@pytest.mark.parametrize(
    ("komi", "plane"),
    [(0.5, 21), (7, 28), (7.5, 28), (9.5, 30), (0, 21), (-3.5, 21), (12.5, 30)],
)
def test_komi_beyond_the_planes_is_the_nearest(komi, plane):
    planes = encode(Board(9, komi=komi))
    assert planes[..., plane].all()
    assert planes[..., 21:].sum() == 81


def test_names_and_numbers_of_planes():
    assert {"golois": 31, "alphago": 48, "zero": 17, "exercise": 6}.items() <= (
        PLANES.items()
    )
    assert _go.plane_counts == PLANES
    assert PLANE_NAMES["golois"][28] == "komi 7.5"


# Symmetries


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("k", range(8))
def test_turned_planes_are_planes_of_the_turned_game(kind, k):
    board, _ = random_game(9, 50, seed=k)
    other = Board(9, "chinese")
    for _, point in board.moves:
        other.play(point if point == 81 else int(symmetry_table(9)[k, point]))
    found = encode(board, kind, symmetry=k)
    np.testing.assert_array_equal(found, turned(encode(board, kind), k))
    np.testing.assert_array_equal(found, encode(other, kind))


# Batches of boards


def test_a_batch_is_its_boards():
    boards = [random_game(9, 10 * i, seed=i)[0] for i in range(5)]
    batch = encode_batch(boards, "zero", [0, 1, 2, 5, 7])
    for board, k, planes in zip(boards, [0, 1, 2, 5, 7], batch, strict=True):
        np.testing.assert_array_equal(planes, encode(board, "zero", k))
    out = np.empty((5, 9, 9, 31), np.uint8)
    assert encode_batch(boards, out=out) is out
    np.testing.assert_array_equal(out, encode_batch(boards))


def test_taking_back_a_move_takes_back_its_planes():
    board, _ = random_game(9, 30, seed=3)
    before = encode(board, "alphago")
    board.play("pass")
    board.undo()
    np.testing.assert_array_equal(encode(board, "alphago"), before)


# Positions of archives


@pytest.fixture(scope="module")
def archive():
    return packed([random_game(9, 40 + i, seed=i, komi=i)[0] for i in range(6)], 9)


def boards_of(archive, games, plies):
    for game, ply in zip(games, plies, strict=True):
        board = Board(archive.size, "chinese", float(archive.komi[game]))
        begin, end = archive.starts[game : game + 2]
        for code in archive.moves[begin:end][:ply].tolist():
            board.play(code & 1023)
        yield board


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("threads", [1, 3])
def test_positions_of_archives_are_boards(archive, kind, threads):
    games = np.repeat(np.arange(6), 20)[::-1]
    plies = np.tile(np.arange(0, 40, 2), 6)
    turns = np.arange(120) % 8
    batch = encode_positions(archive, games, plies, kind, turns, threads=threads)
    boards = list(boards_of(archive, games, plies))
    np.testing.assert_array_equal(batch.x, encode_batch(boards, kind, turns))


def test_set_up_stones_of_archives_stand_from_the_start():
    board = Board(9)
    board.place_handicap(4)
    board.play("E5")
    games = packed([board], 9)
    games.setups = np.flatnonzero(board.stones == 1).astype(np.uint16)
    games.setup_starts = np.array([0, len(games.setups)])
    for kind in KINDS:
        batch = encode_positions(games, [0, 0], [0, 1], kind)
        expected = board.copy()
        expected.undo()
        np.testing.assert_array_equal(batch.x, encode_batch([expected, board], kind))


def test_an_archive_from_a_file(tmp_path):
    stones, moves = [20, 24], [(2, 40), (1, 41), (2, 31), (1, 81), (2, 60)]
    game = Game(9, moves, komi=0.5, setup_black=stones, winner=2, values=[0.3] * 5)
    write_archive([game, Game(9, moves[1:], komi=6.5)], tmp_path / "games.npz")
    board = Board(9, komi=0.5)
    board.put(black=stones)
    board.to_play = 2
    boards = [board.copy()]
    for colour, point in moves:
        board.play(point, colour)
        boards.append(board.copy())
    batch = encode_positions(
        GameArchive.open(tmp_path / "games.npz"), [0] * 6, range(6)
    )
    np.testing.assert_array_equal(batch.x, encode_batch(boards))
    assert batch.policy.tolist() == [40, 41, 31, 81, 60, -1]
    np.testing.assert_array_equal(batch.value, np.float32([0.3] * 5 + [1]))


def test_targets(archive):
    games, plies = np.array([0, 1, 2, 3]), np.array([4, 5, 6, 7])
    batch = encode_positions(archive, games, plies, symmetries=[0, 1, 2, 6])
    for i, k in enumerate([0, 1, 2, 6]):
        point = int(archive.moves[archive.starts[games[i]] + plies[i]]) & 1023
        turned_point = 81 if point == 81 else symmetry_table(9)[k, point]
        assert batch.policy[i] == turned_point
    assert batch.policy.dtype == np.int32
    # Black, White, nobody, unknown
    np.testing.assert_array_equal(batch.value, np.float32([0, 1, 0.5, np.nan]))


def test_a_pass_and_the_end_as_policy_targets():
    board = Board(5)
    board.play("C3")
    board.play("pass")
    batch = encode_positions(packed([board], 5), [0, 0], [1, 2], symmetries=[3, 3])
    assert batch.policy.tolist() == [25, -1]


def test_a_label_goes_before_the_outcome(archive):
    labelled = SimpleNamespace(**vars(archive))
    labelled.values = np.full(len(archive.moves), 255, np.uint8)
    labelled.values[archive.starts[1] + 3] = 37
    batch = encode_positions(labelled, [1, 1], [3, 4])
    np.testing.assert_array_equal(batch.value, np.float32([0.37, 1]))


def test_the_last_board_is_not_turned_and_the_chains_are(archive):
    games, plies, turns = [2, 3], [20, 31], [5, 6]
    batch = encode_positions(
        archive, games, plies, symmetries=turns, end=True, groups=True
    )
    for i, board in enumerate(boards_of(archive, games, plies)):
        last = next(boards_of(archive, [games[i]], [None]))
        own = board.to_play
        np.testing.assert_array_equal(batch.end[i, ..., 0], last.stones == own)
        np.testing.assert_array_equal(batch.end[i, ..., 1], last.stones == 3 - own)
        groups = batch.groups[i].ravel()[symmetry_table(9)[turns[i]]]
        stones = board.stones.ravel()
        np.testing.assert_array_equal(groups == 0, stones == 0)
        for point in np.flatnonzero(stones):
            same = np.flatnonzero(groups == groups[point]).tolist()
            assert same == sorted(board.chain(int(point)))


def test_bytes_and_given_arrays(archive):
    games, plies = np.arange(6), np.arange(6) * 7
    floats = encode_positions(archive, games, plies)
    small = encode_positions(archive, games, plies, dtype=np.uint8)
    assert small.x.dtype == np.uint8
    np.testing.assert_array_equal(floats.x, small.x)
    out = EncodedPositions(
        x=np.full((6, 9, 9, 31), 7, np.float32),
        policy=np.zeros(6, np.int32),
        value=np.zeros(6, np.float32),
        groups=np.zeros((6, 9, 9, 1), np.float32),
    )
    mine = out.x
    assert encode_positions(archive, games, plies, out=out) is out
    assert out.x is mine
    np.testing.assert_array_equal(out.x, floats.x)
    np.testing.assert_array_equal(out.policy, floats.policy)
    assert out.groups is not None
    assert out.groups.any()
    assert out.end is None


def test_no_positions_are_an_empty_batch(archive):
    assert encode_positions(archive, [], []).x.shape == (0, 9, 9, 31)


# What does not fit


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "golais"}, "no planes of the kind 'golais'; known are 'golois'"),
        ({"games": [6]}, "no game 6; the archive has 6"),
        ({"plies": [41]}, "game 0 has 40 moves; there is no position 41"),
        ({"plies": [1, 2]}, "equal length"),
        ({"symmetries": [8]}, "there are 0 to 7"),
        ({"symmetries": [-1]}, "there are 0 to 7"),
        ({"symmetries": [1, 2]}, "one for each of the 1 positions"),
        ({"threads": 0}, "threads must be 1 or more"),
        ({"dtype": np.float64}, "float32 or uint8"),
        ({"out": EncodedPositions(np.zeros((1, 9, 9, 31)), None, None)}, "float64"),
        ({"out": EncodedPositions(np.zeros((2, 9, 9, 31)), None, None)}, "shape"),
    ],
)
def test_what_does_not_fit_is_told(archive, changes, message):
    arguments = {"games": [0], "plies": [0], **changes}
    with pytest.raises((ValueError, IndexError), match=message):
        encode_positions(archive, **arguments)


def test_read_only_and_strided_arrays_are_refused():
    out = np.zeros((1, 9, 9, 62), np.float32)[..., ::2]
    with pytest.raises(ValueError, match="contiguous and writeable"):
        encode_batch([Board(9)], out=out)
    out = np.zeros((1, 9, 9, 31), np.float32)
    out.setflags(write=False)
    with pytest.raises(ValueError, match="contiguous and writeable"):
        encode_batch([Board(9)], out=out)


def test_a_damaged_game_is_an_error_with_its_number(archive):
    damaged = SimpleNamespace(**vars(archive))
    damaged.moves = archive.moves.copy()
    begin = archive.starts[4]
    damaged.moves[begin + 9] = damaged.moves[begin + 8] = 40
    with pytest.raises(ValueError, match="game 4 .* stone on a stone"):
        encode_positions(damaged, [3, 4], [30, 30])
    damaged.moves[begin + 8 : begin + 10] = [900, 41]
    with pytest.raises(ValueError, match="game 4 "):
        encode_positions(damaged, [4, 3], [30, 30])


def test_boards_of_two_sizes_are_no_batch():
    with pytest.raises(ValueError, match="19x19 and 9x9"):
        encode_batch([Board(19), Board(9)])
    with pytest.raises(ValueError, match="at least one"):
        encode_batch([])
