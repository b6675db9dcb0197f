"""Constraints: what they promise holds, what was allowed is left alone; names."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from tengen import constraints
from tengen.core.variable import Variable

RNG = np.random.default_rng(4)
MATRIX = (3 * RNG.normal(size=(6, 5))).astype("float32")
FILTERS = RNG.normal(size=(3, 3, 4, 5)).astype("float32")
CASES = [(MATRIX, 0), (MATRIX, 1), (FILTERS, [0, 1, 2])]


def lengths(w: Any, axis: Any) -> np.ndarray:
    axes = tuple(axis) if isinstance(axis, list) else axis
    return np.sqrt(np.square(np.asarray(w)).sum(axes, keepdims=True))


def same_direction(a: Any, b: Any, axis: Any) -> None:
    a, b = (np.asarray(w) / lengths(w, axis) for w in (a, b))
    np.testing.assert_allclose(a, b, atol=1e-5)


@pytest.mark.parametrize("w, axis", CASES)
def test_max_norm(w: np.ndarray, axis: Any) -> None:
    before = lengths(w, axis)
    limit = float(np.median(before))
    got = constraints.MaxNorm(limit, axis)(w)
    np.testing.assert_allclose(lengths(got, axis), np.minimum(before, limit), rtol=1e-5)
    same_direction(got, w, axis)


@pytest.mark.parametrize("w, axis", CASES)
def test_unit_norm(w: np.ndarray, axis: Any) -> None:
    got = constraints.UnitNorm(axis)(w)
    np.testing.assert_allclose(lengths(got, axis), 1, rtol=1e-5)
    same_direction(got, w, axis)


@pytest.mark.parametrize("w, axis", CASES)
@pytest.mark.parametrize("rate", [1.0, 0.3])
def test_min_max_norm(w: np.ndarray, axis: Any, rate: float) -> None:
    before = lengths(w, axis)
    low, high = np.quantile(before, [0.3, 0.6])
    got = constraints.MinMaxNorm(low, high, rate, axis)(w)
    wanted = rate * np.clip(before, low, high) + (1 - rate) * before
    np.testing.assert_allclose(lengths(got, axis), wanted, rtol=1e-5)
    same_direction(got, w, axis)


def test_non_neg() -> None:
    got = np.asarray(constraints.NonNeg()(MATRIX))
    assert np.array_equal(got, np.maximum(MATRIX, 0))
    assert np.isnan(constraints.NonNeg()([np.nan])).all()


@pytest.mark.parametrize(
    "keep",
    [
        constraints.MaxNorm(2.0),
        constraints.UnitNorm(),
        constraints.MinMaxNorm(0.5, 2.0),
        constraints.NonNeg(),
    ],
)
def test_a_projection_done_twice_is_done_once(keep: Any) -> None:
    once = np.asarray(keep(MATRIX))
    np.testing.assert_allclose(keep(once), once, rtol=1e-5, atol=1e-6)
    zeros = np.zeros((3, 2), "float32")
    assert np.array_equal(keep(zeros), zeros)
    assert keep(once.astype("float16")).dtype == "float16"
    np.testing.assert_allclose(keep(Variable(MATRIX)), once)


def test_defaults() -> None:
    assert constraints.MaxNorm().get_config() == {"max_value": 2, "axis": 0}
    config = {"min_value": 0.0, "max_value": 1.0, "rate": 1.0, "axis": 0}
    assert constraints.MinMaxNorm().get_config() == config
    assert constraints.UnitNorm().get_config() == {"axis": 0}
    assert constraints.NonNeg().get_config() == {}


def test_names() -> None:
    kinds = constraints
    for names, kind in {
        ("max_norm", "maxnorm", "MaxNorm"): kinds.MaxNorm,
        ("min_max_norm", "MinMaxNorm"): kinds.MinMaxNorm,
        ("non_neg", "nonneg", "NonNeg"): kinds.NonNeg,
        ("unit_norm", "unitnorm", "UnitNorm"): kinds.UnitNorm,
    }.items():
        assert getattr(kinds, names[0]) is kind
        for name in names:
            assert type(kinds.get(name)) is kind
    assert kinds.get(None) is None and kinds.get(abs) is abs
    with pytest.raises(ValueError, match="did you mean 'max_norm'"):
        kinds.get("max_nrom")


def test_configurations_come_back() -> None:
    for made in (
        constraints.MaxNorm(3, axis=[0, 1]),
        constraints.MinMaxNorm(0.5, 1.5, rate=0.2),
        constraints.NonNeg(),
        constraints.UnitNorm(axis=1),
    ):
        data = json.loads(json.dumps(constraints.serialize(made)))
        assert data["module"] == "keras.constraints"
        back = constraints.deserialize(data)
        assert type(back) is type(made)
        assert back.get_config() == made.get_config()
        assert np.array_equal(back(MATRIX), made(MATRIX))
    old = {"class_name": "MaxNorm", "config": {"max_value": 1, "axis": 0}}
    assert lengths(constraints.get(old)(MATRIX), 0).max() < 1.0001


def test_the_base_class_allows_every_weight() -> None:
    assert np.array_equal(constraints.Constraint()(MATRIX), MATRIX)
