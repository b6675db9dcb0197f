"""Images as trained networks take them, and classes of ImageNet as people read them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tengen import ops
from tengen.applications._weights import cached
from tengen.core import config
from tengen.core.dtypes import is_float
from tengen.core.messages import complain

__all__ = ["decode_predictions", "preprocess_input"]

_MODES = ("caffe", "tf", "torch")
_BGR_MEANS = (103.939, 116.779, 123.68)
_RGB_MEANS = (0.485, 0.456, 0.406)
_RGB_DEVIATIONS = (0.229, 0.224, 0.225)
_CLASSES = 1000
_INDEX = "imagenet_class_index.json"
_INDEX_URL = f"https://storage.googleapis.com/download.tensorflow.org/data/{_INDEX}"
_INDEX_HASH = "c2c37ea517e94d9795004a39431a14cb"


def preprocess_input(
    x: Any, data_format: str | None = None, mode: str = "caffe"
) -> Any:
    """Return images in the numbers that a network was trained on.

    The argument is left as it is. (Keras changes arrays of floats in place.)

    Args:
        x: images of 0 ... 255 in the order red, green, blue: an array or a symbolic
            tensor, `(N, H, W, 3)` or `(H, W, 3)`, channels first if `data_format` says
            so. Integers become floats.
        data_format: `'channels_last'` or `'channels_first'`; default: the global one.
        mode: `'caffe'`: blue, green, red, minus ImageNet's means of 103.939, 116.779,
            123.68. `'tf'`: x / 127.5 - 1, which is -1 ... 1. `'torch'`: x / 255, minus
            means, divided by standard deviations of the channels.

    Returns:
        Images of the same shape; a NumPy array for a NumPy array.

    Raises:
        ValueError: for an unknown mode or format, or images without three channels
            where the channels differ.

    Example:
        >>> preprocess_input(np.full((1, 1, 3), 255, "uint8"), mode="tf").tolist()
        [[[1.0, 1.0, 1.0]]]
    """
    if mode not in _MODES:
        raise ValueError(complain("preprocess_input: mode", repr(mode), str(_MODES)))
    axis = -1 if config.standardize_data_format(data_format) == "channels_last" else -3
    x = _as_floats(x)
    if mode == "tf":
        return x / 127.5 - 1
    if x.ndim < 3 or x.shape[axis] != 3:
        channels = "(..., H, W, 3)" if axis == -1 else "(..., 3, H, W)"
        got = f"images of shape {tuple(x.shape)}"
        raise ValueError(complain(f"preprocess_input, mode {mode!r}", got, channels))
    if mode == "torch":
        x = x / 255 - _per_channel(x, _RGB_MEANS, axis)
        return x / _per_channel(x, _RGB_DEVIATIONS, axis)
    flip = np.flip if isinstance(x, np.ndarray) else ops.flip
    return flip(x, axis=axis) - _per_channel(x, _BGR_MEANS, axis)


def _as_floats(x: Any) -> Any:
    if not ops.is_tensor(x):
        x = np.asarray(x)
        return x if np.issubdtype(x.dtype, np.floating) else x.astype(config.floatx())
    return x if is_float(x.dtype) else ops.cast(x, config.floatx())


def _per_channel(x: Any, numbers: tuple[float, ...], axis: int) -> Any:
    """Return one number for each channel, in a shape that meets the images'."""
    shape = (3,) if axis == -1 else (3, 1, 1)
    array = np.reshape(numbers, shape)
    if isinstance(x, np.ndarray):
        return array.astype(x.dtype)
    return ops.convert_to_tensor(array, dtype=x.dtype)


def decode_predictions(preds: Any, top: int = 5) -> list[list[tuple[str, str, float]]]:
    """Return the most probable classes of ImageNet by name.

    Args:
        preds: predictions `(N, 1000)`.
        top: how many classes for each image.

    Returns:
        For each image a list of (WordNet id, name, score), best first.

    Raises:
        ValueError: for predictions of another shape.
        DownloadError: where the list of the classes is not in the cache and cannot be
            had.

    Example:
        >>> decode_predictions(model.predict(x), top=1)  # doctest: +SKIP
        [[('n02123045', 'tabby', 0.52)]]
    """
    preds = np.asarray(preds)
    if preds.ndim != 2 or preds.shape[1] != _CLASSES:
        raise ValueError(
            complain(
                "decode_predictions",
                f"shape {preds.shape}",
                f"(N, {_CLASSES}), ImageNet's classes",
                "for classes of your own: preds.argmax(-1)",
            )
        )
    classes = _class_index()
    best = np.argsort(-preds, axis=-1, kind="stable")[:, :top]
    return [
        [(*classes[index], scores[index]) for index in indices]
        for indices, scores in zip(best, preds, strict=True)
    ]


def _class_index() -> list[tuple[str, str]]:
    instead = "take the classes' numbers, preds.argmax(-1)"
    path = cached("decode_predictions", _INDEX, _INDEX_URL, _INDEX_HASH, instead)
    return _read_index(Path(path))


@cache
def _read_index(path: Path) -> list[tuple[str, str]]:
    entries = json.loads(path.read_text(encoding="utf-8"))
    return [(entries[str(i)][0], entries[str(i)][1]) for i in range(_CLASSES)]
