"""Dot against einsum."""

import numpy as np
import pytest

from tengen import layers


def real(*shape):
    return np.random.default_rng(sum(shape)).normal(size=shape).astype("float32")


@pytest.mark.parametrize(
    ("axes", "first", "second", "formula"),
    [
        (1, (3, 4), (3, 4), "na,na->n"),
        ((2, 1), (2, 3, 4), (2, 4, 5), "nij,njk->nik"),
        (-1, (2, 3, 4), (2, 5, 4), "nij,nkj->nik"),
        ((1, 2), (2, 3, 4), (2, 5, 3), "nji,nkj->nik"),
        ((2, 1), (2, 3, 4), (2, 4), "nij,nj->ni"),
        ((3, 1), (2, 3, 5, 4), (2, 4, 6), "nijk,nkl->nijl"),
    ],
)
def test_dot(axes, first, second, formula):
    a, b = real(*first), real(*second)
    expected = np.einsum(formula, a, b)
    expected = expected[:, None] if expected.ndim == 1 else expected
    np.testing.assert_allclose(layers.Dot(axes)([a, b]), expected, atol=1e-5)
    np.testing.assert_allclose(layers.dot([a, b], axes=axes), expected, atol=1e-5)


def test_cosine():
    a = np.array([[3.0, 4.0], [0.0, 0.0]], "float32")
    b = np.array([[4.0, 3.0], [1.0, 1.0]], "float32")
    y = layers.Dot(1, normalize=True)([a, b])
    np.testing.assert_allclose(y, [[24 / 25], [0.0]], atol=1e-6)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="axes of one size"):
        layers.Dot(1)([real(3, 4), real(3, 5)])
    with pytest.raises(ValueError, match="batch axis"):
        layers.Dot(0)([real(3, 4), real(3, 4)])
    with pytest.raises(ValueError, match="two"):
        layers.Dot(1)([real(3, 4)] * 3)
    with pytest.raises(ValueError, match="an integer or two"):
        layers.Dot((1, 2, 3))
