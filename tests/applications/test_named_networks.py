"""Parameter counts, layer names, shapes and outputs, against papers and real Keras."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from numbers_of_weights import fill, images

import tengen
from tengen import Input, Model, applications, layers
from tengen.core import variable

FACTS = json.loads(Path(__file__).with_name("facts.json").read_text())
# What the papers, Keras's table of networks, Caffe and torchvision publish.
PUBLISHED = {
    "LeNet5": 61_706,
    "AlexNet": 60_965_224,
    "VGG16": 138_357_544,
    "VGG19": 143_667_240,
    "ResNet50": 25_636_712,
    "ResNet101": 44_707_176,
    "ResNet152": 60_419_944,
    "MobileNet": 4_253_864,
    "MobileNetV2": 3_538_984,
}
PUBLISHED_TRAINABLE = {"ResNet18": 11_689_512, "ResNet34": 21_797_672}
WITHOUT_TOP = {
    "VGG16": 14_714_688,
    "VGG19": 20_024_384,
    "ResNet50": 23_587_712,
    "MobileNetV2": 2_257_984,
    "AlexNet": 2_334_080,
}
LARGEST = ("ResNet101", "ResNet152")
FAMILIES = {  # and the channels of their last maps
    "LeNet5": 16,
    "AlexNet": 256,
    "VGG16": 512,
    "ResNet18": 512,
    "ResNet50": 2048,
    "MobileNet": 1024,
    "MobileNetV2": 1280,
}


def hollow(name, **options):
    """A network whose weights are one zero each, seen in a large shape."""

    def one_zero(initializer, shape, dtype):
        return np.broadcast_to(np.zeros((), dtype), shape)

    def as_it_is(value, dtype):
        return value

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(variable, "first_value", one_zero)
        patch.setattr(variable, "as_value", as_it_is)
        return getattr(applications, name)(weights=None, **options)


def described(model):
    """The layers with the shapes of their weights; automatic names without number."""
    return [
        [re.sub(r"^(global_\w+pooling2d)_\d+$", r"\1", layer.name)]
        + [list(weight.shape) for weight in layer.weights]
        for layer in model.layers[1:]
    ]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name in LARGEST else [])
        for name in PUBLISHED
    ],
)
def test_the_number_of_parameters_is_the_published_one(name):
    assert hollow(name).count_params() == PUBLISHED[name]
    known = FACTS["parameters"] | {
        case: facts["parameters"] for case, facts in FACTS["networks"].items()
    }
    assert known.get(name, PUBLISHED[name]) == PUBLISHED[name]


@pytest.mark.parametrize("name", PUBLISHED_TRAINABLE)
def test_the_number_of_trainable_parameters_is_the_published_one(name):
    weights = hollow(name).trainable_weights
    assert sum(weight.size for weight in weights) == PUBLISHED_TRAINABLE[name]


@pytest.mark.parametrize("name", WITHOUT_TOP)
def test_the_number_of_parameters_without_the_top(name):
    assert hollow(name, include_top=False).count_params() == WITHOUT_TOP[name]


@pytest.mark.parametrize("case", FACTS["networks"])
def test_layers_and_weights_are_those_of_keras_in_their_order(case):
    options = {
        "VGG16 avg": {"include_top": False, "pooling": "avg"},
        "ResNet50 max": {"include_top": False, "pooling": "max"},
        "MobileNetV2 0.35": {"alpha": 0.35, "input_shape": (96, 96, 3), "classes": 7},
        "MobileNet 0.5": {
            "alpha": 0.5,
            "include_top": False,
            "input_shape": (64, 64, 3),
        },
    }
    facts = FACTS["networks"][case]
    model = hollow(case.split()[0], **options.get(case, {}))
    assert described(model) == facts["layers"][1:]
    assert model.name == facts["name"]
    assert model.count_params() == facts["parameters"]


@pytest.mark.parametrize("name", FACTS["outputs"])
def test_the_same_weights_give_what_keras_gives(name):
    build = getattr(applications, name)
    model = build(
        weights=None, include_top=False, input_shape=(32, 32, 3), pooling="avg"
    )
    expected = np.array(FACTS["outputs"][name])
    found = fill(model).predict(images(32), verbose=0)[0, : len(expected)]
    np.testing.assert_allclose(found, expected, atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("name", FAMILIES)
def test_classes_and_activation_of_the_top(name):
    side = 64 if name == "AlexNet" else 32
    model = hollow(
        name,
        input_shape=(side, side, 3),
        classes=7,
        classifier_activation=None,
    )
    assert tuple(model.output_shape) == (None, 7)
    last = model.layers[-1]
    assert last.name == "predictions"
    assert getattr(last.activation, "__name__", "linear") == "linear"


@pytest.mark.parametrize("name", FAMILIES)
def test_outputs_without_the_top(name):
    maps = hollow(name, include_top=False)
    assert tuple(maps.output_shape) == (None, None, None, FAMILIES[name])
    for pooling in ("avg", "max"):
        model = hollow(name, include_top=False, pooling=pooling)
        assert tuple(model.output_shape) == (None, FAMILIES[name])


def test_maps_are_a_thirty_second_of_the_image():
    for name in ("VGG16", "ResNet18", "ResNet50", "MobileNet", "MobileNetV2"):
        model = hollow(name, include_top=False, input_shape=(96, 64, 3))
        assert tuple(model.output_shape)[1:3] == (3, 2), name


def test_odd_sizes_in_mobilenet_v2_are_padded_as_in_keras():
    model = hollow("MobileNetV2", include_top=False, input_shape=(97, 97, 3))
    assert model.get_layer("block_1_pad").padding == ((1, 1), (1, 1))
    assert tuple(model.output_shape) == (None, 4, 4, 1280)


def test_an_input_tensor_and_what_lies_before_it():
    pixels = Input((40, 40, 1))
    scaled = layers.Rescaling(1 / 255)(pixels)
    model = applications.LeNet5(input_tensor=scaled, pooling="avg", include_top=False)
    assert model.input is pixels
    assert [layer.name for layer in model.layers][-1].startswith("global_average")
    same = Model(scaled, model.output)
    image = images(40)[..., :1]
    np.testing.assert_allclose(
        model.predict(255 * image, verbose=0),
        same.predict(image, verbose=0),
        rtol=1e-4,
        atol=1e-6,
    )


def test_the_name_tells_the_size_of_the_input_tensor():
    tensor = Input((48, 48, 3))
    options = {"weights": None, "include_top": False, "alpha": 0.35}
    model = applications.MobileNetV2(input_tensor=tensor, **options)
    assert model.name == "mobilenetv2_0.35_48"
    assert applications.MobileNetV2(name="mine", **options).name == "mine"


BEGINNINGS = {
    "AlexNet": "pool2",
    "ResNet50": "conv2_block1_out",
    "MobileNetV2": "block_1_project_BN",
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_channels_first_computes_the_same(name):
    def beginning(shape):
        model = getattr(applications, name)(
            weights=None, include_top=False, input_shape=shape
        )
        return Model(model.input, model.get_layer(BEGINNINGS[name]).output)

    image = images(72)[:, :64]
    last = fill(beginning((64, 72, 3)))
    expected = last.predict(image, verbose=0)
    tengen.config.set_image_data_format("channels_first")
    try:
        first = beginning((3, 64, 72))
    finally:
        tengen.config.set_image_data_format("channels_last")
    first.set_weights(last.get_weights())
    found = first.predict(image.transpose(0, 3, 1, 2), verbose=0)
    np.testing.assert_allclose(
        found.transpose(0, 2, 3, 1), expected, atol=1e-5 * np.abs(expected).max()
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"input_shape": (31, 32, 3)}, "at least 32 x 32"),
        ({"input_shape": (None, 32, 3)}, "a known size"),
        ({"input_shape": (32, 32)}, "three sizes"),
        ({"pooling": "mean"}, "'avg' or 'max'"),
        ({"weights": "no-such-file.h5"}, "no-such-file.h5"),
        ({"weights": "imagenet", "input_shape": (224, 224, 1)}, "3 .red, green, blue"),
        ({"weights": "imagenet", "classifier_activation": "relu"}, "softmax"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(options, said):
    with pytest.raises(ValueError, match=said):
        applications.VGG16(**{"weights": None, **options})


def test_an_array_is_no_input_tensor():
    with pytest.raises(TypeError, match="call it on the array"):
        applications.VGG16(weights=None, input_tensor=images(32))


def test_a_width_without_weights_is_refused():
    with pytest.raises(ValueError, match="alpha=0.4"):
        applications.MobileNetV2(alpha=0.4)
    with pytest.raises(ValueError, match="depth_multiplier=2"):
        applications.MobileNet(depth_multiplier=2)
