"""What VGG16 and VGG19 share: five blocks of 3x3 convolutions, three dense layers."""

from __future__ import annotations

from typing import Any

from tengen import layers
from tengen.applications._network import Network
from tengen.applications._weights import WeightFiles

FILTERS = (64, 128, 256, 512, 512)


def vgg(title: str, depths: tuple[int, ...], files: WeightFiles) -> Network:
    """Return a network of the family.

    Args:
        title: its name.
        depths: number of convolutions in each block.
        files: Keras's weights.
    """

    def body(x: Any) -> Any:
        for block, (filters, depth) in enumerate(zip(FILTERS, depths, strict=True), 1):
            for number in range(1, depth + 1):
                name = f"block{block}_conv{number}"
                x = _convolution(filters, name)(x)
            x = layers.MaxPooling2D(2, strides=2, name=f"block{block}_pool")(x)
        return x

    return Network(title, body, _head, lambda rows, columns: files, flattens=True)


def _convolution(filters: int, name: str) -> layers.Conv2D:
    return layers.Conv2D(filters, 3, padding="same", activation="relu", name=name)


def _head(x: Any, classes: int, activation: Any) -> Any:
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(4096, activation="relu", name="fc1")(x)
    x = layers.Dense(4096, activation="relu", name="fc2")(x)
    return layers.Dense(classes, activation=activation, name="predictions")(x)
