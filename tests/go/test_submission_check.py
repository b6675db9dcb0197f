"""Networks handed in to a tournament.

Properties: (1) networks of this lab can take part, with their parameters counted; (2)
whatever is wrong with a file - it is none, or one of another kind, size, shape, or its
weights are no numbers - is said in three lines: which file, what is wrong, what to do.
"""

from __future__ import annotations

import hashlib
import re

import numpy as np
import pytest

from tengen import Input, layers, models
from tengen.go.entrants import Settings, enter
from tengen.go.networks import NETWORKS
from tengen.go.submission_check import BadNetwork, check_network


def network(planes=31, policy=25, value=1, size=5, names=("policy", "value"), **ends):
    """A tiny network; `policy_end` and `value_end` are its last activations."""
    board = Input((size, size, planes), name="board")
    flat = layers.Flatten()(board)
    first = layers.Dense(
        policy, activation=ends.get("policy_end", "softmax"), name=names[0]
    )(flat)
    second = layers.Dense(
        value, activation=ends.get("value_end", "sigmoid"), name=names[1]
    )(flat)
    return models.Model(board, [first, second])


def saved(model, tmp_path, name="team.keras"):
    path = tmp_path / name
    model.save(path)
    return path


@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_networks_of_this_lab_can_take_part(tmp_path, suffix):
    model = NETWORKS["mobile"](size=9, planes=31)
    path = saved(model, tmp_path, f"mobile.{suffix}")
    checked = check_network(path, 9, model.count_params())
    assert checked.parameters == model.count_params() > checked.trainable
    assert (checked.planes, checked.knows_pass) == ("golois", False)
    assert checked.digest == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(("policy", "knows"), [(25, False), (26, True)])
@pytest.mark.parametrize(("planes", "kind"), [(31, "golois"), (6, "exercise")])
def test_kinds_of_planes_and_passes(tmp_path, policy, knows, planes, kind):
    path = saved(network(planes, policy), tmp_path)
    checked = check_network(path, 5)
    assert (checked.planes, checked.knows_pass) == (kind, knows)


@pytest.mark.parametrize(
    ("model", "got", "remedy"),
    [
        ({"planes": 30}, r"its input is \(5, 5, 30\)", "31 .golois."),
        ({"size": 7, "policy": 49}, "for boards of 7x7, and this is 5x5", "--size 7"),
        ({"policy": 24}, r"its policy is \(24,\)", r"\(25,\), one per point"),
        ({"value": 2}, r"its value is \(2,\)", "White's probability"),
        ({"names": ("p", "v")}, "its outputs are called 'p' and 'v'", "name='policy'"),
        ({"policy_end": "relu"}, "its policy is no list of prob", "end in a softmax"),
        ({"value_end": None}, "its value reaches from", "end in a sigmoid"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, model, got, remedy):
    path = saved(network(**model), tmp_path)
    with pytest.raises(BadNetwork, match=got) as problem:
        check_network(path, 5)
    first, second, third = str(problem.value).split("\n")
    assert first == f"{path} cannot take part"
    assert second.startswith("  got: ")
    assert third.startswith(("  fix: ", "  expected: "))
    assert re.search(remedy, third)


def test_too_many_parameters(tmp_path):
    model = network()
    path = saved(model, tmp_path)
    count = model.count_params()
    assert check_network(path, 5, count).parameters == count
    with pytest.raises(BadNetwork, match=f"{count:,} parameters .{count:,} of them"):
        check_network(path, 5, count - 1)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_weights_that_are_no_numbers(tmp_path, bad):
    model = network()
    weights = model.get_weights()
    weights[2].flat[0] = bad
    model.set_weights(weights)
    with pytest.raises(BadNetwork, match="value/kernel holds NaN or infinity"):
        check_network(saved(model, tmp_path), 5)


def test_files_that_are_no_networks(tmp_path):
    with pytest.raises(BadNetwork, match="no network that can be loaded"):
        check_network(tmp_path / "none.keras", 5)
    (tmp_path / "text.keras").write_text("a poem")
    with pytest.raises(BadNetwork, match="text.keras is no network that can be loaded"):
        check_network(tmp_path / "text.keras", 5)
    sides = [Input((5, 5, 31), name=name) for name in ("mine", "theirs")]
    joined = layers.Flatten()(layers.Add()(sides))
    model = models.Model(sides, layers.Dense(1, name="value")(joined))
    with pytest.raises(BadNetwork, match="it has 2 inputs"):
        check_network(saved(model, tmp_path), 5)


def test_entering(tmp_path):
    path = saved(network(), tmp_path, "William Tran - 05.keras")
    settings = Settings(size=5)
    words = [str(path), f"policy:{path}", f"{path}@40", "random"]
    entrants = enter(words, settings)
    stem = "William Tran - 05"
    assert [e.name for e in entrants] == [
        stem,
        f"policy:{stem}",
        f"{stem}@40",
        "random",
    ]
    assert len({e.digest for e in entrants[:3]}) == 1 and not entrants[3].digest
    with pytest.raises(ValueError, match="there is no file"):
        enter([str(path), str(tmp_path / "lost.keras")], settings)
    with pytest.raises(ValueError, match="playouts"):
        enter(["random", "playouts:many"], settings)
