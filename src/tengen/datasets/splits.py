"""The shuffling and splitting that fix which samples a data set's parts hold."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Split = tuple[tuple[NDArray[Any], NDArray[Any]], tuple[NDArray[Any], NDArray[Any]]]


def check_test_split(test_split: float) -> None:
    """Raise an error unless it is a fraction."""
    if not 0 <= test_split < 1:
        raise ValueError(
            "load_data: argument `test_split`\n"
            f"  got {test_split}; expected at least 0 and less than 1"
        )


def shuffled_order(count: int, random: np.random.RandomState) -> NDArray[np.int64]:
    """Return the numbers below `count` in the order that Keras draws."""
    order = np.arange(count)
    random.shuffle(order)
    return order


def shuffle_and_split(
    x: NDArray[Any], y: NDArray[Any], test_split: float, seed: int
) -> Split:
    """Return `(x_train, y_train), (x_test, y_test)`, shuffled by the seed."""
    order = shuffled_order(len(x), np.random.RandomState(seed))
    cut = int(len(x) * (1 - test_split))
    train, test = order[:cut], order[cut:]
    return (x[train], y[train]), (x[test], y[test])
