"""The planes of real games equal those that the course's own library makes of them.

60 games of KataGo with itself, stored with the planes that `golois` computed before
every move (11,091 positions), every tenth game in all eight symmetries.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from tengen.go.board import Board
from tengen.go.planes import PLANE_NAMES, encode, encode_positions


def read_games(path):
    """`games.data`: per game komi, winner, length; per move point, colour, 2 labels."""
    words = iter(path.read_text().split())
    codes, starts, komi, winner, values = [], [0], [], [], []
    for _ in range(int(next(words))):
        komi.append(float(next(words)))
        winner.append({"B": 1, "W": 2}[next(words)])
        for _ in range(int(next(words))):
            point, is_black = int(next(words)), int(next(words))
            codes.append(point | (not is_black) << 10)
            values.append(round(100 * float(next(words))))
            next(words)
        starts.append(len(codes))
    return SimpleNamespace(
        size=19,
        moves=np.array(codes, np.uint16),
        starts=np.array(starts, np.int64),
        setups=np.zeros(0, np.uint16),
        setup_starts=np.zeros(len(starts), np.int64),
        komi=np.array(komi, np.float32),
        winner=np.array(winner, np.uint8),
        values=np.array(values, np.uint8),
    )


@pytest.fixture(scope="module")
def games(go_data):
    return read_games(go_data / "planes31" / "games.data")


@pytest.fixture(scope="module")
def stored(go_data):
    with np.load(go_data / "planes31" / "planes.npz") as arrays:
        return dict(arrays)


def test_every_plane_of_every_move_of_every_game(games, stored):
    assert sum(name.endswith("_sym0") for name in stored) == len(games.starts) - 1
    assert sum(name.endswith("_sym7") for name in stored) == 6
    positions = 0
    for name, packed in stored.items():
        game, symmetry = int(name[4:7]), int(name[-1])
        count = int(games.starts[game + 1] - games.starts[game])
        bits = np.unpackbits(packed, axis=1, count=19 * 19 * 31)
        found = encode_positions(
            games,
            np.full(count, game),
            np.arange(count),
            "golois",
            np.full(count, symmetry),
            dtype=np.uint8,
        )
        wrong = (found.x != bits.reshape(count, 19, 19, 31)).any((0, 1, 2))
        assert [PLANE_NAMES["golois"][i] for i in np.flatnonzero(wrong)] == [], name
        positions += count
    assert positions > 11_091


def test_a_board_in_play_is_encoded_as_its_record(games, stored):
    for game in (3, 41):
        board = Board(19, komi=7.5)
        bits = np.unpackbits(stored[f"game{game:03}_sym0"], axis=1, count=361 * 31)
        begin, end = games.starts[game : game + 2]
        for ply, code in enumerate(games.moves[begin:end].tolist()):
            expected = bits[ply].reshape(19, 19, 31)
            np.testing.assert_array_equal(encode(board), expected)
            board.play(code & 1023)


def test_the_value_is_the_label_of_the_move(games):
    count = int(games.starts[1])
    batch = encode_positions(games, np.zeros(count), np.arange(count))
    np.testing.assert_allclose(batch.value * 100, games.values[:count], atol=1e-4)
    np.testing.assert_array_equal(batch.policy, games.moves[:count] & 1023)
