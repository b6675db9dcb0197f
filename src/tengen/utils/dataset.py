"""A chain of steps over samples, as `image_dataset_from_directory` returns it.

It has the methods of `tf.data.Dataset` that scripts of Keras use, and is that class
under `tengen run`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Source = Callable[[], Iterator[Any]]


class HostArray(np.ndarray[Any, Any]):
    """An array that also has TensorFlow's method `numpy`, and so have its entries."""

    def numpy(self) -> Any:
        """Return the plain array, or the number."""
        return np.asarray(self)[()]

    def __getitem__(self, key: Any) -> Any:
        return _as_host_array(super().__getitem__(key))


def _as_host_array(value: Any) -> Any:
    is_plain = isinstance(value, (np.ndarray, np.generic))
    return np.asarray(value).view(HostArray) if is_plain else value


class Dataset:
    """Samples or batches that can be gone through again and again.

    Args:
        source: begins anew at the first element whenever it is called.
        length: the number of elements; `None` where it is not known.

    Attributes:
        class_names, file_paths: of data sets that come from folders.

    Example:
        >>> data = Dataset.from_tensor_slices(np.arange(5)).batch(2)
        >>> [batch.tolist() for batch in data]
        [[0, 1], [2, 3], [4]]
    """

    def __init__(self, source: Source, length: int | None) -> None:
        self._source = source
        self._length = length
        self.class_names: list[str] = []
        self.file_paths: list[str] = []

    @classmethod
    def from_tensor_slices(cls, tensors: Any) -> Dataset:
        """Return the samples of arrays, or of tuples, lists and dicts of arrays."""
        arrays = _each(np.asarray, tensors)
        length = len(_leaves(arrays)[0])
        return cls(lambda: (_at(i, arrays) for i in range(length)), length)

    @classmethod
    def from_tensors(cls, tensors: Any) -> Dataset:
        """Return one element: the arrays as they are."""
        arrays = _each(np.asarray, tensors)
        return cls(lambda: iter([arrays]), 1)

    @classmethod
    def from_generator(cls, generator: Callable[[], Any], *args: Any, **kw: Any) -> Any:
        """Return what a generator function yields."""
        return cls(lambda: iter(generator()), None)

    @classmethod
    def range(cls, *ends: int) -> Dataset:
        """Return the numbers of `range(*ends)`."""
        numbers = range(*ends)
        return cls(lambda: iter(np.asarray(numbers)), len(numbers))

    @classmethod
    def zip(cls, datasets: Any, *others: Any) -> Dataset:
        """Return tuples with one element of each data set."""
        parts = tuple(datasets) if isinstance(datasets, tuple) else (datasets, *others)
        lengths = [part._length for part in parts if part._length is not None]
        return cls(
            lambda: iter(zip(*parts, strict=False)), min(lengths) if lengths else None
        )

    def __iter__(self) -> Iterator[Any]:
        return (_each(_as_host_array, element) for element in self._source())

    def __len__(self) -> int:
        if self._length is None:
            raise TypeError("the length of this Dataset is not known, or it has no end")
        return self._length

    def cardinality(self) -> int:
        """Return the number of elements; -1 for no end, -2 where it is not known."""
        return -2 if self._length is None else self._length

    def batch(self, batch_size: int, drop_remainder: bool = False, **kw: Any) -> Any:
        """Return batches of so many elements; the last may be smaller."""

        def source() -> Iterator[Any]:
            elements = iter(self)
            while chunk := list(itertools.islice(elements, batch_size)):
                if len(chunk) == batch_size or not drop_remainder:
                    yield _stack(chunk)

        length = self._length
        if length is not None:
            length = (
                length // batch_size if drop_remainder else -(-length // batch_size)
            )
        return Dataset(source, length)

    def unbatch(self) -> Dataset:
        """Return the elements of the batches."""

        def source() -> Iterator[Any]:
            for batch in self:
                for i in range(len(_leaves(batch)[0])):
                    yield _at(i, batch)

        return Dataset(source, None)

    def shuffle(self, buffer_size: int, seed: int | None = None, **kw: Any) -> Dataset:
        """Return the elements in another order each time.

        The next one is drawn from the `buffer_size` that wait, as TensorFlow does.
        """
        drawn = itertools.count()

        def source() -> Iterator[Any]:
            generator = shuffling_generator(seed, next(drawn))
            waiting: list[Any] = []
            for element in self:
                waiting.append(element)
                if len(waiting) > buffer_size:
                    yield waiting.pop(int(generator.integers(len(waiting))))
            generator.shuffle(waiting)
            yield from waiting

        return Dataset(source, self._length)

    def map(self, function: Callable[..., Any], *args: Any, **kw: Any) -> Dataset:
        """Return a function's results; tuples are its arguments."""

        def call(element: Any) -> Any:
            return function(*element) if type(element) is tuple else function(element)

        return Dataset(lambda: map(call, iter(self)), self._length)

    def filter(self, predicate: Callable[..., Any], **kw: Any) -> Dataset:
        """Return the elements for which a function is true."""

        def keep(element: Any) -> bool:
            is_tuple = type(element) is tuple
            return bool(predicate(*element) if is_tuple else predicate(element))

        return Dataset(lambda: filter(keep, iter(self)), None)

    def repeat(self, count: int | None = None) -> Dataset:
        """Return the elements `count` times; without end if `None`."""
        endless = count is None or count < 0

        def source() -> Iterator[Any]:
            rounds = itertools.count() if endless else iter(range(count or 0))
            for _ in rounds:
                yield from self

        length = None if endless or self._length is None else self._length * count  # type: ignore[operator]
        return Dataset(source, length)

    def take(self, count: int) -> Dataset:
        """Return the first elements."""
        length = count if self._length is None else min(count, self._length)
        return Dataset(lambda: itertools.islice(iter(self), count), length)

    def skip(self, count: int) -> Dataset:
        """Return what follows the first elements."""
        length = None if self._length is None else max(0, self._length - count)
        return Dataset(lambda: itertools.islice(iter(self), count, None), length)

    def prefetch(self, buffer_size: Any = None, **kw: Any) -> Dataset:
        """Return the data set itself: `fit` reads ahead where it can."""
        return self

    def cache(self, filename: Any = None, **kw: Any) -> Dataset:
        """Return a data set that remembers its elements after the first round."""
        kept: list[Any] = []
        done = [False]

        def source() -> Iterator[Any]:
            if done[0]:
                yield from kept
                return
            kept.clear()
            for element in self:
                kept.append(element)
                yield element
            done[0] = True

        return Dataset(source, self._length)

    def as_numpy_iterator(self) -> Iterator[Any]:
        """Return an iterator over the elements as NumPy arrays."""
        return (_each(np.asarray, element) for element in self)


