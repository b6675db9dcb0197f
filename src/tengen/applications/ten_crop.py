"""Ten views of an image: corners and centre, mirrored; and the mean of what is seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from tengen.core import config
from tengen.core.messages import complain
from tengen.models import Model

__all__ = ["evaluate_ten_crops", "predict_ten_crops", "ten_crops"]

VIEWS = 10


def ten_crops(
    images: Any, height: int, width: int, data_format: str | None = None
) -> np.ndarray[Any, Any]:
    """Return ten parts of each image: four corners and the centre, then their mirrors.

    Args:
        images: `(N, H, W, C)`, at least of the parts' size.
        height, width: size of the parts.
        data_format: `'channels_last'` or `'channels_first'`; default: the global one.

    Returns:
        `(N, 10, height, width, C)`: top left, top right, bottom left, bottom right,
        centre; then the same, left and right exchanged.

    Raises:
        ValueError: for images of another rank, or smaller than the parts.

    Source:
        Krizhevsky, Sutskever and Hinton 2012, section 4.1.

    Example:
        >>> row = np.arange(5).reshape(1, 1, 5, 1)
        >>> ten_crops(row, 1, 3)[0, [0, 1, 4, 5], 0, :, 0].tolist()
        [[0, 1, 2], [2, 3, 4], [1, 2, 3], [2, 1, 0]]
    """
    images = np.asarray(images)
    is_last = config.standardize_data_format(data_format) == "channels_last"
    if images.ndim != 4:
        layout = "(N, H, W, C)" if is_last else "(N, C, H, W)"
        raise ValueError(complain("ten_crops", f"shape {images.shape}", layout))
    rows, columns = (1, 2) if is_last else (2, 3)
    down = images.shape[rows] - height
    right = images.shape[columns] - width
    if min(down, right) < 0:
        raise ValueError(
            complain(
                "ten_crops",
                f"images of {images.shape[rows]} x {images.shape[columns]}",
                f"at least {height} x {width}, the size of the parts",
            )
        )
    corners = [(0, 0), (0, right), (down, 0), (down, right), (down // 2, right // 2)]
    parts = []
    for top, left in corners:
        where = [slice(None)] * 4
        where[rows] = slice(top, top + height)
        where[columns] = slice(left, left + width)
        parts.append(images[tuple(where)])
    return np.stack([*parts, *(np.flip(part, columns) for part in parts)], axis=1)


def predict_ten_crops(
    model: Model, images: Any, batch_size: int = 32
) -> np.ndarray[Any, Any]:
    """Return predictions, each the mean over ten parts of the image.

    Args:
        model: a network with one output for images of a fixed size, which is that of
            the parts.
        images: `(N, H, W, C)`, larger than the network's.
        batch_size: parts that are predicted at a time.

    Returns:
        `(N, classes)`.

    Raises:
        ValueError: for a model that takes images of any size, or images too small.

    Example:
        >>> from tengen.applications import LeNet5
        >>> predict_ten_crops(LeNet5(), np.zeros((2, 36, 36, 1))).shape
        (2, 10)
    """
    height, width = _side(model)
    step = max(1, batch_size // VIEWS)
    means = []
    for start in range(0, len(images), step):
        parts = ten_crops(images[start : start + step], height, width)
        flat = parts.reshape(-1, *parts.shape[2:])
        seen = np.asarray(model.predict(flat, batch_size=step * VIEWS, verbose=0))
        means.append(seen.reshape(-1, VIEWS, *seen.shape[1:]).mean(axis=1))
    return np.concatenate(means)


def _side(model: Model) -> tuple[int, int]:
    shape = tuple(model.input_shape)
    is_last = config.image_data_format() == "channels_last"
    sizes = shape[1:3] if is_last else shape[2:4]
    if len(shape) != 4 or None in sizes:
        raise ValueError(
            complain(
                f"ten crops for model {model.name!r}",
                f"input shape {shape}",
                "images of a fixed size, such as (None, 224, 224, 3)",
            )
        )
    return sizes[0], sizes[1]


def evaluate_ten_crops(
    model: Model, images: Any, labels: Any, top: int = 5, batch_size: int = 32
) -> dict[str, float]:
    """Return how often a network is right that looks at ten parts of each image.

    Args:
        model: a classifier; see `predict_ten_crops`.
        images: `(N, H, W, C)`.
        labels: the right classes, `(N,)`, or one-hot `(N, classes)`.
        top: how many guesses count for the second number.
        batch_size: parts that are predicted at a time.

    Returns:
        `{"accuracy": ..., "top_5_accuracy": ...}`.

    Example:
        >>> from tengen.applications import LeNet5
        >>> images, labels = np.zeros((4, 36, 36, 1)), np.zeros(4, int)
        >>> sorted(evaluate_ten_crops(LeNet5(), images, labels))
        ['accuracy', 'top_5_accuracy']
    """
    labels = np.asarray(labels)
    if len(labels) != len(images):
        got = f"{len(images)} images, {len(labels)} labels"
        raise ValueError(complain("evaluate_ten_crops", got, "one label for each"))
    predictions = predict_ten_crops(model, images, batch_size)
    if labels.shape == predictions.shape and labels.ndim == 2 and labels.shape[1] > 1:
        labels = labels.argmax(-1)
    guesses = np.argsort(-predictions, axis=-1, kind="stable")
    hits = guesses == labels.reshape(-1, 1)
    return {
        "accuracy": float(hits[:, 0].mean()),
        f"top_{top}_accuracy": float(hits[:, :top].any(axis=1).mean()),
    }
