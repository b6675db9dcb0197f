"""What the recipes on texts claim, where no training is needed to see it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tengen import Sequential, layers, losses, regularizers
from tengen.course.catalogue import FOLDER

SLIDE = np.array([0.2, 0.5, 1.3, 0.8, 1.1], dtype="float32")


def function_of(recipe: str, name: str) -> Callable[..., Any]:
    """Return a function that a recipe defines, without running the recipe."""
    tree = ast.parse((FOLDER / f"{recipe}.py").read_text(encoding="utf-8"))
    (body,) = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    names: dict[str, Any] = {"np": np}
    exec(compile(ast.Module([body], []), recipe, "exec"), names)
    return names[name]


@pytest.mark.parametrize("recipe", ["imdb", "reuters", "reuters_experiments"])
def test_multi_hot_has_a_one_for_each_word_that_occurs(recipe: str) -> None:
    texts = [[3, 5], [7, 7, 7, 1], [9999], []]
    encoded = function_of(recipe, "multi_hot")(texts)
    assert encoded.shape == (4, 10000)
    for row, text in zip(encoded, texts, strict=True):
        expected = [1 if word in text else 0 for word in range(10000)]
        assert row.tolist() == expected


def test_one_hot_has_a_one_at_the_label_alone() -> None:
    encoded = function_of("reuters", "to_one_hot")([3, 45, 0])
    expected = [[1 if k == label else 0 for k in range(46)] for label in (3, 45, 0)]
    assert encoded.tolist() == expected


def test_multi_hot_bytes_are_to_a_network_what_floats_are() -> None:
    encoded = function_of("imdb", "multi_hot")([[3, 5], [1, 9]])
    model = Sequential([layers.Input((10000,)), layers.Dense(2)])
    kernel, bias = model.get_weights()
    expected = np.array([kernel[3] + kernel[5], kernel[1] + kernel[9]]) + bias
    np.testing.assert_allclose(model.predict(encoded, verbose=0), expected, atol=1e-6)


@pytest.mark.parametrize("rate", [0.2, 0.5])
def test_dropout_keeps_the_expectation_of_the_slides_vector(rate: float) -> None:
    n = 40_000
    out = np.array(layers.Dropout(rate, seed=1)(np.tile(SLIDE, (n, 1)), training=True))
    assert set(np.unique(out.round(5))) <= {0, *(SLIDE / (1 - rate)).round(5)}
    # A mean of n draws of v / (1 - rate) * Bernoulli(1 - rate), six deviations wide.
    deviation = SLIDE * np.sqrt(rate / (1 - rate) / n)
    assert np.all(np.abs(out.mean(axis=0) - SLIDE) < 6 * deviation)
    dropped = (out == 0).mean(axis=0)
    assert np.all(np.abs(dropped - rate) < 6 * np.sqrt(rate * (1 - rate) / n))


def test_dropout_leaves_the_test_alone() -> None:
    np.testing.assert_array_equal(layers.Dropout(0.5)(SLIDE), SLIDE)


def test_noise_shape_drops_a_feature_at_all_timesteps() -> None:
    ones = np.ones((50, 4, 6), dtype="float32")
    layer = layers.Dropout(0.5, noise_shape=(50, 1, 6), seed=1)
    out = np.array(layer(ones, training=True))
    per_feature = out.sum(axis=1)
    assert set(np.unique(per_feature)) == {0.0, 8.0}  # 4 timesteps of 1 / (1 - 0.5)


def test_evaluate_adds_the_l2_penalty_of_training() -> None:
    x = np.array([[1.0, 2.0], [-1.0, 0.5]], dtype="float32")
    y = np.array([1.0, 0.0], dtype="float32")
    penalized = layers.Dense(1, "sigmoid", kernel_regularizer=regularizers.l2(0.1))
    model = Sequential([layers.Input((2,)), penalized])
    model.compile("sgd", "binary_crossentropy", metrics=["binary_crossentropy"])
    model.set_weights([np.array([[2.0], [-1.0]], "float32"), np.zeros(1, "float32")])
    p = 1 / (1 + np.exp(-(x @ [2.0, -1.0])))
    cross_entropy = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    penalty = 0.1 * (2.0**2 + 1.0**2)
    evaluated = model.evaluate(x, y, verbose=0)
    np.testing.assert_allclose(
        evaluated, [cross_entropy + penalty, cross_entropy], 1e-5
    )
    history = model.fit(x, y, batch_size=2, verbose=0).history  # before its first step
    np.testing.assert_allclose(history["loss"], [cross_entropy + penalty], 1e-5)
    np.testing.assert_allclose(history["binary_crossentropy"], [cross_entropy], 1e-5)


def test_one_hot_and_sparse_labels_are_the_same_loss() -> None:
    logits = np.random.default_rng(0).normal(size=(5, 46))
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([0, 45, 3, 3, 17])
    one_hot = function_of("reuters", "to_one_hot")(labels)
    expected = -np.log(p[np.arange(5), labels])
    sparse = losses.sparse_categorical_crossentropy(labels, p)
    np.testing.assert_allclose(sparse, expected, 1e-5)
    np.testing.assert_allclose(
        losses.categorical_crossentropy(one_hot, p), expected, 1e-5
    )
