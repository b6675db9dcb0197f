"""The networks under the names and paths of Keras and tf.keras."""

from __future__ import annotations

import importlib

import pytest

from tengen import applications, compat


@pytest.fixture(autouse=True)
def keras():
    yield compat.as_keras()
    compat.uninstall()


@pytest.mark.parametrize("root", ["keras", "tensorflow.keras"])
@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("", "VGG16"),
        ("", "VGG19"),
        ("", "MobileNetV2"),
        ("vgg16", "VGG16"),
        ("vgg19", "VGG19"),
        ("resnet", "ResNet101"),
        ("resnet50", "ResNet50"),
        ("mobilenet", "MobileNet"),
        ("mobilenet_v2", "MobileNetV2"),
        ("imagenet_utils", "decode_predictions"),
        ("alexnet", "AlexNet"),
        ("lenet", "LeNet5"),
    ],
)
def test_imports(root, module, name):
    path = ".".join(part for part in (root, "applications", module) if part)
    assert callable(getattr(importlib.import_module(path), name))
    if module and name != "decode_predictions" and module != "lenet":
        assert importlib.import_module(path).decode_predictions.__name__ == (
            "decode_predictions"
        )


def test_attributes_without_an_import_of_their_own():
    import keras

    model = keras.applications.vgg16.VGG16(weights=None, include_top=False)
    assert isinstance(model, keras.Model)
    assert keras.applications.resnet50.preprocess_input([[[0, 0, 0]]]).shape == (
        1,
        1,
        3,
    )


def test_networks_that_are_not_here():
    import keras

    with pytest.raises(AttributeError, match="ResNet50 and MobileNetV2"):
        keras.applications.InceptionV3()
    assert "InceptionV3" not in dir(keras.applications)


def test_two_networks_without_names_have_different_ones():
    options = {"weights": None, "include_top": False, "name": None}
    first = applications.VGG16(**options)
    assert first.name != applications.VGG16(**options).name
