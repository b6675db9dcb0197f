"""From a network's parts to a model: input, body, classifier, weights.

Every network is a body (from images to feature maps) and a head (from feature maps to
classes). What is the same for all of them is done here, once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from tengen import activations, layers
from tengen.applications._weights import WeightFiles, check_weights, fetch
from tengen.config import image_data_format
from tengen.core.allocation import limited
from tengen.core.messages import complain
from tengen.core.symbolic import SymbolicTensor, is_symbolic
from tengen.models import Model
from tengen.utils.notes import say_once

IMAGENET_CLASSES = 1000


@dataclass(frozen=True)
class Wanted:
    """What the caller asks for: the arguments that all networks take."""

    include_top: bool
    weights: Any
    input_tensor: Any
    input_shape: Any
    pooling: str | None
    classes: int
    classifier_activation: Any
    name: str | None


@dataclass(frozen=True)
class Network:
    """What a paper says.

    Attributes:
        title: the name of the function that makes it.
        body: from images to feature maps.
        head: from feature maps, number of classes and activation to classes.
        files: Keras's files of weights for images of so many rows and columns; `None`
            where there are none.
        name: name of the model for images of so many rows, if the caller gives none;
            `None` numbers it.
        side: height and width of its images.
        channels: their channels.
        least: the smallest height and width.
        flattens: whether the head has weights for every place of the feature maps, and
            so fits one size of images only.
        pool_names: what pooling layers in the place of the head are called.
    """

    title: str
    body: Callable[[Any], Any]
    head: Callable[[Any, int, Any], Any]
    files: Callable[[Any, Any], WeightFiles] | None = None
    name: Callable[[Any], str | None] = lambda rows: None
    side: int = 224
    channels: int = 3
    least: int = 32
    flattens: bool = False
    pool_names: tuple[str | None, str | None] = (None, None)


def assemble(network: Network, wanted: Wanted) -> Model:
    """Return the model that is wanted, with its weights.

    Raises:
        ValueError: for arguments that do not fit, before anything is built.
        DownloadError: where ImageNet's weights cannot be had.
    """
    title = network.title
    check_weights(title, wanted.weights, network.files is not None)
    _check_pooling(title, wanted.pooling)
    rows, columns, channels = image_size(network, wanted)
    is_fresh = wanted.weights == "imagenet" and _needs_new_head(
        network, wanted, (rows, columns)
    )
    _check_pretrained(title, wanted, channels, is_fresh)
    path = _weights_path(network, wanted, (rows, columns), is_fresh)
    if wanted.input_tensor is None:
        image = layers.Input(shape=_in_format(rows, columns, channels))
    else:
        image = wanted.input_tensor
    with _zeros_where(path is not None):
        features = network.body(image)
    with _zeros_where(path is not None and not is_fresh):
        output = _end(network, wanted, features)
    if path is not None:
        Model(image, features if is_fresh else output).load_weights(path)
    if is_fresh:
        say_once(
            f"{title}: ImageNet's weights up to the classifier, which is new and "
            f"untrained ({wanted.classes} classes, images of {rows} x {columns})"
        )
    return Model(_sources(image), output, name=wanted.name or network.name(rows))


def _end(network: Network, wanted: Wanted, features: Any) -> Any:
    if wanted.include_top:
        return network.head(features, wanted.classes, wanted.classifier_activation)
    average, largest = network.pool_names
    if wanted.pooling == "avg":
        return layers.GlobalAveragePooling2D(name=average)(features)
    if wanted.pooling == "max":
        return layers.GlobalMaxPooling2D(name=largest)(features)
    return features


def _zeros_where(is_loaded: bool) -> AbstractContextManager[None]:
    """Let weights begin as zeros, where their values come from a file."""
    return limited(sys.maxsize) if is_loaded else nullcontext()


# -- images ----------------------------------------------------------------------------


def channel_axis() -> int:
    """Return the axis of the channels in a batch of images."""
    return 1 if image_data_format() == "channels_first" else -1


def image_size(network: Network, wanted: Wanted) -> tuple[Any, Any, int]:
    """Return rows, columns and channels of the images, `None` where unknown.

    Raises:
        ValueError: for images that are too small or have no size where one is needed.
    """
    given = wanted.input_shape
    if wanted.input_tensor is not None:
        given = _shape_of(network.title, wanted.input_tensor)
    if given is None:
        side = network.side if wanted.include_top else None
        return side, side, network.channels
    given = tuple(given)
    where = f"{network.title}: input_shape"
    if len(given) != 3:
        example = _in_format(network.side, network.side, network.channels)
        raise ValueError(complain(where, str(given), f"three sizes, as in {example}"))
    rows, columns = rows_and_columns(given)
    channels = given[channel_axis() % 4 - 1]
    if channels is None:
        raise ValueError(complain(where, str(given), "a known number of channels"))
    if any(size is not None and size < network.least for size in (rows, columns)):
        least = f"at least {network.least} x {network.least} pixels"
        raise ValueError(complain(where, str(given), least))
    if network.flattens and wanted.include_top and None in (rows, columns):
        fix = "give a size, or include_top=False"
        raise ValueError(complain(where, str(given), "a known size", fix))
    return rows, columns, channels


def _shape_of(title: str, tensor: Any) -> tuple[Any, ...]:
    if not is_symbolic(tensor):
        raise TypeError(
            complain(
                f"{title}: input_tensor",
                type(tensor).__name__,
                "a symbolic tensor, from Input(shape) or a layer",
                "build the network, then call it on the array",
            )
        )
    return tuple(tensor.shape[1:])


def _in_format(rows: Any, columns: Any, channels: int) -> tuple[Any, ...]:
    if image_data_format() == "channels_first":
        return channels, rows, columns
    return rows, columns, channels


def rows_and_columns(shape: tuple[Any, ...]) -> tuple[Any, Any]:
    """Return height and width in the shape of one image."""
    first = 1 if image_data_format() == "channels_first" else 0
    return shape[first], shape[first + 1]


def _sources(tensor: SymbolicTensor) -> Any:
    """Return the inputs that a tensor is computed from."""
    if tensor.node is None or tensor.node.is_input:
        return tensor
    found: dict[int, SymbolicTensor] = {}
    met: set[int] = set()
    stack = [tensor]
    while stack:
        current = stack.pop()
        if id(current) in met:
            continue
        met.add(id(current))
        if current.node is None or current.node.is_input:
            found[id(current)] = current
        else:
            stack.extend(reversed(current.node.inputs))
    inputs = list(found.values())
    return inputs[0] if len(inputs) == 1 else inputs


# -- weights ---------------------------------------------------------------------------


def _check_pooling(title: str, pooling: Any) -> None:
    if pooling not in (None, "avg", "max"):
        raise ValueError(
            complain(f"{title}: pooling", repr(pooling), "None, 'avg' or 'max'")
        )


def _needs_new_head(network: Network, wanted: Wanted, size: tuple[Any, Any]) -> bool:
    if not wanted.include_top:
        return False
    is_other_size = network.flattens and size != (network.side, network.side)
    return wanted.classes != IMAGENET_CLASSES or is_other_size


def _check_pretrained(
    title: str, wanted: Wanted, channels: int, is_fresh: bool
) -> None:
    if wanted.weights != "imagenet":
        return
    if channels != 3:
        raise ValueError(
            complain(
                f"{title}: weights='imagenet'",
                f"images of {channels} channels",
                "3 (red, green, blue)",
                "weights=None, or ops.repeat(images, 3, axis=-1) for grey ones",
            )
        )
    if is_fresh or not wanted.include_top:
        return
    function = activations.get(wanted.classifier_activation)
    if function not in (activations.get("softmax"), activations.get(None)):
        raise ValueError(
            complain(
                f"{title}: classifier_activation",
                repr(wanted.classifier_activation),
                "'softmax' or None, with which ImageNet's weights make sense",
            )
        )


def _weights_path(
    network: Network, wanted: Wanted, size: tuple[Any, Any], is_fresh: bool
) -> Any:
    if wanted.weights != "imagenet" or network.files is None:
        return wanted.weights
    files = network.files(*size)
    is_whole = wanted.include_top and not is_fresh
    return fetch(network.title, files.whole if is_whole else files.body)
