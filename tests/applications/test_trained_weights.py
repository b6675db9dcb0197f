"""`weights="imagenet"`: which file is fetched, from where, and what becomes of it.

ImageNet's weights are a large download. Here a folder stands for Keras's store, and
files of the same names and layout, with other numbers, for its files; their hashes are
taken for the right ones.
"""

from __future__ import annotations

import gc
import sys
from dataclasses import replace

import h5py
import numpy as np
import pytest
from numbers_of_weights import fill, images, weight

from tengen import Model, applications, compat
from tengen.applications import _weights, mobilenet, resnet, vgg16, vgg19
from tengen.applications._weights import WeightFiles
from tengen.core.allocation import limited
from tengen.utils import DownloadError, hashing, notes

VGG16_BODY = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A folder in the place of Keras's store; the cache is empty."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(notes, "_said", set())
    folder = tmp_path / "store"
    folder.mkdir()
    monkeypatch.setattr(_weights, "ADDRESS", folder.as_uri())
    return folder


def put(store, file, model):
    """Write weights as they lie in Keras's store; return the file with its hash."""
    path = store / file.folder / file.name
    path.parent.mkdir(exist_ok=True)
    model.save_weights(path)
    gc.collect()  # large ones that were made for this only
    return replace(file, file_hash=hashing.hash_file(path, "md5"))


@pytest.fixture(scope="module")
def trained():
    """A network in the place of the one that was trained on ImageNet."""
    return fill(applications.VGG16(weights=None, include_top=False))


@pytest.fixture
def vgg16_store(store, trained, monkeypatch):
    files = vgg16._FILES
    body = put(store, files.body, trained)
    network = replace(
        vgg16._NETWORK, files=lambda rows, columns: WeightFiles(files.whole, body)
    )
    monkeypatch.setattr(vgg16, "_NETWORK", network)
    return store


# -- which file ------------------------------------------------------------------------


def test_names_addresses_and_hashes_are_those_of_keras():
    address = "https://storage.googleapis.com/tensorflow/keras-applications"
    files = vgg19._FILES
    name = "vgg19_weights_tf_dim_ordering_tf_kernels"
    assert files.whole.url == f"{address}/vgg19/{name}.h5"
    assert files.whole.file_hash == "cbe5617147190e668d6c5d5026f83318"
    assert files.body.url == f"{address}/vgg19/{name}_notop.h5"
    assert files.body.file_hash == "253f8cb515780f3b799900260a226db6"
    files = resnet._RESNET50.files(224, 224)
    name = "resnet50_weights_tf_dim_ordering_tf_kernels"
    assert files.whole.url == f"{address}/resnet/{name}.h5"
    assert files.body.file_hash == "4d473c1dd8becc155b73f8504c6f6626"


@pytest.mark.parametrize(
    ("build", "name"),
    [
        (
            lambda: applications.VGG16(),
            "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5",
        ),
        (lambda: applications.VGG16(include_top=False), f"vgg16/{VGG16_BODY}"),
        (lambda: applications.VGG16(classes=2), f"vgg16/{VGG16_BODY}"),
        (lambda: applications.VGG16(input_shape=(64, 64, 3)), f"vgg16/{VGG16_BODY}"),
        (
            # A mean over all places: the classifier fits every size.
            lambda: applications.ResNet50(input_shape=(64, 64, 3)),
            "resnet/resnet50_weights_tf_dim_ordering_tf_kernels.h5",
        ),
        (
            lambda: applications.ResNet152(classes=2),
            "resnet/resnet152_weights_tf_dim_ordering_tf_kernels_notop.h5",
        ),
        (
            lambda: applications.MobileNet((160, 160, 3), alpha=0.5),
            "mobilenet/mobilenet_5_0_160_tf.h5",
        ),
        (
            lambda: applications.MobileNet(include_top=False),
            "mobilenet/mobilenet_1_0_224_tf_no_top.h5",
        ),
        (
            lambda: applications.MobileNetV2((96, 96, 3), alpha=1.4, include_top=False),
            "mobilenet_v2/"
            "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.4_96_no_top.h5",
        ),
    ],
)
def test_the_file_that_keras_would_fetch(build, name, store, tmp_path):
    with pytest.raises(DownloadError) as error:
        build()
    said = str(error.value)
    assert f"{store.as_uri()}/{name}\n" in said
    assert f"put it at {tmp_path / 'home' / 'models' / name.split('/')[1]}" in said
    assert "weights=None, for random weights" in said


def test_no_weights_were_ever_published_for_some():
    for build in (
        applications.AlexNet,
        applications.LeNet5,
        applications.ResNet18,
        applications.ResNet34,
    ):
        with pytest.raises(ValueError, match="Keras publishes no weights"):
            build(weights="imagenet")


def test_sizes_without_weights_of_their_own_are_said(store, capsys):
    assert mobilenet.nearest_side("MobileNet", (128, 224), 128, 128) == 128
    assert capsys.readouterr().err == ""
    for _ in range(2):
        assert mobilenet.nearest_side("MobileNet", (128, 224), 100, 128) == 224
    said = capsys.readouterr().err
    assert said.count("224 x 224") == 1
    assert "none for 100 x 128" in said


# -- what becomes of it ----------------------------------------------------------------


