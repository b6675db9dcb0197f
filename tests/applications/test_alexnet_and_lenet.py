"""AlexNet in two groups and in one tower, LeNet-5, and AlexNet's tricks."""

from __future__ import annotations

import numpy as np
import pytest
from numbers_of_weights import fill, images

from tengen import applications
from tengen.applications.alexnet import random_crop_and_mirror
from tengen.applications.ten_crop import (
    evaluate_ten_crops,
    predict_ten_crops,
    ten_crops,
)


def test_the_maps_of_alexnet_have_the_sizes_of_the_paper():
    model = applications.AlexNet(include_top=False, input_shape=(224, 224, 3))
    shapes = {layer.name: tuple(layer.output.shape[1:]) for layer in model.layers}
    assert shapes["conv1"] == (55, 55, 96)
    assert shapes["conv2"] == (27, 27, 256)
    assert shapes["conv3"] == shapes["conv4"] == (13, 13, 384)
    assert shapes["conv5"] == (13, 13, 256)
    assert shapes["pool5"] == (6, 6, 256)


def test_one_tower_sees_all_channels():
    tower = applications.AlexNet(include_top=False, groups=1)
    # 62,378,344 with the dense layers; these hold 58,631,144.
    assert tower.count_params() == 62_378_344 - 58_631_144
    with pytest.raises(ValueError, match="groups"):
        applications.AlexNet(groups=3)


def test_a_group_sees_its_own_channels_only():
    model = fill(applications.AlexNet(include_top=False, input_shape=(64, 64, 3)))
    first, second = np.split(model.get_layer("conv2").kernel.numpy(), 2, axis=-1)
    assert first.shape == (5, 5, 48, 128)
    layer = model.get_layer("conv2")
    x = images(7).repeat(32, axis=-1)
    changed = x.copy()
    changed[..., 48:] += 1
    a, b = np.asarray(layer(x)), np.asarray(layer(changed))
    np.testing.assert_array_equal(a[..., :128], b[..., :128])
    assert np.abs(a[..., 128:] - b[..., 128:]).max() > 0.1


def test_the_smallest_image_of_alexnet():
    model = applications.AlexNet(input_shape=(64, 64, 3), classes=3)
    assert model.predict(images(64), verbose=0).shape == (1, 3)
    with pytest.raises(ValueError, match="at least 64 x 64"):
        applications.AlexNet(input_shape=(63, 64, 3), classes=3)


def test_lenet_takes_digits_with_and_without_margin():
    whole = fill(applications.LeNet5())
    tight = applications.LeNet5(input_shape=(28, 28, 1))
    tight.set_weights(whole.get_weights())
    digit = images(28)[..., :1]
    padded = np.pad(digit, ((0, 0), (2, 2), (2, 2), (0, 0)))
    np.testing.assert_allclose(
        tight.predict(digit, verbose=0), whole.predict(padded, verbose=0), rtol=1e-5
    )


def test_lenet_learns_to_read(data_dir):
    from tengen import datasets, utils

    utils.set_random_seed(1)
    (x, y), (x_test, y_test) = datasets.mnist.load_data()
    prepare = applications.lenet.preprocess_input
    x, x_test = prepare(x[:2000])[..., None], prepare(x_test[:500])[..., None]
    model = applications.LeNet5(input_shape=(28, 28, 1))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y[:2000], batch_size=32, epochs=4, verbose=0)
    assert model.evaluate(x_test, y_test[:500], verbose=0)[1] > 0.85


# -- ten crops, and one at random ------------------------------------------------------


def test_ten_crops_are_corners_centre_and_mirrors():
    x = np.arange(2 * 6 * 8 * 3).reshape(2, 6, 8, 3)
    parts = ten_crops(x, 4, 5)
    assert parts.shape == (2, 10, 4, 5, 3)
    expected = [x[:, :4, :5], x[:, :4, 3:], x[:, 2:, :5], x[:, 2:, 3:], x[:, 1:5, 1:6]]
    for index, part in enumerate(expected):
        np.testing.assert_array_equal(parts[:, index], part)
        np.testing.assert_array_equal(parts[:, index + 5], part[:, :, ::-1])
    first = ten_crops(x.transpose(0, 3, 1, 2), 4, 5, data_format="channels_first")
    np.testing.assert_array_equal(first, parts.transpose(0, 1, 4, 2, 3))


def test_images_smaller_than_the_crops_are_refused():
    with pytest.raises(ValueError, match="at least 8 x 8"):
        ten_crops(np.zeros((1, 7, 9, 3)), 8, 8)
    with pytest.raises(ValueError, match="N, H, W, C"):
        ten_crops(np.zeros((7, 9, 3)), 2, 2)


@pytest.fixture(scope="module")
def reader():
    return fill(applications.LeNet5())


def test_predictions_are_means_over_the_crops(reader):
    x = np.concatenate([images(36, seed) for seed in range(5)])[..., :1]
    parts = ten_crops(x, 32, 32)
    expected = np.stack([reader.predict(part, verbose=0).mean(0) for part in parts])
    for batch_size in (1, 32, 1000):
        found = predict_ten_crops(reader, x, batch_size)
        np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_evaluation_counts_the_first_guess_and_the_first_few(reader):
    x = np.concatenate([images(36, seed) for seed in range(8)])[..., :1]
    order = np.argsort(-predict_ten_crops(reader, x))
    third = order[:, 2]
    assert evaluate_ten_crops(reader, x, third, top=3) == {
        "accuracy": 0.0,
        "top_3_accuracy": 1.0,
    }
    mixed = np.where(np.arange(8) < 2, order[:, 0], order[:, 5])
    assert evaluate_ten_crops(reader, x, np.eye(10)[mixed]) == {
        "accuracy": 0.25,
        "top_5_accuracy": 0.25,
    }
    with pytest.raises(ValueError, match="8 images, 7 labels"):
        evaluate_ten_crops(reader, x, third[:7])


def test_ten_crops_need_a_network_for_one_size():
    model = applications.LeNet5(include_top=False, pooling="avg")
    with pytest.raises(ValueError, match="fixed size"):
        predict_ten_crops(model, np.zeros((1, 36, 36, 1)))


def test_random_parts_are_parts_or_their_mirrors():
    x = np.arange(6 * 7, dtype="float32").reshape(1, 6, 7, 1).repeat(64, axis=0)
    parts = np.asarray(random_crop_and_mirror(4, 4, seed=3)(x, training=True))
    windows = np.lib.stride_tricks.sliding_window_view(x[0, ..., 0], (4, 4))
    known = {window.tobytes(): False for window in windows.reshape(-1, 4, 4).copy()}
    mirrors = windows[..., ::-1].reshape(-1, 4, 4).copy()
    known |= {window.tobytes(): True for window in mirrors}
    is_mirror = [known[np.ascontiguousarray(part).tobytes()] for part in parts[..., 0]]
    assert 16 < sum(is_mirror) < 48
    assert len({part.tobytes() for part in parts}) > 15
    assert random_crop_and_mirror(4, 4)(x, training=False).shape == (64, 4, 4, 1)
