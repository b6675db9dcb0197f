"""Filters and feature maps as images: the numbers behind them, and where they stand.

Properties: (1) `filters_of` is the kernel, `activations_of` the layer's output, checked
against NumPy; (2) a mosaic has each image at its place; (3) scales: own or shared, zero
in the middle for filters; (4) errors name the layer.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen import Input, Model, Sequential, layers
from tengen.visualization import (
    activations_of,
    filters_of,
    plot_activations,
    plot_filters,
)
from tengen.visualization.mosaic import mosaic, scaled

DRAW = np.random.default_rng(0)


def small(channels: int = 1) -> Sequential:
    return Sequential(
        [
            layers.Conv2D(5, (3, 2), input_shape=(8, 7, channels), name="first"),
            layers.MaxPooling2D(name="pool"),
            layers.Conv2D(4, 2, activation="relu", name="second"),
            layers.Flatten(name="flatten"),
            layers.Dense(3, name="dense"),
        ]
    )


def test_filters_are_the_kernel():
    model = small(channels=3)
    kernel = np.asarray(model.layers[0].get_weights()[0])  # (H, W, channels, filters)
    found = filters_of(model.layers[0])
    assert found.shape == (5, 3, 3, 2)
    for number in range(5):
        for channel in range(3):
            np.testing.assert_array_equal(
                found[number, channel], kernel[:, :, channel, number]
            )


def test_filters_of_other_convolutions():
    depthwise = layers.DepthwiseConv2D(3, depth_multiplier=2)
    depthwise.build((None, 8, 8, 4))
    kernel = np.asarray(depthwise.get_weights()[0])
    found = filters_of(depthwise)
    assert found.shape == (8, 1, 3, 3)
    np.testing.assert_array_equal(found[3, 0], kernel[:, :, 1, 1])
    transposed = layers.Conv2DTranspose(6, 3)
    transposed.build((None, 8, 8, 4))
    kernel = np.asarray(transposed.get_weights()[0])
    np.testing.assert_array_equal(filters_of(transposed)[5, 2], kernel[:, :, 5, 2])


def test_activations_are_the_outputs_of_the_layer():
    model = small()
    image = DRAW.normal(size=(8, 7, 1)).astype("float32")
    kernel, bias = (np.asarray(w) for w in model.layers[0].get_weights())
    windows = np.lib.stride_tricks.sliding_window_view(image[..., 0], (3, 2))
    expected = (
        np.einsum("hwij,ijf->fhw", windows, kernel[:, :, 0]) + bias[:, None, None]
    )
    found = activations_of(model, image)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    np.testing.assert_allclose(activations_of(model, image[None], "first"), found)
    pooled = found[:, :6, :6].reshape(5, 3, 2, 3, 2).max((2, 4))
    np.testing.assert_allclose(activations_of(model, image, "pool"), pooled, atol=1e-6)
    assert activations_of(model, image, model.layers[2]).min() >= 0


def test_channels_first():
    inputs = Input((2, 6, 6))
    layer = layers.Conv2D(4, 3, data_format="channels_first")
    found = activations_of(Model(inputs, layer(inputs)), np.ones((2, 6, 6)))
    assert found.shape == (4, 4, 4)


def test_each_image_has_its_place():
    images = np.arange(5 * 2 * 3.0).reshape(5, 2, 3)
    whole = mosaic(images, columns=3)
    assert whole.shape == (2 * 3 - 1, 3 * 4 - 1)
    np.testing.assert_array_equal(whole[3:5, 4:7], images[4])
    assert np.isnan(whole[2]).all() and np.isnan(whole[:, 3]).all()
    assert np.isnan(whole).sum() == whole.size - images.size
    assert mosaic(images).shape == whole.shape
    assert mosaic(DRAW.random((4, 2, 2, 3))).shape == (5, 5, 3)


def test_scales():
    images = np.array([[[0.0, 1.0]], [[-4.0, 4.0]]])
    np.testing.assert_allclose(scaled(images, "own", False), [[[0, 1]], [[0, 1]]])
    shared = scaled(images, "shared", False)
    np.testing.assert_allclose(shared, [[[0.5, 0.625]], [[0, 1]]])
    centred = scaled(images, "shared", True)
    np.testing.assert_allclose(centred, [[[0.5, 0.625]], [[0, 1]]])
    np.testing.assert_allclose(scaled(images, "own", True)[0], [[0.5, 1]])
    assert (scaled(np.zeros((1, 2, 2)), "own", True) == 0.5).all()
    assert (scaled(np.full((1, 2, 2), 7.0), "own", False) == 0).all()
    with pytest.raises(ValueError, match="'each'[\\s\\S]*'own' or 'shared'"):
        scaled(images, "each", False)


def shown(figure) -> np.ndarray:
    return np.ma.filled(figure.axes[0].images[0].get_array(), np.nan)


def test_pictures_show_the_numbers(tmp_path):
    model = small()
    figure = plot_filters(model, to_file=tmp_path / "filters.png", dpi=50)
    expected = mosaic(scaled(filters_of(model.layers[0])[:, 0], "own", True))
    np.testing.assert_allclose(shown(figure), expected)
    image = DRAW.normal(size=(8, 7, 1))
    figure = plot_activations(
        model, image, "second", maps=3, scale="shared", to_file=tmp_path / "maps.pdf"
    )
    maps = scaled(activations_of(model, image, "second")[:3], "shared", False)
    np.testing.assert_allclose(shown(figure), mosaic(maps))
    assert figure.axes[0].get_title() == "second: 4 maps 2 x 2"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["filters.png", "maps.pdf"]


def test_filters_over_colours_are_in_colour_and_others_in_rows():
    assert shown(plot_filters(small(3))).shape == (7, 8, 3)  # 2 rows of 3 columns
    second = small().layers[2]  # 4 filters, 5 channels, 2 x 2
    assert shown(plot_filters(second)).shape == (4 * 3 - 1, 5 * 3 - 1)
    assert shown(plot_filters(second, 2, 3)).shape == (2 * 3 - 1, 3 * 3 - 1)


def test_errors_name_the_layer():
    model, image = small(), np.ones((8, 7, 1))
    with pytest.raises(ValueError, match="'fist'[\\s\\S]*did you mean 'first'"):
        plot_activations(model, image, "fist")
    with pytest.raises(ValueError, match="'dense'[\\s\\S]*feature maps"):
        plot_activations(model, image, "dense")
    with pytest.raises(ValueError, match=r"\(5, 5, 1\)[\s\S]*\(8, 7, 1\)"):
        plot_activations(model, np.ones((5, 5, 1)))
    with pytest.raises(ValueError, match="one image"):
        plot_activations(model, np.ones((2, 8, 7, 1)))
    with pytest.raises(ValueError, match="'other'"):
        plot_activations(model, image, layers.Dense(1, name="other"))
    with pytest.raises(TypeError, match="a Dense"):
        plot_filters(layers.Dense(1))
    with pytest.raises(ValueError, match="'fresh' has no weights yet"):
        plot_filters(layers.Conv2D(1, 3, name="fresh"))
    with pytest.raises(ValueError, match="no two-dimensional convolution"):
        plot_filters(Sequential([layers.Dense(1, input_shape=(2,))]))
    with pytest.raises(TypeError, match="expected a model"):
        plot_activations(layers.Conv2D(1, 3), image)
    unbuilt = Sequential([layers.Conv2D(1, 3, name="fresh")])
    with pytest.raises(ValueError, match="no graph that leads to 'fresh'"):
        plot_activations(unbuilt, image)
