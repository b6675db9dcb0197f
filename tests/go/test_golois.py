"""`golois`: the calls of the course's module, and what stands beside them.

Properties: (1) arrays are filled in place with the positions of an archive, the same as
the data set serves; `end` and `groups` are those of the game; (2) the validation set is
fixed and apart; (3) the symmetry is random and new at each call, and can be switched
off; (4) the seed decides all of it; (5) arrays that the original ignored are filled,
those that cannot be filled are refused by name; (6) games are found in the working
folder, in the course's text format, too, or by the environment; (7) scripts find the
module under `tengen run`; (8) one-epoch `fit`s on refilled arrays leak nothing.
"""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from tengen.compat import as_keras, uninstall
from tengen.go import Board, GameArchive, Positions, golois
from tengen.go.games_data import write_games_data
from tests.go.sample_games import random_game, write_games


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """An archive of games on 9x9."""
    return write_games(tmp_path_factory.mktemp("games") / "games.npz", 60)


@pytest.fixture(autouse=True)
def fresh(path, tmp_path, monkeypatch):
    """Each test is in a folder of its own, and has the games by the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TENGEN_GAMES", str(path))
    golois.setGames(None)
    golois.setSeed(0)
    golois.setSymmetry(True)
    yield
    golois.setGames(None)


def arrays(count, size=9, dtype="float32"):
    """Arrays as students make them, with random content."""
    board = (count, size, size)
    shapes = [(*board, 31), (count, size * size), (count,), (*board, 2), (*board, 1)]
    generator = np.random.default_rng(1)
    return [generator.integers(0, 2, shape).astype(dtype) for shape in shapes]


def test_arrays_are_filled_in_place(path):
    golois.setSymmetry(False)
    given = arrays(200)
    assert golois.getBatch(*given, 100) is None
    x, policy, value, end, groups = given
    expected = Positions(path, symmetry="none").at(100, 200)
    assert np.array_equal(x, expected.x)
    assert np.array_equal(policy, expected.policy)
    assert np.array_equal(value, expected.value)
    archive = GameArchive.open(path)
    for i in range(0, 200, 9):
        record = archive.game(int(expected.games[i]))
        board = Board(9, rules="tromp-taylor")
        for colour, point in record.moves:
            board.play(point, colour)
        own = record.moves[expected.plies[i]][0]
        assert np.array_equal(end[i, ..., 0], board.stones == own)
        assert np.array_equal(end[i, ..., 1], board.stones == 3 - own)
        stones = x[i, ..., 11] + x[i, ..., 12]
        assert np.array_equal(groups[i, ..., 0] > 0, stones > 0)


def test_the_validation_set_is_fixed_and_apart(path):
    one, other = arrays(60)[:4], arrays(60, dtype="float32")[:4]
    golois.getValidation(*one)
    golois.getBatch(*arrays(10), 0)
    golois.setSeed(9)
    golois.getValidation(*other)
    expected = Positions(path, part="held out").at(0, 60)
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(a, b)
    assert np.array_equal(one[0], expected.x)
    archive = GameArchive.open(path)
    assert archive.held_out[expected.games].all()


def test_batches_need_no_validation_before_them():
    code = "\n".join(
        [
            "import numpy as np",
            "from tengen.go import golois",
            "shapes = (8, 9, 9, 31), (8, 81), 8, (8, 9, 9, 2), (8, 9, 9, 1)",
            "made = [np.zeros(shape, 'float32') for shape in shapes]",
            "golois.getBatch(*made, 0)",
            "print(made[1].sum())",
        ]
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "8.0\n"), done.stderr


def test_the_symmetry_is_random_and_new_at_each_call():
    first, second, plain = (arrays(64) for _ in range(3))
    golois.getBatch(*first, 0)
    golois.getBatch(*second, 0)
    golois.setSymmetry(False)
    golois.getBatch(*plain, 0)
    same = [np.array_equal(a, b) for a, b in zip(first[0], second[0], strict=True)]
    assert 0 < sum(same) < 32
    upright = [np.array_equal(a, b) for a, b in zip(first[0], plain[0], strict=True)]
    assert 0 < sum(upright) < 32
    assert np.array_equal(first[2], plain[2])  # the same positions


def test_the_seed_decides():
    golois.setSeed(5)
    golois.getBatch(*(one := arrays(32)), 64)
    golois.setSeed(6)
    golois.getBatch(*(other := arrays(32)), 64)
    golois.setSeed(5)
    golois.getBatch(*(again := arrays(32)), 64)
    assert np.array_equal(one[0], again[0]) and np.array_equal(one[1], again[1])
    assert not np.array_equal(one[0], other[0])


def test_arrays_that_the_original_ignored_are_filled_with_a_warning():
    golois.setSymmetry(False)
    golois.getBatch(*(expected := arrays(16)), 0)
    wide = np.zeros((16, 9, 9, 40), "float32")
    others = arrays(16, dtype="float64")
    others[0] = wide[..., :31]
    others[2] = others[2].reshape(16, 1)
    with pytest.warns(UserWarning, match="policy is float64"):
        golois.getBatch(*others, 0)
    for a, b in zip(expected, others, strict=True):
        assert np.allclose(a, b.reshape(a.shape), atol=1e-6)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        golois.getBatch(*arrays(4), 0)


@pytest.mark.parametrize(
    ("place", "change", "words"),
    [
        (0, lambda a: a.tolist(), r"input is a list\n.*\(N, 9, 9, 31\)"),
        (0, lambda a: a[..., :8].copy(), r"input is of shape \(16, 9, 9, 8\)"),
        (1, lambda a: a[:, :80].copy(), "num_classes=81"),
        (1, lambda a: a.astype("int64"), "policy is an array of int64"),
        (2, lambda a: a[:9], r"value is of shape \(9,\)"),
        (3, lambda a: np.zeros((9, 9, 2), "float32"), "end is of shape"),
        (4, lambda a: a[..., 0].copy(), r"groups .*\n.*\(16, 9, 9, 1\)"),
    ],
)
def test_arrays_that_cannot_be_filled_are_refused(place, change, words):
    given = arrays(16)
    before = given[1].copy()
    given[place] = change(given[place])
    with pytest.raises(golois.GoloisError, match=words):
        golois.getBatch(*given, 0)
    if place != 1:
        assert np.array_equal(given[1], before)  # nothing is half filled


def test_read_only_arrays_and_negative_places_are_refused():
    given = arrays(4)
    given[3].flags.writeable = False
    with pytest.raises(golois.GoloisError, match="end is read-only"):
        golois.getBatch(*given, 0)
    with pytest.raises(golois.GoloisError, match="index -4"):
        golois.getBatch(*arrays(4), -4)


def test_games_are_found(tmp_path, monkeypatch):
    monkeypatch.delenv("TENGEN_GAMES")
    with pytest.raises(golois.GoloisError, match="tengen go import") as caught:
        golois.getValidation(*arrays(4)[:4])
    assert str(tmp_path) in str(caught.value)
    monkeypatch.setenv("TENGEN_GAMES", "nowhere.npz")
    with pytest.raises(golois.GoloisError, match="nowhere.npz"):
        golois.getValidation(*arrays(4)[:4])
    write_games(tmp_path / "games.npz", 40, size=7)
    golois.getBatch(*(given := arrays(4, size=7)), 0)
    assert given[1].sum() == 4
    with pytest.raises(golois.GoloisError, match=r"games.val.npz"):
        golois.getBatchVal(*arrays(4, size=7)[:4])
    write_games(tmp_path / "games.val.npz", 3, size=7)
    golois.getBatchVal(*(given := arrays(4, size=7)[:4]))
    assert given[1].sum() == 4


def test_the_courses_text_format_is_read(tmp_path, capsys):
    games = [random_game(seed, size=19, length=30) for seed in range(40)]
    write_games_data(games, tmp_path / "games.data")
    golois.getBatch(*(given := arrays(50, size=19)), 0)
    assert given[1].sum() == 50 and (tmp_path / "games.npz").is_file()
    assert "into games.npz, once" in capsys.readouterr().err
    golois.setSymmetry(False)
    golois.setGames(None)
    golois.getBatch(*(again := arrays(50, size=19)), 0)
    expected = Positions(tmp_path / "games.npz", symmetry="none").at(0, 50)
    assert np.array_equal(again[0], expected.x)


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "games.data").write_text("3 7.5 B 2 40 1")
    with pytest.raises(golois.GoloisError, match="games.data cannot be made an arch"):
        golois.getBatch(*arrays(4, size=19), 0)
    (tmp_path / "games.npz").write_text("no archive")
    with pytest.raises(golois.GoloisError, match="games.npz"):
        golois.getBatch(*arrays(4, size=19), 0)


def test_what_stands_beside_the_calls(path):
    made = golois.batch(12, 24)
    golois.setSeed(0)
    golois.getBatch(*(given := arrays(12)), 24)
    for a, b in zip(made, given, strict=True):
        assert np.array_equal(a, b)
    fixed = golois.validation(12)
    assert np.array_equal(fixed.input, golois.validation(12).input)
    x, targets = golois.positions(epoch=20, batch_size=10)[1]
    assert x.shape == (10, 9, 9, 31) and set(targets) == {"policy", "value"}
    held_out = golois.positions(20, 10, part="held out")[0][0]
    assert np.array_equal(held_out, golois.validation(10).input)
    board = Board(9)
    board.play("E5")
    planes = golois.encode(board)
    assert planes.shape == (9, 9, 31) and planes[4, 4, 12] == 1


def test_scripts_find_it():
    as_keras()
    try:
        import golois as found

        assert found.getBatch is golois.getBatch
        assert "positions" in dir(found)
    finally:
        uninstall()
    assert "golois" not in sys.modules


SCRIPT = """
import gc
import numpy as np
import tensorflow as tf
from tensorflow import keras
import golois

