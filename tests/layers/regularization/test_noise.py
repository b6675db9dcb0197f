"""What the layers of the dropout family draw, and that they rest outside training."""

import numpy as np
import pytest

import tengen
from tengen import layers

MANY = np.random.default_rng(0).normal(size=(200, 300)).astype("float32")
LAYERS = {
    "Dropout": {"rate": 0.3},
    "GaussianDropout": {"rate": 0.3},
    "GaussianNoise": {"stddev": 0.3},
    "AlphaDropout": {"rate": 0.3},
}


@pytest.mark.parametrize("kind", LAYERS)
def test_at_rest_and_in_training(kind):
    layer = getattr(layers, kind)(**LAYERS[kind], seed=1)
    np.testing.assert_array_equal(layer(MANY), MANY)
    first, second = np.array(layer(MANY, training=True)), layer(MANY, training=True)
    assert np.abs(first - second).max() > 0.1
    again = getattr(layers, kind)(**LAYERS[kind], seed=1)
    np.testing.assert_array_equal(again(MANY, training=True), first)


def test_gaussian_noise_has_its_standard_deviation():
    layer = layers.GaussianNoise(0.5, seed=2)
    noise = np.array(layer(MANY, training=True)) - MANY
    assert noise.mean() == pytest.approx(0, abs=0.01)
    assert noise.std() == pytest.approx(0.5, abs=0.01)
    assert (np.abs(noise) > 1.0).mean() == pytest.approx(0.0455, abs=0.005)


def test_gaussian_dropout_has_the_spread_of_dropout():
    ones = np.ones((300, 300), "float32")
    drawn = np.array(layers.GaussianDropout(0.2, seed=3)(ones, training=True))
    assert drawn.mean() == pytest.approx(1, abs=0.01)
    assert drawn.var() == pytest.approx(0.25, abs=0.01)


def test_alpha_dropout_keeps_mean_and_variance():
    drawn = np.array(layers.AlphaDropout(0.3, seed=4)(MANY, training=True))
    assert drawn.mean() == pytest.approx(0, abs=0.02)
    assert drawn.var() == pytest.approx(1, abs=0.03)
    _, counts = np.unique(drawn, return_counts=True)
    assert counts.max() / drawn.size == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize(
    ("layer", "shape", "alike"),
    [
        (layers.SpatialDropout1D(0.4, seed=5), (50, 7, 20), (1,)),
        (layers.SpatialDropout2D(0.4, seed=5), (50, 4, 3, 20), (1, 2)),
        (layers.SpatialDropout2D(0.4, "channels_first", 5), (50, 20, 4, 3), (2, 3)),
        (layers.SpatialDropout3D(0.4, seed=5), (50, 2, 3, 2, 20), (1, 2, 3)),
    ],
)
def test_whole_channels_are_dropped(layer, shape, alike):
    drawn = np.array(layer(np.ones(shape, "float32"), training=True))
    np.testing.assert_array_equal(drawn.min(alike), drawn.max(alike))
    assert (drawn == 0).mean() == pytest.approx(0.4, abs=0.05)
    np.testing.assert_allclose(drawn.max(), 1 / 0.6, rtol=1e-6)
    assert "trainable" not in layer.get_config()


def test_wrong_rates_are_refused():
    for make in (layers.AlphaDropout, layers.GaussianDropout, layers.SpatialDropout1D):
        with pytest.raises(ValueError, match="rate"):
            make(1.5)
    with pytest.raises(ValueError, match="stddev"):
        layers.GaussianNoise(-1)


def test_activity_regularization_reaches_the_loss():
    x = np.array([[1.0, -2.0], [3.0, 0.0]], "float32")
    layer = layers.ActivityRegularization(l1=0.1, l2=0.01)
    layer(x)
    assert float(layer.losses[0]) == pytest.approx((0.1 * 6 + 0.01 * 14) / 2)
    assert "activity_regularizer" not in layer.get_config()
    model = tengen.Sequential([layers.Input((2,)), layer])
    model.compile("sgd", "mse")
    found = model.evaluate(x, x, verbose=0)
    assert found == pytest.approx((0.1 * 6 + 0.01 * 14) / 2, rel=1e-5)