def shuffling_generator(seed: int | None, turn: int = 0) -> np.random.Generator:
    """Return what mixes samples; without a seed, the global one decides."""
    # Late: the engine starts JAX, and this module must stay light to import.
    from tengen.core.random_state import host_generator

    if seed is None:
        return host_generator()
    return np.random.default_rng([int(seed), turn])


def _each(function: Callable[[Any], Any], structure: Any) -> Any:
    if isinstance(structure, dict):
        return {name: _each(function, item) for name, item in structure.items()}
    if isinstance(structure, tuple):
        return tuple(_each(function, item) for item in structure)
    return function(structure)


def _at(index: int, structure: Any) -> Any:
    return _each(lambda array: array[index], structure)


def _leaves(structure: Any) -> list[Any]:
    if isinstance(structure, dict):
        structure = tuple(structure.values())
    if isinstance(structure, tuple):
        return [leaf for item in structure for leaf in _leaves(item)]
    return [structure]


def _stack(elements: list[Any]) -> Any:
    first = elements[0]
    if isinstance(first, dict):
        return {name: _stack([e[name] for e in elements]) for name in first}
    if isinstance(first, tuple):
        return tuple(_stack(list(items)) for items in zip(*elements, strict=True))
    return np.stack([np.asarray(element) for element in elements])