N = 64
x = np.random.randint(2, size=(N, 9, 9, 31)).astype("float32")
policy = keras.utils.to_categorical(np.random.randint(81, size=(N,)), 81)
value = np.random.randint(2, size=(N,)).astype("float32")
end = np.random.randint(2, size=(N, 9, 9, 2)).astype("float32")
groups = np.zeros((N, 9, 9, 1)).astype("float32")
golois.getValidation(x, policy, value, end)

board = keras.Input(shape=(9, 9, 31), name="board")
t = keras.layers.Conv2D(2, 3, padding="same", activation="relu")(board)
p = keras.layers.Flatten()(keras.layers.Conv2D(1, 1)(t))
p = keras.layers.Activation("softmax", name="policy")(p)
v = keras.layers.Dense(1, activation="sigmoid", name="value")(keras.layers.Flatten()(t))
model = keras.Model(inputs=board, outputs=[p, v])
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.01),
    loss={"policy": "categorical_crossentropy", "value": "binary_crossentropy"},
)


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


sizes = []
for i in range(1, ROUNDS + 1):
    golois.getBatch(x, policy, value, end, groups, i * N)
    model.fit(x, {"policy": policy, "value": value}, epochs=1, batch_size=16, verbose=0)
    if i % 5 == 0:
        gc.collect()
    if i % (ROUNDS // 4) == 0:
        sizes.append(resident())
print("grew", sizes[-1] - sizes[1])
"""


def run_script(tmp_path, rounds):
    script = tmp_path / "golois.py"  # as the course names it
    script.write_text(SCRIPT.replace("ROUNDS", str(rounds)))
    done = subprocess.run(
        [sys.executable, "-c", "from tengen.cli import main; main()", "run", script],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split("grew")[1])


@pytest.mark.skipif(not Path("/proc/self/statm").is_file(), reason="needs Linux")
def test_scripts_run_unchanged_and_leak_nothing(tmp_path):
    # Half of 240 one-epoch fits; a leaked copy of the arrays would be 640 KB each.
    assert run_script(tmp_path, 240) < 4 << 20


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").is_file(), reason="needs Linux")
def test_a_thousand_fits_leak_nothing(tmp_path):
    assert run_script(tmp_path, 2000) < 4 << 20
