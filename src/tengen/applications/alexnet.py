"""`AlexNet`, and how it was trained: random parts of images, mirrored at random."""

from __future__ import annotations

from functools import partial
from typing import Any

from tengen import layers
from tengen.applications import imagenet_utils
from tengen.applications._network import Network, Wanted, assemble
from tengen.applications.imagenet_utils import decode_predictions
from tengen.applications.ten_crop import (
    evaluate_ten_crops,
    predict_ten_crops,
    ten_crops,
)
from tengen.core.messages import complain
from tengen.models import Model, Sequential

__all__ = [
    "AlexNet",
    "decode_predictions",
    "evaluate_ten_crops",
    "predict_ten_crops",
    "preprocess_input",
    "random_crop_and_mirror",
    "ten_crops",
]


def AlexNet(  # noqa: N802 - a name like Keras's
    include_top: bool = True,
    weights: Any = None,
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    groups: int = 2,
    name: str | None = "alexnet",
) -> Model:
    """Return AlexNet: 60,965,224 parameters in two groups, 62,378,344 in one tower.

    The original ran on two graphics cards: in layers 2, 4 and 5 a filter sees only the
    half of the channels that lay on its own. Pooling overlaps (3x3, strides 2), and
    channels are held down by their neighbours.

    Keras has neither this network nor weights for it. Weights begin as layers begin in
    Keras; the paper's own start (normal, deviation 0.01, some biases 1) takes long to
    leave.

    Args:
        include_top: whether the three dense layers, with dropout, are part of it.
        weights: `None` (random), or the path of a file.
        input_tensor: symbolic tensor to use as images, instead of an `Input`.
        input_shape: shape of one image, at least 64 x 64; `(224, 224, 3)` by default,
            without the dense layers any size.
        pooling: without the dense layers: `None` (feature maps), `'avg'` or `'max'`
            (256 numbers, over all places).
        classes: number of classes.
        classifier_activation: of the last layer; `None` gives logits.
        groups: 2 (the original) or 1 (one tower).
        name: the model's name.

    Shapes:
        images `(N, 224, 224, 3)`, output `(N, classes)`. The paper's 224 pixels and its
        55 x 55 maps agree if three rows and columns of zeros are added, as they are
        here.

    Raises:
        ValueError: for arguments that do not fit.

    Source:
        Krizhevsky, Sutskever and Hinton 2012, section 3.5.

    Example:
        >>> model = AlexNet(include_top=False)
        >>> tuple(model.output_shape), model.count_params()
        ((None, None, None, 256), 2334080)
    """
    if groups not in (1, 2):
        raise ValueError(complain("AlexNet: groups", repr(groups), "1 or 2"))
    network = Network(
        "AlexNet", partial(_body, groups=groups), _head, least=64, flattens=True
    )
    wanted = Wanted(
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        name,
    )
    return assemble(network, wanted)


def _body(x: Any, groups: int) -> Any:
    x = layers.ZeroPadding2D(((1, 2), (1, 2)), name="conv1_pad")(x)
    x = layers.Conv2D(96, 11, strides=4, activation="relu", name="conv1")(x)
    x = layers.LocalResponseNormalization(name="norm1")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1")(x)
    x = _convolution(256, 5, groups, "conv2")(x)
    x = layers.LocalResponseNormalization(name="norm2")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool2")(x)
    x = _convolution(384, 3, 1, "conv3")(x)
    x = _convolution(384, 3, groups, "conv4")(x)
    x = _convolution(256, 3, groups, "conv5")(x)
    return layers.MaxPooling2D(3, strides=2, name="pool5")(x)


def _convolution(filters: int, side: int, groups: int, name: str) -> layers.Conv2D:
    return layers.Conv2D(
        filters, side, padding="same", groups=groups, activation="relu", name=name
    )


def _head(x: Any, classes: int, activation: Any) -> Any:
    x = layers.Flatten(name="flatten")(x)
    for name in ("6", "7"):
        x = layers.Dense(4096, activation="relu", name=f"fc{name}")(x)
        x = layers.Dropout(0.5, name=f"drop{name}")(x)
    return layers.Dense(classes, activation=activation, name="predictions")(x)


def random_crop_and_mirror(
    height: int = 224, width: int = 224, seed: int | None = None
) -> Sequential:
    """Return AlexNet's augmentation, to be put before a network or over a data set.

    In training each image gives one of its parts, at a random place, mirrored half of
    the time: from 256 x 256 pixels, 2 x 33 x 33 different ones. At other times it gives
    the whole image, resized; `predict_ten_crops` averages over ten parts instead.

    Args:
        height, width: size of the parts.
        seed: from which both layers' generators begin.

    Shapes:
        images `(N, H, W, C)`, output `(N, height, width, C)`.

    Source:
        Krizhevsky, Sutskever and Hinton 2012, section 4.1.

    Example:
        >>> import numpy as np
        >>> augment = random_crop_and_mirror(24, 24)
        >>> augment(np.ones((2, 32, 32, 3)), training=True).shape
        (2, 24, 24, 3)
    """
    # Of one seed, both would draw the same numbers.
    other = None if seed is None else seed + 1
    return Sequential(
        [
            layers.RandomCrop(height, width, seed=seed),
            layers.RandomFlip("horizontal", seed=other),
        ],
        name="random_crop_and_mirror",
    )


def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Return images of 0 ... 255 centred: BGR, minus ImageNet's means.

    The paper subtracts the mean of each pixel; the mean of each channel came soon
    after. See `imagenet_utils.preprocess_input`, mode `'caffe'`.
    """
    return imagenet_utils.preprocess_input(x, data_format, mode="caffe")
