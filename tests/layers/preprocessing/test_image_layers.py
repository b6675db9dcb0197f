"""Image layers: what they do to pixels, and when."""

import numpy as np
import pytest

import tengen
from tengen import layers

IMAGES = np.random.default_rng(0).uniform(0, 255, (40, 5, 6, 3)).astype("float32")
SMALL = np.arange(1.0, 7.0, dtype="float32").reshape(1, 2, 3, 1)
RANDOM = {
    "RandomFlip": {},
    "RandomTranslation": {"height_factor": 0.3, "width_factor": 0.3},
    "RandomRotation": {"factor": 0.2},
    "RandomZoom": {"height_factor": 0.4},
    "RandomContrast": {"factor": 0.5},
    "RandomBrightness": {"factor": 0.5},
    "RandomCrop": {"height": 5, "width": 4},
}


def pixels(layer):
    return np.array(layer(SMALL))[0, :, :, 0].round(4).tolist()


@pytest.mark.parametrize("kind", RANDOM)
def test_each_image_its_own_way_and_only_in_training(kind):
    layer = getattr(layers, kind)(**RANDOM[kind], seed=1)
    same = np.repeat(IMAGES[:1], 40, axis=0)
    drawn = np.array(layer(same))
    assert len(np.unique(drawn, axis=0)) > (2 if kind == "RandomCrop" else 3)
    rest = layer(IMAGES, training=False)
    np.testing.assert_array_equal(layer(IMAGES, training=False), rest)
    if kind != "RandomCrop":
        np.testing.assert_array_equal(rest, IMAGES)
    again = getattr(layers, kind)(**RANDOM[kind], seed=1)
    np.testing.assert_array_equal(again(same), drawn)


@pytest.mark.parametrize("kind", RANDOM)
def test_formats_and_single_images(kind):
    first = getattr(layers, kind)(**RANDOM[kind], seed=1, data_format="channels_first")
    last = getattr(layers, kind)(**RANDOM[kind], seed=1)
    expected = np.moveaxis(np.array(last(IMAGES)), -1, 1)
    np.testing.assert_allclose(first(np.moveaxis(IMAGES, -1, 1)), expected, atol=1e-3)
    one = getattr(layers, kind)(**RANDOM[kind], seed=1)(IMAGES[0])
    np.testing.assert_allclose(
        one, getattr(layers, kind)(**RANDOM[kind], seed=1)(IMAGES[:1])[0], atol=1e-3
    )


def test_in_a_model_they_rest_while_predicting():
    model = tengen.Sequential([layers.Input((5, 6, 3)), layers.RandomRotation(0.5)])
    np.testing.assert_array_equal(model.predict(IMAGES, verbose=0), IMAGES)
    assert np.abs(np.array(model(IMAGES, training=True)) - IMAGES).max() > 1


def test_flips():
    for mode, axis in (("horizontal", 2), ("vertical", 1)):
        layer = layers.RandomFlip(mode, seed=2)
        drawn = np.array(layer(IMAGES))
        turned = (drawn == np.flip(IMAGES, axis)).all((1, 2, 3))
        kept = (drawn == IMAGES).all((1, 2, 3))
        assert (turned ^ kept).all()
        assert 8 < turned.sum() < 32
    with pytest.raises(ValueError, match="horizontal"):
        layers.RandomFlip("sideways")


def test_moving_down_and_right_with_every_edge():
    def moved(fill_mode):
        return pixels(
            layers.RandomTranslation(
                (0.5, 0.5), (1 / 3, 1 / 3), fill_mode, fill_value=9
            )
        )

    assert moved("constant") == [[9, 9, 9], [9, 1, 2]]
    assert moved("nearest") == [[1, 1, 2], [1, 1, 2]]
    assert moved("reflect") == [[1, 1, 2], [1, 1, 2]]
    assert moved("wrap") == [[6, 4, 5], [3, 1, 2]]


def test_half_a_turn_and_a_zoom():
    assert pixels(layers.RandomRotation((0.5, 0.5))) == [[6, 5, 4], [3, 2, 1]]
    assert pixels(layers.RandomZoom((0.0, 0.0), (-0.5, -0.5))) == [
        [1.5, 2, 2.5],
        [4.5, 5, 5.5],
    ]
    out = layers.RandomZoom((0.0, 0.0), (1.0, 1.0), "constant", fill_value=0)
    assert pixels(out) == [[0, 2, 0], [0, 5, 0]]


