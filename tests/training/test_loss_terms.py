"""Losses in all the forms that `compile` takes.

Properties: (1) a list goes by order, a dict by name or key; (2) several losses of one
output are added, weighted each; (3) a loss of a structure gets the structure; (4) names
are those of the outputs; (5) a weighted metric whose name is taken says what it is.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np
import pytest

from tengen import Input, Model, layers, losses
from tengen.training.loss_terms import loss_terms

NAMES = ["a", "b"]
TARGETS = [np.ones((4, 1), "float32"), np.zeros((4, 1), "float32")]
OUTPUTS = [np.full((4, 1), 3.0, "float32"), np.full((4, 1), 5.0, "float32")]
Pair = namedtuple("Pair", "one other")


def difference(y_true, y_pred):
    return sum(abs(p - t).mean() for t, p in zip(y_true, y_pred, strict=True))


def table(loss, structure, weights=None, names=NAMES):
    terms = loss_terms(loss, weights, names, structure)
    nothing = [None] * 2
    return [
        (term.name, float(term.compute(TARGETS, OUTPUTS, nothing)) * term.weight)
        for term in terms
    ]


BOTH = [("a", 2.0), ("b", 25.0)]


@pytest.mark.parametrize("structure", [[0, 1], (0, 1), {"a": 0, "b": 1}])
@pytest.mark.parametrize(
    "loss", [["mae", "mse"], ("mae", "mse"), {"b": "mse", "a": ["mae"]}]
)
def test_one_for_each_output(loss, structure):
    assert table(loss, structure) == BOTH


def test_one_for_all():
    assert table("mae", [0, 1]) == [("a", 2.0), ("b", 5.0)]
    assert table("mae", [0, 1], [1.0, 10.0]) == [("a", 2.0), ("b", 50.0)]


def test_several_for_one_output():
    assert table(["mae", "mse"], 0, names=["a"]) == [("a", 2.0), ("a", 4.0)]
    weighted = table([["mae", "mse"], "mae"], [0, 1], [[1.0, 10.0], 100.0])
    assert weighted == [("a", 2.0), ("a", 40.0), ("b", 500.0)]


def test_weights_by_name():
    weights = {"a": 10.0, "b": 0.0}
    for loss in (["mae", "mse"], {"a": "mae", "b": "mse"}):
        for structure in ([0, 1], {"a": 0, "b": 1}):
            assert table(loss, structure, weights) == [("a", 20.0), ("b", 0.0)]


def test_some_outputs_have_none():
    assert table([None, "mae"], [0, 1]) == [("b", 5.0)]
    assert table({"b": "mae"}, {"a": 0, "b": 1}) == [("b", 5.0)]


@pytest.mark.parametrize("structure", [(0, 1), Pair(0, 1)])
def test_losses_of_the_whole(structure):
    parts = type(structure)._make if hasattr(structure, "_fields") else tuple
    loss = [difference, parts(["mae", "mse"])]
    assert table(loss, structure) == [("a_b", 7.0), *BOTH]


def test_of_a_deep_structure():
    place = {"x": (0, 1), "y": {"z": 0}}
    loss = {"x": [difference, (None, "mae")], "y": {"z": "mse"}}
    terms = loss_terms(loss, None, ["a", "b", "a"], place)
    assert [term.name for term in terms] == ["x", "x/b", "y/z"]


@pytest.mark.parametrize("loss", [["mae"] * 3, {"c": "mae"}, [losses.MAE] * 3])
def test_errors(loss):
    with pytest.raises(ValueError, match="loss"):
        loss_terms(loss, None, NAMES, [0, 1])


def test_training_with_a_loss_of_the_whole():
    x = Input((2,))
    one, other = layers.Dense(1, name="one"), layers.Dense(1, name="other")
    model = Model(x, (one(x), other(x)))
    model.compile(
        "sgd",
        [difference, ("mae", "mae")],
        metrics=[["mae"], ["mae"]],
        weighted_metrics=[["mae"], ["mse"]],
    )
    data = np.random.default_rng(0).normal(size=(6, 2)).astype("float32")
    targets = (data[:, :1], data[:, 1:])
    history = model.fit(data, targets, epochs=2, verbose=0).history
    assert [*history] == [
        *("loss", "one_other_loss", "one_loss", "other_loss", "one_mae", "other_mae"),
        *("one_weighted_mae", "other_mse"),
    ]
    row = {name: values[-1] for name, values in history.items()}
    parts = [row[f"{name}_loss"] for name in ("one_other", "one", "other")]
    np.testing.assert_allclose(row["loss"], sum(parts), rtol=1e-5)
    assert row["one_mae"] == pytest.approx(row["one_loss"], rel=1e-5)
