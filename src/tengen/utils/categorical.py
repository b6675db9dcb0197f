"""Class numbers to one-hot rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def to_categorical(x: ArrayLike, num_classes: int | None = None) -> NDArray[Any]:
    """Turn class numbers into rows with a single 1.

    Args:
        x: whole numbers from 0 to `num_classes - 1`, of any shape; a last axis of
            size 1 is dropped.
        num_classes: width K of the rows; `None` takes the largest number plus one.

    Returns:
        A float64 array `(*x.shape, K)`, as in Keras.

    Raises:
        ValueError: if a number is negative, not whole, or too large for K.

    Example:
        >>> to_categorical([0, 2, 1]).tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    labels = _whole_numbers(np.asarray(x))
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    if not num_classes:
        if labels.size == 0:
            raise ValueError(
                "to_categorical: argument `x` is empty\n"
                "  so the number of classes cannot be seen from it\n"
                "  fix: give it, as in `to_categorical(x, num_classes=10)`"
            )
        num_classes = int(labels.max()) + 1
    _check_range(labels, num_classes)
    rows = np.zeros((labels.size, num_classes))
    rows[np.arange(labels.size), labels.reshape(-1)] = 1.0
    return rows.reshape(*labels.shape, num_classes)


def _whole_numbers(x: NDArray[Any]) -> NDArray[np.int64]:
    if x.dtype.kind == "f":
        broken = x[np.rint(x) != x]
        if broken.size:
            raise ValueError(
                "to_categorical: argument `x` holds numbers that are not whole\n"
                f"  got {broken.flat[0]}; expected classes 0, 1, 2, ...\n"
                "  fix: pass the class numbers, not probabilities or scaled values"
            )
    return x.astype(np.int64)


def _check_range(labels: NDArray[np.int64], num_classes: int) -> None:
    outside = labels[(labels < 0) | (labels >= num_classes)]
    if outside.size:
        raise ValueError(
            "to_categorical: argument `x` holds classes out of range\n"
            f"  got {outside.flat[0]}; expected 0 to {num_classes - 1} "
            f"(num_classes={num_classes})\n"
            "  fix: number the classes from 0, or raise `num_classes`"
        )
