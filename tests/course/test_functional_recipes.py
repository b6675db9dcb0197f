"""The recipes on several inputs and outputs, on layers of one's own, and on Go.

Properties: (1) the batches of the tickets' data set are the arrays, as lists and by
name; (2) tickets with a meaning have it: who counts words finds department and haste;
(3) side B of the shared embedding is never trained on a word that it is tested on; (4)
the step of the shared table is the one that calculus gives; (5) the layer of one's own
is a matrix product and a sum, and its configuration makes it again; (6) random boards
are 0 and 1, and have one move each; the network has the exercise's shapes; (7) games
are counted for who won them, with either colour; (8) all checks on the way hold.
"""

from __future__ import annotations

import ast
import json
from types import SimpleNamespace

import numpy as np
import pytest

from tengen.course import recording
from tengen.course.catalogue import FOLDER
from tengen.course.results import read_record


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs a recipe up to some words and returns its names."""
    monkeypatch.setenv(recording.FOLDER, str(tmp_path))
    monkeypatch.setenv(recording.QUICK, "1")
    monkeypatch.setattr(recording, "_record", type(recording._record)())

    def run_before(recipe, words):
        source = (FOLDER / f"{recipe}.py").read_text(encoding="utf-8")
        before, mark, _ = source.partition(words)
        assert mark, f"{recipe} does not say {words!r}"
        # Not `__main__`: a script's layers are known in the whole process.
        names = {"__name__": recipe}
        exec(compile(before, f"{recipe}.py", "exec"), names)
        return names

    return run_before


def record(folder):
    return read_record(json.loads((folder / recording.RECORD).read_text()))


def test_batches_of_tickets_are_the_arrays(run):
    names = run("tickets", "# %% Every way")
    by_name = list(names["Tickets"](named=True))
    as_lists = list(names["Tickets"](named=False))
    assert len(by_name) == len(as_lists) == names["n"] // 32
    for part, order in enumerate(("title", "body", "tags")):
        whole = names["x"][order]
        assert np.array_equal(np.concatenate([b[0][order] for b in by_name]), whole)
        assert np.array_equal(np.concatenate([b[0][part] for b in as_lists]), whole)
    for part, order in enumerate(("priority", "department")):
        whole = names["y"][order]
        assert np.array_equal(np.concatenate([b[1][order] for b in by_name]), whole)
        assert np.array_equal(np.concatenate([b[1][part] for b in as_lists]), whole)


def test_tickets_with_a_meaning_can_be_read_by_counting(run):
    (title, body, tags), (urgent, department) = run(
        "ticket_weights", "# %% The model of the slides"
    )["tickets"](1000)
    assert title.shape == (1000, 10) and body.shape == (1000, 100)
    assert set(np.unique(tags)) == {0, 1}
    assert np.array_equal(department.sum(axis=1), np.ones(1000))
    counts = [(title // 50 == d).sum(axis=1) for d in range(4)]
    assert np.mean(np.argmax(counts, axis=0) == department.argmax(axis=1)) > 0.9
    haste = ((body >= 200) & (body < 250)).sum(axis=1)
    assert np.mean((haste > 12) == urgent[:, 0]) > 0.97


def test_shared_embedding(run, data_dir, tmp_path):
    names = run("shared_embedding", "# %% Both learn")
    trained, tested = set(np.unique(names["x_b"])), set(np.unique(names["unseen"]))
    assert trained & tested == {0}  # 0 is no word
    assert tested <= set(np.unique(names["x_a"]))  # side A knows them
    assert np.array_equal(names["unseen"] + names["seen"], names["x_test"])

    one = names["one"]
    table, *heads = one.get_weights()
    expected = np.zeros(table.shape)
    for side, (weights, bias) in zip("ab", (heads[:2], heads[2:]), strict=True):
        words, liked = names[f"x_{side}"][:32], names[f"y_{side}"][:32]
        for text, target in zip(words, liked, strict=True):
            known = text[text > 0]
            if len(known) == 0:
                continue
            chance = 1 / (1 + np.exp(-(table[known].mean(axis=0) @ weights + bias)))
            push = (target - chance[0]) * weights[:, 0] / len(known) / 32
            np.add.at(expected, known, push)
    assert np.abs(expected).max() > 1e-5
    assert np.allclose(names["shared"], expected, rtol=1e-4, atol=1e-8)
    found = record(tmp_path)
    assert all(check.holds for check in found.checks) and len(found.checks) == 2
    assert all(number.met(quick=True) is not False for number in found.numbers)


def test_layer_of_ones_own(run, tmp_path):
    names = run("custom_dense", "# %% Trained side by side")
    custom = names["CustomDense"](7, name="mine")
    x = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    result = np.asarray(custom(x))
    w, b = custom.get_weights()
    assert w.shape == (3, 7) and b.shape == (7,) and np.ptp(b) > 0
    assert np.allclose(result, x @ w + b, atol=1e-6)
    again = names["CustomDense"].from_config(custom.get_config())
    assert (again.units, again.name) == (7, "mine")
    found = record(tmp_path).checks
    assert len(found) == 3 and all(check.holds for check in found)


def test_go_exercise(run):
    names = run("go_policy_value", "model = network(19)")
    x, y = names["random_boards"](50)
    assert x.shape == (50, 19, 19, 6) and set(np.unique(x)) == {0, 1}
    assert y["policy"].shape == (50, 362) and y["value"].shape == (50, 1)
    assert np.array_equal(np.sort(y["policy"], axis=1)[:, -2:], [[0, 1]] * 50)
    for size, moves in ((19, 362), (9, 82)):
        outputs = names["network"](size).outputs
        assert [tuple(o.shape) for o in outputs] == [(None, moves), (None, 1)]


def test_games_are_counted_for_who_won_them():
    tree = ast.parse((FOLDER / "go_project.py").read_text(encoding="utf-8"))
    wins = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    played = []

    def play_game(black, white, rules, size, komi, opening):
        played.append((black, white, tuple(opening)))
        return SimpleNamespace(winner=1 if black == "strong" else 2)

    names = {
        "make_player": lambda words, seed: words,
        "play_game": play_game,
        "openings": [["E5"], ["D6"]],
    }
    exec(compile(ast.Module(wins, []), "go_project.py", "exec"), names)
    assert names["wins"]("strong", "weak")[0] == 1
    assert names["wins"]("weak", "strong")[0] == 0
    assert len(played) == len(set(played)) * 2 == 8  # each opening with either colour
