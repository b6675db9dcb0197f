"""`split_dataset`: one data set as two."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import numpy as np

from tengen.core.messages import complain
from tengen.utils.dataset import Dataset, shuffling_generator
from tengen.utils.py_dataset import PyDataset


def split_dataset(
    dataset: Any,
    left_size: float | None = None,
    right_size: float | None = None,
    shuffle: bool = False,
    seed: int | None = None,
    preferred_backend: str | None = None,
) -> tuple[Dataset, Dataset]:
    """Return the first part of a data set and the rest.

    Args:
        dataset: an array, a list, tuple or dict of arrays, a `Dataset`, a `PyDataset`,
            or another iterable that ends; its elements are put into memory.
        left_size: size of the first part: a number of elements, or a share of them
            below 1. `None`: what the second leaves.
        right_size: size of the second; `None`: what the first leaves.
        shuffle: whether to mix the elements before.
        seed: where the randomness starts.
        preferred_backend: the library whose data sets Keras returns; here they are of
            the class `Dataset` in every case.

    Returns:
        Two data sets of single elements; `.batch(n)` makes batches of them.

    Raises:
        ValueError: if both sizes are missing, or larger than the data.

    Example:
        >>> left, right = split_dataset(np.arange(10), left_size=0.8)
        >>> len(left), [int(element) for element in right]
        (8, [8, 9])
    """
    elements = _elements(dataset)
    if shuffle:
        order = shuffling_generator(seed).permutation(len(elements))
        elements = [elements[at] for at in order]
    left, right = _sizes(len(elements), left_size, right_size)
    return _of(elements[:left]), _of(elements[left : left + right])


def _elements(dataset: Any) -> list[Any]:
    if isinstance(dataset, PyDataset):
        return list(itertools.islice(dataset, dataset.num_batches))
    arrays = isinstance(dataset, (np.ndarray, dict)) or (
        isinstance(dataset, (list, tuple))
        and all(isinstance(part, np.ndarray) for part in dataset)
    )
    if arrays:
        parts = tuple(dataset) if isinstance(dataset, list) else dataset
        return list(Dataset.from_tensor_slices(parts))
    if not isinstance(dataset, Iterable):
        got = type(dataset).__name__
        raise ValueError(complain("split_dataset", got, "arrays or an iterable"))
    return list(dataset)


def _sizes(
    count: int, left_size: float | None, right_size: float | None
) -> tuple[int, int]:
    if left_size is None and right_size is None:
        raise ValueError(
            "split_dataset: got neither left_size nor right_size\n"
            "  fix: split_dataset(data, left_size=0.8)"
        )
    left = None if left_size is None else _size("left_size", left_size, count)
    right = None if right_size is None else _size("right_size", right_size, count)
    left = count - (right or 0) if left is None else left
    right = count - left if right is None else right
    if left + right > count or not left or not right:
        raise ValueError(
            complain(
                "split_dataset",
                f"parts of {left} and {right} elements",
                f"two parts of {count} elements, none of them empty",
            )
        )
    return left, right


def _size(name: str, given: float, count: int) -> int:
    is_share = isinstance(given, float)
    if given <= 0 or (given >= 1 if is_share else given > count):
        raise ValueError(
            complain(
                f"split_dataset: {name}",
                repr(given),
                f"a share between 0 and 1, or an integer from 1 to {count}",
            )
        )
    return round(given * count) if is_share else int(given)


def _of(elements: list[Any]) -> Dataset:
    return Dataset(lambda: itertools.islice(elements, None), len(elements))
