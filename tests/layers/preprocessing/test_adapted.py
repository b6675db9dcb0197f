"""Normalization and CategoryEncoding."""

import numpy as np
import pytest

from tengen import layers

X = np.random.default_rng(0).normal(3, 2, size=(20, 4, 3)).astype("float32")


@pytest.mark.parametrize(
    ("axis", "over"), [(-1, (0, 1)), (None, (0, 1, 2)), ((1, -1), (0,)), (1, (0, 2))]
)
def test_adapted_to_the_data(axis, over):
    layer = layers.Normalization(axis=axis)
    layer.adapt(X)
    expected = (X - X.mean(over, keepdims=True)) / X.std(over, keepdims=True)
    np.testing.assert_allclose(layer(X), expected, atol=1e-5)
    back = layers.Normalization(axis=axis, invert=True)
    back.adapt(X)
    np.testing.assert_allclose(back(layer(X)), X, atol=1e-4)


def test_uneven_batches_are_as_the_whole():
    whole, parts = layers.Normalization(), layers.Normalization()
    whole.adapt(X)
    parts.adapt([X[:3], X[3:4], X[4:]])
    for a, b in zip(whole.get_weights(), parts.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5)
    assert not whole.trainable_weights


def test_given_numbers_and_messages():
    layer = layers.Normalization(mean=[1, 2, 3], variance=[4.0, 1.0, 9.0])
    np.testing.assert_allclose(layer(X), (X - [1, 2, 3]) / [2, 1, 3], rtol=1e-4)
    copy = layers.Normalization.from_config(layer.get_config())
    np.testing.assert_array_equal(copy(X), layer(X))
    with pytest.raises(ValueError, match="both or none"):
        layers.Normalization(mean=1.0)
    with pytest.raises(ValueError, match="were given"):
        layer.adapt(X)
    with pytest.raises(ValueError, match="no data"):
        layers.Normalization().adapt([])


def test_constant_features_stay_finite():
    layer = layers.Normalization()
    layer.adapt(np.ones((5, 2)))
    assert np.isfinite(layer(np.ones((5, 2)))).all()


def test_categories():
    words = np.array([[0, 1, 1], [3, 2, 0]])
    many = layers.CategoryEncoding(4)(words)
    assert many.tolist() == [[1, 1, 0, 0], [1, 0, 1, 1]]
    count = layers.CategoryEncoding(4, output_mode="count")
    assert count(words).tolist() == [[1, 2, 0, 0], [1, 0, 1, 1]]
    weighted = count(words, count_weights=np.array([[1.0, 2, 3], [4, 5, 6]]))
    assert weighted.tolist() == [[1, 5, 0, 0], [6, 0, 5, 4]]
    one = layers.CategoryEncoding(4, output_mode="one_hot")
    assert one(words).shape == (2, 3, 4)
    assert one(words[:, :1]).tolist() == [[1, 0, 0, 0], [0, 0, 0, 1]]
    with pytest.raises(ValueError, match="multi_hot"):
        layers.CategoryEncoding(4, output_mode="int")
    with pytest.raises(ValueError, match="count_weights"):
        one(words, count_weights=words)
