"""Regularizers: formulas, gradients, names, configurations."""

from __future__ import annotations

import json
from typing import Any

import jax
import numpy as np
import pytest

from tengen import regularizers
from tengen.core.symbolic import SymbolicTensor
from tengen.core.variable import Variable

W = np.random.default_rng(2).normal(size=(5, 4)).astype("float32")


def close(got: Any, expected: Any) -> None:
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-7)


def test_formulas() -> None:
    absolute, squares = np.abs(W).sum(), np.square(W).sum()
    close(regularizers.L1(0.3)(W), 0.3 * absolute)
    close(regularizers.L2(0.2)(W), 0.2 * squares)
    close(regularizers.L1L2(0.3, 0.2)(W), 0.3 * absolute + 0.2 * squares)
    close(regularizers.L1()(W), 0.01 * absolute)
    close(regularizers.L2()(W), 0.01 * squares)
    assert regularizers.L1L2()(W) == 0
    assert regularizers.L2()(W).shape == ()


def test_variables_and_symbolic_tensors_are_taken() -> None:
    close(regularizers.L2(1.0)(Variable(W)), np.square(W).sum())
    assert regularizers.L1L2(1.0, 1.0)(SymbolicTensor((None, 4))).shape == ()


@pytest.mark.parametrize("mode", ["rows", "columns"])
def test_orthogonal_is_the_mean_cosine_of_pairs(mode: str) -> None:
    vectors = W if mode == "rows" else W.T
    cosines = [
        abs(a @ b) / np.linalg.norm(a) / np.linalg.norm(b)
        for i, a in enumerate(vectors)
        for b in vectors[:i]
    ]
    got = regularizers.OrthogonalRegularizer(0.5, mode)(W)
    close(got, 0.5 * np.mean(cosines))
    basis = np.linalg.qr(W)[0]
    assert regularizers.OrthogonalRegularizer(1.0, "columns")(basis) < 1e-6
    assert regularizers.OrthogonalRegularizer()(W[:1]) == 0


@pytest.mark.parametrize(
    "penalty",
    [
        regularizers.L1(0.3),
        regularizers.L2(0.2),
        regularizers.L1L2(0.1, 0.4),
        regularizers.OrthogonalRegularizer(0.5),
    ],
)
def test_gradients_are_those_of_finite_differences(penalty: Any) -> None:
    with jax.enable_x64(True):
        w = W.astype("float64")
        direction = np.random.default_rng(0).normal(size=w.shape)
        found = np.vdot(jax.grad(penalty)(w), direction)
        up, down = (penalty(w + s * 1e-6 * direction) for s in (1, -1))
        measured = (up - down) / 2e-6
    np.testing.assert_allclose(found, measured, rtol=1e-6)


def test_the_derivative_of_l1_at_zero_is_zero() -> None:
    assert jax.grad(regularizers.L1(1.0))(0.0) == 0.0


def test_names() -> None:
    kinds = regularizers
    for name, kind in {
        "l1": kinds.L1,
        "l2": kinds.L2,
        "l1_l2": kinds.L1L2,
        "orthogonal_regularizer": kinds.OrthogonalRegularizer,
    }.items():
        assert getattr(kinds, name) is kind
        assert type(kinds.get(name)) is type(kinds.get(kind.__name__)) is kind
    assert kinds.get("L1L2").get_config() == {"l1": 0.0, "l2": 0.0}
    assert kinds.get(None) is None
    assert kinds.get(len) is len


def test_configurations_come_back() -> None:
    for made in (
        regularizers.L1(0.25),
        regularizers.L2(0.5),
        regularizers.l1_l2(l1=0.25, l2=0.5),
        regularizers.OrthogonalRegularizer(0.5, mode="columns"),
    ):
        data = json.loads(json.dumps(regularizers.serialize(made)))
        assert data["module"] == "keras.regularizers"
        back = regularizers.deserialize(data)
        assert type(back) is type(made)
        assert back.get_config() == made.get_config()
        assert back(W) == made(W)
    assert regularizers.L2().get_config() == {"l2": 0.01}
    old = {"class_name": "L1L2", "config": {"l1": 0.0, "l2": 0.5}}
    close(regularizers.get(old)(W), 0.5 * np.square(W).sum())


def test_a_subclass_of_the_user() -> None:
    class Centred(regularizers.Regularizer):
        def __init__(self, factor: float = 1.0) -> None:
            self.factor = factor

        def __call__(self, x: Any) -> Any:
            return self.factor * x.mean() ** 2

    data = regularizers.serialize(Centred(3.0))
    back = regularizers.deserialize(data, {"Centred": Centred})
    close(back(W), 3 * W.mean() ** 2)


@pytest.mark.parametrize(
    "wrong, message",
    [
        (lambda: regularizers.L1(-0.1), "0 or more"),
        (lambda: regularizers.L2("much"), "got 'much'"),
        (lambda: regularizers.L1L2(l2=float("nan")), "0 or more"),
        (lambda: regularizers.OrthogonalRegularizer(mode="diagonal"), "'columns'"),
        (lambda: regularizers.OrthogonalRegularizer()(W[0]), "a matrix"),
        (lambda: regularizers.get("l3"), "unknown regularizer 'l3'"),
    ],
)
def test_mistakes_are_explained(wrong: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message) as error:
        wrong()
    assert str(error.value).count("\n") <= 2


def test_the_base_class_says_what_is_missing() -> None:
    with pytest.raises(NotImplementedError, match="__call__"):
        regularizers.Regularizer()(W)
