"""Finite differences against derivatives known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from tengen.backprop import numeric_gradient


@pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3), (2, 3, 4), (0,)])
def test_gradient_of_a_known_function_in_any_shape(shape):
    x = np.random.default_rng(0).normal(size=shape)
    result = numeric_gradient(lambda x: np.sum(np.sin(x) * x), x)
    assert result.shape == shape
    np.testing.assert_allclose(result, np.cos(x) * x + np.sin(x), atol=1e-9)


def test_large_entries_get_a_larger_step():
    assert numeric_gradient(lambda x: x**2, 1e6) == pytest.approx(2e6, rel=1e-9)
    with_small_step = numeric_gradient(lambda x: x**2, 1e6, step=1e-12)
    assert with_small_step != pytest.approx(2e6, rel=1e-9)


def test_float32_functions_need_a_larger_step():
    def f(x):
        return np.tanh(x.astype(np.float32)).sum(dtype=np.float32)

    x = np.array([0.3, -1.2])
    np.testing.assert_allclose(
        numeric_gradient(f, x, step=1e-2), 1 - np.tanh(x) ** 2, atol=1e-4
    )


def test_the_argument_is_left_alone_and_may_be_kept():
    x = np.array([1.0, 2.0])
    kept = []
    numeric_gradient(lambda x: kept.append(x) or float(x.sum()), x)
    assert x.tolist() == [1.0, 2.0]
    assert len({entry.tobytes() for entry in kept}) == 4


def test_a_function_of_many_values_is_refused():
    with pytest.raises(ValueError, match=r"shape \(2,\)[\s\S]*one number"):
        numeric_gradient(lambda x: x, np.ones(2))
    assert numeric_gradient(lambda x: x[:1] ** 2, np.array([3.0])) == pytest.approx(6.0)
