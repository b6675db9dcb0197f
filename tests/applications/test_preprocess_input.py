"""`preprocess_input` and `decode_predictions`, against arithmetic written out."""

from __future__ import annotations

import json

import jax.numpy as jnp
import numpy as np
import pytest

from tengen import Input, Model, applications, models
from tengen.applications import imagenet_utils
from tengen.utils import DownloadError
from tengen.utils.hashing import hash_file

PIXEL = np.array([10.0, 100.0, 250.0])
EXPECTED = {
    "caffe": [250 - 103.939, 100 - 116.779, 10 - 123.68],
    "tf": [10 / 127.5 - 1, 100 / 127.5 - 1, 250 / 127.5 - 1],
    "torch": [
        (10 / 255 - 0.485) / 0.229,
        (100 / 255 - 0.456) / 0.224,
        (250 / 255 - 0.406) / 0.225,
    ],
}


def batch(dtype):
    return np.broadcast_to(PIXEL, (2, 4, 5, 3)).astype(dtype)


@pytest.mark.parametrize("dtype", ["uint8", "int64", "float32", "float64"])
@pytest.mark.parametrize("mode", EXPECTED)
def test_arrays(mode, dtype):
    x = batch(dtype)
    before = x.copy()
    found = imagenet_utils.preprocess_input(x, mode=mode)
    assert found.dtype == ("float64" if dtype == "float64" else "float32")
    np.testing.assert_allclose(
        found, np.broadcast_to(EXPECTED[mode], x.shape), rtol=1e-5
    )
    np.testing.assert_array_equal(x, before)  # Keras changes it in place
    assert isinstance(found, np.ndarray)


@pytest.mark.parametrize("mode", EXPECTED)
def test_channels_first_single_images_and_tensors(mode):
    expected = np.broadcast_to(EXPECTED[mode], (2, 4, 5, 3)).transpose(0, 3, 1, 2)
    first = batch("uint8").transpose(0, 3, 1, 2)

    def prepare(x):
        return np.asarray(
            imagenet_utils.preprocess_input(x, "channels_first", mode=mode)
        )

    np.testing.assert_allclose(prepare(first), expected, rtol=1e-5)
    np.testing.assert_allclose(prepare(first[0]), expected[0], rtol=1e-5)
    np.testing.assert_allclose(prepare(jnp.asarray(first)), expected, rtol=1e-5)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("mode", EXPECTED)
def test_symbolic_tensors_become_part_of_the_model_and_travel(mode, dtype, tmp_path):
    pixels = Input((4, 5, 3), dtype=dtype)
    model = Model(pixels, imagenet_utils.preprocess_input(pixels, mode=mode))
    expected = np.broadcast_to(EXPECTED[mode], (2, 4, 5, 3))
    x = batch(dtype)
    np.testing.assert_allclose(model.predict(x, verbose=0), expected, rtol=1e-5)
    model.save(tmp_path / "m.keras")
    again = models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(again.predict(x, verbose=0), expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("module", "mode"),
    [
        ("vgg16", "caffe"),
        ("vgg19", "caffe"),
        ("resnet", "caffe"),
        ("resnet50", "caffe"),
        ("alexnet", "caffe"),
        ("mobilenet", "tf"),
        ("mobilenet_v2", "tf"),
    ],
)
def test_each_network_has_its_mode(module, mode):
    found = getattr(applications, module).preprocess_input(batch("uint8"))
    np.testing.assert_allclose(found[0, 0, 0], EXPECTED[mode], rtol=1e-5)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="'theano'"):
        imagenet_utils.preprocess_input(PIXEL, mode="theano")
    with pytest.raises(ValueError, match="channels_middle"):
        imagenet_utils.preprocess_input(PIXEL, "channels_middle")
    with pytest.raises(ValueError, match=r"\(2, 4, 4, 1\)"):
        imagenet_utils.preprocess_input(np.zeros((2, 4, 4, 1)))


# -- decode_predictions ----------------------------------------------------------------


@pytest.fixture
def class_index(tmp_path, monkeypatch):
    """A list of classes in place of Keras's, whose hash is taken for the right one."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    path = tmp_path / "models" / "imagenet_class_index.json"
    path.parent.mkdir()
    entries = {str(i): [f"n{i:08}", f"class {i}"] for i in range(1000)}
    path.write_text(json.dumps(entries))
    monkeypatch.setattr(imagenet_utils, "_INDEX_HASH", hash_file(path, "md5"))
    return path


def test_predictions_are_decoded_best_first(class_index):
    scores = np.zeros((2, 1000), "float32")
    scores[0, [3, 999, 0]] = [0.2, 0.5, 0.3]
    scores[1, 7] = 1
    first, second = applications.vgg16.decode_predictions(scores, top=3)
    assert [entry[:2] for entry in first] == [
        ("n00000999", "class 999"),
        ("n00000000", "class 0"),
        ("n00000003", "class 3"),
    ]
    assert [entry[2] for entry in first] == pytest.approx([0.5, 0.3, 0.2])
    assert second[0] == ("n00000007", "class 7", 1.0)
    assert len(imagenet_utils.decode_predictions(jnp.asarray(scores))[0]) == 5


def test_predictions_of_other_classes_are_refused(class_index):
    with pytest.raises(ValueError, match=r"argmax"):
        imagenet_utils.decode_predictions(np.zeros((2, 10)))


def test_without_the_list_it_is_said_where_it_belongs(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    missing = (tmp_path / "nowhere.json").as_uri()
    monkeypatch.setattr(imagenet_utils, "_INDEX_URL", missing)
    with pytest.raises(DownloadError) as error:
        imagenet_utils.decode_predictions(np.zeros((1, 1000)))
    assert str(tmp_path / "models" / "imagenet_class_index.json") in str(error.value)
    assert "argmax" in str(error.value)
