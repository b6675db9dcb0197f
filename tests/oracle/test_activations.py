"""Activations have Keras's values and gradients."""

from __future__ import annotations

import numpy as np
import pytest

from tengen import activations

from .case import now
from .cases.activations import CASES, ROWS
from .compare import agree


@pytest.mark.parametrize("name", now(CASES))
def test_agrees_with_keras(name: str) -> None:
    agree("activations", CASES, name)


def nearest_distribution(row: np.ndarray) -> np.ndarray:
    """The point of the simplex nearest to a row, its shift found by halving."""
    low, high = row.min() - 1, row.max()
    for _ in range(100):
        middle = (low + high) / 2
        too_much = np.maximum(row - middle, 0).sum() > 1
        low, high = (middle, high) if too_much else (low, middle)
    return np.maximum(row - middle, 0)


def test_sparsemax_is_the_nearest_distribution() -> None:
    """Not compared with Keras 3.15, whose rows do not sum to one on JAX."""
    rows = np.concatenate([ROWS, ROWS / 5]).astype("float32")
    expected = [nearest_distribution(row.astype("float64")) for row in rows]
    np.testing.assert_allclose(activations.sparsemax(rows), expected, atol=1e-6)