def test_bilinear_is_half_way_between_pixels():
    layer = layers.RandomTranslation((0.0, 0.0), (1 / 6, 1 / 6), "nearest")
    assert pixels(layer) == [[1, 1.5, 2.5], [4, 4.5, 5.5]]


def test_contrast_and_brightness():
    drawn = np.array(layers.RandomContrast((1.0, 0.0), (0, 255), seed=3)(IMAGES))
    mean = IMAGES.mean((1, 2), keepdims=True)
    share = (drawn - mean) / (IMAGES - mean)
    assert np.ptp(share, axis=(1, 2, 3)).max() < 0.01
    assert 0 <= share.min() and share.max() <= 1.0001 and np.ptp(share) > 0.5
    lighter = np.array(layers.RandomBrightness((0.1, 0.3), (0, 1), seed=3)(IMAGES * 0))
    assert 0.1 <= lighter.min() < 0.15 and 0.25 < lighter.max() <= 0.3
    assert np.ptp(lighter, axis=(1, 2, 3)).max() == 0


def test_random_crops_come_from_everywhere_and_rest_in_the_middle():
    layer = layers.RandomCrop(2, 3, seed=4)
    places = np.broadcast_to(np.arange(30.0).reshape(1, 5, 6, 1), (500, 5, 6, 1))
    drawn = np.array(layer(places))[..., 0]
    corner = drawn[:, 0, 0]
    assert set(corner) == {6 * y + x for y in range(4) for x in range(4)}
    np.testing.assert_array_equal(
        drawn - corner[:, None, None], [drawn[0] - corner[0]] * 500
    )
    assert layer(IMAGES, training=False).shape == (40, 2, 3, 3)
    assert layers.RandomCrop(8, 8)(IMAGES).shape == (40, 8, 8, 3)


def test_resizing():
    assert pixels(layers.Resizing(2, 6, "nearest")) == [
        [1, 1, 2, 2, 3, 3],
        [4, 4, 5, 5, 6, 6],
    ]
    assert pixels(layers.Resizing(1, 1)) == [[3.5]]
    assert pixels(layers.Resizing(2, 2, crop_to_aspect_ratio=True)) == [[1, 2], [4, 5]]
    square = layers.Resizing(4, 4, "nearest", pad_to_aspect_ratio=True, fill_value=9)
    tall = np.ones((1, 4, 2, 1), "float32")
    assert np.array(square(tall))[0, 0, :, 0].tolist() == [9, 1, 1, 9]
    bytes_ = layers.Resizing(1, 1)(np.array([[[[255], [254]]]], "uint8"))
    assert bytes_.dtype == "uint8"
    with pytest.raises(ValueError, match="one of them"):
        layers.Resizing(2, 2, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True)


def test_the_middle():
    assert pixels(layers.CenterCrop(2, 1)) == [[2], [5]]
    assert layers.CenterCrop(4, 4)(SMALL).shape == (1, 4, 4, 1)


def test_what_is_no_image_is_refused():
    with pytest.raises(ValueError, match="images"):
        layers.RandomFlip()(np.ones((2, 3)))


def test_erasing_paints_a_rectangle_of_the_wanted_size():
    layer = layers.RandomErasing((1, 1), (0.25, 0.25), fill_value=9.0, seed=3)
    painted = np.asarray(layer(np.zeros((20, 16, 16, 1)), training=True))[..., 0] == 9
    for image in painted:
        rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
        assert image.sum() == len(rows) * len(columns)
        assert len(rows) <= 9
        assert len(columns) <= 9
    assert painted.any((1, 2)).all()
    left = layers.RandomErasing((0, 0), fill_value=9.0)(np.zeros((4, 8, 8, 1)))
    assert not np.any(left)


def test_shear_moves_each_row_by_its_number():
    image = np.zeros((1, 3, 7, 1), "float32")
    image[:, :, 3] = 1.0
    layer = layers.RandomShear((1.0, 1.0), fill_mode="constant", seed=1)
    slanted = np.asarray(layer(image, training=True))[0, ..., 0]
    places = slanted.argmax(1).tolist()
    assert places in ([3, 4, 5], [3, 2, 1])
    assert slanted.sum() == 3


def test_an_image_is_changed_or_left_with_its_probability():
    layer = layers.RandomInvert((0.3, 0.3), value_range=(0, 1), seed=5)
    inverted = np.asarray(layer(np.zeros((400, 1, 1, 1)), training=True))
    assert 0.22 < inverted.mean() < 0.38
