"""`normalize`: length one along an axis, the direction unchanged."""

from __future__ import annotations

import numpy as np
import pytest

from tengen.utils import normalize


@pytest.mark.parametrize("axis", [-1, 0, 1])
@pytest.mark.parametrize("order", [1, 2, np.inf])
def test_norms_become_one_and_directions_stay(axis, order):
    x = np.random.default_rng(0).normal(size=(4, 4, 3))
    result = normalize(x, axis, order)
    np.testing.assert_allclose(np.linalg.norm(result, order, axis), 1)
    factor = np.linalg.norm(x, order, axis, keepdims=True)
    np.testing.assert_allclose(result * factor, x)


def test_zero_vectors_stay_zero():
    assert normalize(np.zeros((2, 3))).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_the_argument_is_not_changed():
    x = np.array([[3.0, 4.0]])
    normalize(x)
    assert x.tolist() == [[3.0, 4.0]]