def test_the_exercise_of_the_course(vgg16_store, trained, tmp_path, capsys):
    model = applications.vgg16.VGG16(classes=10, input_shape=(32, 32, 3))
    said = capsys.readouterr().err.splitlines()
    assert said[-1] == (
        "VGG16: ImageNet's weights up to the classifier, which is new and untrained "
        "(10 classes, images of 32 x 32)"
    )
    assert (tmp_path / "home" / "models" / VGG16_BODY).is_file()
    assert model.count_params() == 33_638_218
    assert [layer.name for layer in model.layers[-4:]] == [
        *("flatten", "fc1", "fc2", "predictions"),
    ]
    for layer in trained.layers[1:]:
        for ours, theirs in zip(
            model.get_layer(layer.name).get_weights(), layer.get_weights(), strict=True
        ):
            np.testing.assert_array_equal(ours, theirs)
    kernel = model.get_layer("fc1").kernel.numpy()
    limit = np.sqrt(6 / (512 + 4096))  # Glorot's
    assert limit * 0.99 < np.abs(kernel).max() <= limit
    assert model.predict(images(32), verbose=0).shape == (1, 10)


def test_the_exercise_under_the_name_that_the_course_uses(vgg16_store, capsys):
    compat.as_keras()
    try:
        from tensorflow.keras.applications.vgg16 import VGG16

        model = VGG16(classes=10, input_shape=(32, 32, 3))
    finally:
        compat.uninstall()
    assert "untrained (10 classes" in capsys.readouterr().err
    assert model.count_params() == 33_638_218


def test_it_is_said_once_and_downloaded_once(vgg16_store, capsys):
    applications.VGG16(classes=10, input_shape=(32, 32, 3))
    assert "downloading" in capsys.readouterr().err
    (vgg16_store / "vgg16" / VGG16_BODY).unlink()
    applications.VGG16(classes=10, input_shape=(32, 32, 3))
    assert capsys.readouterr().err == ""


def test_without_the_top_nothing_is_said(vgg16_store, trained, capsys):
    model = applications.VGG16(include_top=False, pooling="avg")
    assert "untrained" not in capsys.readouterr().err
    expected = trained.predict(images(32), verbose=0).mean(axis=(1, 2))
    np.testing.assert_allclose(
        model.predict(images(32), verbose=0), expected, rtol=1e-5, atol=1e-6
    )


def test_a_network_behind_layers_of_ones_own(vgg16_store, trained):
    from tengen import Input, layers

    pixels = Input((32, 32, 1))
    colours = layers.Conv2D(3, 1)(pixels)
    model = applications.VGG16(include_top=False, input_tensor=colours)
    assert model.input is pixels
    found = Model(colours, model.output).predict(images(32), verbose=0)
    expected = trained.predict(images(32), verbose=0)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_a_file_that_is_another_is_never_used(vgg16_store):
    path = vgg16_store / "vgg16" / VGG16_BODY
    path.write_bytes(path.read_bytes() + b"!")
    with pytest.raises(DownloadError, match="not the file that is meant"):
        applications.VGG16(include_top=False)


def test_a_file_of_keras_1_which_names_no_version(tmp_path, trained):
    """The oldest of Keras's files: nothing but names and arrays."""
    path = tmp_path / "weights.h5"
    with h5py.File(path, "w") as file:
        names = [layer.name for layer in trained.layers]
        file.attrs["layer_names"] = [name.encode() for name in names]
        for layer in trained.layers:
            group = file.create_group(layer.name)
            stems = [
                f"{layer.name}_{letter}_1:0" for letter in "Wb"[: len(layer.weights)]
            ]
            group.attrs["weight_names"] = [stem.encode() for stem in stems]
            for stem, array in zip(stems, layer.get_weights(), strict=True):
                group[stem] = array
    model = applications.VGG16(weights=path, include_top=False)
    for ours, theirs in zip(model.weights, trained.weights, strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


def test_whole_files_with_their_classifier(tmp_path):
    options = {"alpha": 0.35, "input_shape": (32, 32, 3), "classes": 4}
    first = fill(applications.MobileNetV2(weights=None, **options))
    path = tmp_path / "own.h5"
    first.save_weights(path)
    second = applications.MobileNetV2(weights=path, **options)
    for ours, theirs in zip(second.weights, first.weights, strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())
    with pytest.raises(ValueError, match="predictions"):
        applications.MobileNetV2(weights=path, **{**options, "classes": 5})


def test_formula_of_the_stand_in_weights():
    """Two layers of one shape differ, and kernels are of the size He et al. advise."""
    first, second = (weight("kernel", (3, 3, 64, 64), seed) for seed in (1, 2))
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.05
    assert first.std() == pytest.approx(np.sqrt(2 / (9 * 64)), rel=0.02)


@pytest.mark.slow
def test_features_of_vgg19_as_the_course_extracts_them(store, monkeypatch):
    """With a file of 575 MB, as large as the real one; its dense layers are zeros."""
    files = vgg19._FILES
    with limited(sys.maxsize):
        made_up = applications.VGG19(weights=None)
    fill(Model(made_up.input, made_up.get_layer("block5_pool").output))
    whole = put(store, files.whole, made_up)
    del made_up
    gc.collect()
    network = replace(
        vgg19._NETWORK, files=lambda rows, columns: WeightFiles(whole, files.body)
    )
    monkeypatch.setattr(vgg19, "_NETWORK", network)
    model = applications.VGG19()
    features_list = [layer.output for layer in model.layers]
    extraction = Model(inputs=model.input, outputs=features_list)
    image = np.random.default_rng(0).random((1, 224, 224, 3)).astype("float32")
    features = extraction(image)
    assert len(features) == 26
    assert features[-6].shape == (1, 14, 14, 512)
    assert np.asarray(features[-6]).std() > 0.01
    np.testing.assert_allclose(features[-1], np.full((1, 1000), 0.001), rtol=1e-5)
