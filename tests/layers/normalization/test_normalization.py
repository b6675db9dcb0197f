"""Normalizations against their formulas in NumPy."""

import numpy as np
import pytest

from tengen import layers

IMAGES = np.random.default_rng(0).normal(2, 3, size=(3, 4, 5, 6)).astype("float32")


def with_weights(layer, x):
    layer(x)
    draw = np.random.default_rng(1)
    layer.set_weights([draw.normal(size=w.shape) for w in layer.get_weights()])
    return layer


def normal(x, axes, epsilon=1e-3):
    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return (x - mean) / np.sqrt(variance + epsilon)


@pytest.mark.parametrize("axis", [-1, 1, [1, 2, 3], [3, 1], (-1, -2)])
def test_layer_normalization(axis):
    layer = with_weights(layers.LayerNormalization(axis=axis), IMAGES)
    axes = sorted(a % 4 for a in (axis if isinstance(axis, (list, tuple)) else [axis]))
    sizes = [n if a in axes else 1 for a, n in enumerate(IMAGES.shape)]
    gamma, beta = (w.reshape(sizes) for w in layer.get_weights())
    expected = normal(IMAGES, tuple(axes)) * gamma + beta
    np.testing.assert_allclose(layer(IMAGES), expected, atol=1e-5)


@pytest.mark.parametrize(("groups", "axis"), [(1, -1), (3, -1), (-1, -1), (2, 1)])
def test_group_normalization(groups, axis):
    layer = with_weights(layers.GroupNormalization(groups, axis), IMAGES)
    x = np.moveaxis(IMAGES, axis, -1)
    count = x.shape[-1] if groups == -1 else groups
    parts = [normal(part, (1, 2, 3)) for part in np.split(x, count, axis=-1)]
    gamma, beta = layer.get_weights()
    expected = np.moveaxis(np.concatenate(parts, -1) * gamma + beta, -1, axis)
    np.testing.assert_allclose(layer(IMAGES), expected, atol=1e-5)
    assert layer.get_config()["groups"] == groups


def test_groups_must_divide_the_channels():
    with pytest.raises(ValueError, match="6 channels"):
        layers.GroupNormalization(4)(IMAGES)
    with pytest.raises(ValueError, match="groups"):
        layers.GroupNormalization(0)


def test_unit_normalization_over_two_axes():
    y = np.array(layers.UnitNormalization(axis=[1, 2])(IMAGES))
    np.testing.assert_allclose((y**2).sum((1, 2)), 1, rtol=1e-5)
    assert np.isfinite(layers.UnitNormalization()(np.zeros((1, 3)))).all()


def test_rms_normalization():
    layer = with_weights(layers.RMSNormalization(axis=[2, 3]), IMAGES)
    root = np.sqrt((IMAGES**2).mean((2, 3), keepdims=True) + 1e-6)
    expected = IMAGES / root * layer.get_weights()[0]
    np.testing.assert_allclose(layer(IMAGES), expected, atol=1e-5)


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
@pytest.mark.parametrize("size", [1, 3, 5])
def test_local_response_normalization(data_format, size):
    layer = layers.LocalResponseNormalization(
        size, k=1.5, alpha=0.3, beta=0.6, data_format=data_format
    )
    x = IMAGES if data_format == "channels_last" else np.moveaxis(IMAGES, -1, 1)
    expected = np.empty_like(IMAGES)
    for i in range(6):
        near = IMAGES[..., max(0, i - size // 2) : i + size // 2 + 1]
        activity = (near**2).sum(-1)
        expected[..., i] = IMAGES[..., i] / (1.5 + 0.3 * activity) ** 0.6
    got = np.array(layer(x))
    got = got if data_format == "channels_last" else np.moveaxis(got, 1, -1)
    np.testing.assert_allclose(got, expected, rtol=1e-5)


def test_local_response_normalization_wants_an_odd_size():
    with pytest.raises(ValueError, match="odd"):
        layers.LocalResponseNormalization(4)


@pytest.mark.parametrize("kind", ["LayerNormalization", "RMSNormalization"])
def test_half_precision_is_normalized_in_single(kind):
    layer = getattr(layers, kind)(dtype="mixed_float16")
    y = layer(np.array([[3e3, 6e4, 2e3]], "float32"))
    assert y.dtype == "float16"
    assert np.isfinite(np.array(y)).all()


def test_local_response_normalization_is_stored_as_a_layer_of_ours():
    """Keras has none: its reader looks for a class registered under the name."""
    layer = layers.LocalResponseNormalization(3, alpha=0.5)
    entry = layers.serialize(layer)
    assert entry["registered_name"] == "tengen>LocalResponseNormalization"
    assert entry["module"] == "tengen.layers"
    again = layers.deserialize(entry)
    assert type(again) is layers.LocalResponseNormalization
    assert (again.size, again.alpha) == (3, 0.5)


@pytest.mark.parametrize("clipping", [None, {"rmax": 1.1, "rmin": 0.9, "dmax": 0.2}])
def test_batch_renormalization(clipping):
    layer = layers.BatchNormalization(
        momentum=0.9, renorm=True, renorm_clipping=clipping, renorm_momentum=0.8
    )
    draw = np.random.default_rng(1)
    layer.build(IMAGES.shape)
    layer.set_weights([draw.uniform(0.5, 2, w.shape) for w in layer.get_weights()])
    gamma, beta, mean, _, deviation, known_mean, known = layer.get_weights()
    outputs = layer(IMAGES, training=True)
    batch_mean = IMAGES.mean((0, 1, 2))
    batch = np.sqrt(IMAGES.var((0, 1, 2)) + 1e-3)
    r, d = batch / known, (batch_mean - known_mean) / known
    if clipping:
        r, d = np.clip(r, 0.9, 1.1), np.clip(d, -0.2, 0.2)
    expected = ((IMAGES - batch_mean) / batch * r + d) * gamma + beta
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-4)
    new_deviation = 0.9 * deviation + 0.1 * batch
    for weight, right in (
        (layer.moving_mean, 0.9 * mean + 0.1 * batch_mean),
        (layer.moving_stddev, new_deviation),
        (layer.moving_variance, new_deviation**2 - 1e-3),
        (layer.renorm_mean, 0.8 * known_mean + 0.2 * batch_mean),
        (layer.renorm_stddev, 0.8 * known + 0.2 * batch),
    ):
        np.testing.assert_allclose(weight.numpy(), right, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("limits", [{"max": 1.0}, {"dmax": -1}, {"rmax": 1, "rmin": 2}])
def test_limits_of_renormalization(limits):
    with pytest.raises(ValueError, match="renorm_clipping"):
        layers.BatchNormalization(renorm_clipping=limits)


def test_group_normalization_takes_what_16_bits_cannot_hold():
    layer = layers.GroupNormalization(2, dtype="mixed_float16")
    outputs = layer(np.full((2, 4, 8), 70000.0, "float32"))
    assert outputs.dtype == "float16"
    assert np.isfinite(outputs).all()
