"""The course's exercise: six planes, 362 moves, a value.

1. Random data has the shapes of the exercise; the network learns it by heart, and
   nothing that carries over.
2. On games the error falls on games that were kept apart.
3. The script runs as its text says.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from tengen.go import exercise
from tengen.go.archive import write_archive
from tengen.go.board import Board
from tengen.go.records import Game


def test_random_data_is_learned_by_heart_and_teaches_nothing():
    model, history = exercise.train_on_random_data(64, 40, 16, filters=8, blocks=1)
    assert [tuple(o.shape) for o in model.outputs] == [(None, 362), (None, 1)]
    loss, held_out = (
        history.history[name][-1] for name in ("policy_loss", "val_policy_loss")
    )
    assert loss < 0.8 * math.log(362) < held_out


def test_random_data_is_what_it_says():
    x, y = exercise.random_data(100, seed=4)
    assert set(np.unique(x)) == set(np.unique(y["value"])) == {0, 1}
    np.testing.assert_array_equal(y["policy"].sum(-1), 1)
    again, _ = exercise.random_data(100, seed=4)
    np.testing.assert_array_equal(x, again)


@pytest.fixture(scope="module")
def games(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Games in which everybody plays the first free point, row by row."""
    kept = []
    for number in range(400):
        board = Board(19)
        board.play(number % 361)
        for _ in range(10 + number % 7):
            board.play(int(board.legal_moves().argmax()))
        kept.append(Game(moves=board.moves, winner=1 + number % 2, result="B+R"))
    path = tmp_path_factory.mktemp("games") / "games.npz"
    write_archive(kept, path)
    return path


def test_games_teach_something_about_other_games(games: Path):
    _, history = exercise.train_on_games(str(games), 3, 1024, 32, filters=8, blocks=1)
    errors = history.history["val_policy_loss"]
    assert errors[-1] < 4 < math.log(362)
    assert errors[-1] < errors[0]


@pytest.mark.parametrize("words, expected", [([], "random"), (["a.npz"], "a.npz")])
def test_the_script_does_what_its_text_says(words, expected, monkeypatch):
    called: list[str] = []
    monkeypatch.setattr(
        exercise, "train_on_random_data", lambda: called.append("random")
    )
    monkeypatch.setattr(exercise, "train_on_games", called.append)
    exercise.main(words)
    assert called == [expected]
