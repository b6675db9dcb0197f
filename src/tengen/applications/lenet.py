"""`LeNet5`: the network that read handwriting."""

from __future__ import annotations

from typing import Any

import numpy as np

from tengen import layers, ops
from tengen.applications._network import Network, Wanted, assemble, rows_and_columns
from tengen.models import Model

__all__ = ["LeNet5", "preprocess_input"]

SIDE = 32  # the digits, 28 pixels, lie in the middle


def LeNet5(  # noqa: N802 - a name like Keras's
    include_top: bool = True,
    weights: Any = None,
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 10,
    classifier_activation: Any = "softmax",
    name: str | None = "lenet5",
) -> Model:
    """Return LeNet-5 as it is built today, 61,706 parameters.

    Three things of 1998 are left out: pooling had a weight and a bias per map, layer C3
    saw some of the maps only, and classes were compared with drawings of the digits.
    With them it has 60,000 parameters.

    Args:
        include_top: whether the three dense layers are part of it.
        weights: `None` (random), or the path of a file.
        input_tensor: symbolic tensor to use as images, instead of an `Input`.
        input_shape: shape of one image, at least 28 x 28; `(32, 32, 1)` by default,
            without the dense layers any size. Smaller ones than 32 x 32, such as those
            of MNIST, get a margin of zeros.
        pooling: without the dense layers: `None` (feature maps), `'avg'` or `'max'`
            (16 numbers, over all places).
        classes: number of classes.
        classifier_activation: of the last layer; `None` gives logits.
        name: the model's name.

    Shapes:
        images `(N, 32, 32, 1)`, output `(N, classes)`.

    Raises:
        ValueError: for arguments that do not fit.

    Source:
        LeCun, Bottou, Bengio and Haffner 1998, section II.B.

    Example:
        >>> model = LeNet5(input_shape=(28, 28, 1))
        >>> tuple(model.output_shape), model.count_params()
        ((None, 10), 61706)
    """
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
    return assemble(_NETWORK, wanted)


def _body(x: Any) -> Any:
    margins = [_margin(size) for size in rows_and_columns(tuple(x.shape[1:]))]
    if margins != [(0, 0), (0, 0)]:
        x = layers.ZeroPadding2D(tuple(margins), name="margin")(x)
    x = layers.Conv2D(6, 5, activation="tanh", name="c1")(x)
    x = layers.AveragePooling2D(2, name="s2")(x)
    x = layers.Conv2D(16, 5, activation="tanh", name="c3")(x)
    return layers.AveragePooling2D(2, name="s4")(x)


def _margin(size: int | None) -> tuple[int, int]:
    missing = 0 if size is None else max(SIDE - size, 0)
    return missing // 2, missing - missing // 2


def _head(x: Any, classes: int, activation: Any) -> Any:
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(120, activation="tanh", name="c5")(x)
    x = layers.Dense(84, activation="tanh", name="f6")(x)
    return layers.Dense(classes, activation=activation, name="predictions")(x)


_NETWORK = Network(
    "LeNet5", _body, _head, side=SIDE, channels=1, least=28, flattens=True
)


def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Return images of 0 (paper) ... 255 (ink) as numbers from -0.1 to 1.175.

    Over all digits their mean is about 0 and their variance about 1.

    Args:
        x: an array, or a symbolic tensor.
        data_format: accepted, as everywhere; pixels are treated alike.

    Source:
        LeCun, Bottou, Bengio and Haffner 1998, section II.B.

    Example:
        >>> preprocess_input([0, 255]).round(4).tolist()
        [-0.1, 1.175]
    """
    if not ops.is_tensor(x):
        x = np.asarray(x)
    return x / 255 * 1.275 - 0.1
