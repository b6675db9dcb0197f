"""What users hand to `fit`, turned into one of two things.

`ResidentData` is arrays in memory, all samples at hand: the compiled epoch trains on
them. `BatchSource` is anything that yields batches - generators, `PyDataset`, data
loaders - and is trained one batch at a time.
"""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core import config
from tengen.core.messages import complain
from tengen.core.trees import flatten, map_structure
from tengen.training.step import Batch
from tengen.utils.prefetching import prefetch
from tengen.utils.py_dataset import PyDataset


class ResidentData:
    """Arrays with all samples along the first axis.

    Args:
        x, y, sample_weight: arrays, or lists or dicts of arrays.
    """

    def __init__(self, x: Any, y: Any = None, sample_weight: Any = None) -> None:
        self.host = Batch(x, y, sample_weight)
        sizes = {array.shape[0] for array in _arrays(self.host)}
        self.samples = sizes.pop() if len(sizes) == 1 else 0

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(array.nbytes for array in _arrays(self.host))

    def fits_in_memory(self) -> bool:
        """Say whether a copy on the device may be afforded."""
        return self.nbytes < 0.4 * _memory_bytes()

    def to_device(self) -> Batch:
        """Copy to the device; the caller's arrays are never aliased."""
        return _map(_device_copy, self.host)

    def rows(self, index: Any) -> Batch:
        """Return a batch of rows as host arrays."""
        return _map(lambda array: _compute_type(array[index]), self.host)

    def in_batches(self, batch_size: int, shuffle: bool) -> BatchSource:
        """Return a source of batches, for data too large to be resident."""
        return BatchSource(_HostBatches(self, batch_size), shuffle=shuffle)

    def with_class_weights(self, class_weight: dict[int, float]) -> ResidentData:
        """Return the same data, each sample weighted by its class."""
        x, y, sample_weight = self.host
        if y is None:
            return self
        weights = class_weights(y, class_weight)
        if sample_weight is not None:
            (given,) = flatten(sample_weight)
            weights = weights.reshape(-1, *(1,) * (given.ndim - 1)) * given
        return ResidentData(x, y, weights)

    def split(self, fraction: float) -> tuple[ResidentData, ResidentData]:
        """Return all but the last `fraction` of the samples, and that last part.

        Raises:
            ValueError: if one of the parts were empty.
        """
        at = math.floor(self.samples * (1.0 - fraction))
        if not 0 < at < self.samples:
            raise ValueError(
                complain(
                    f"validation_split={fraction}",
                    f"{self.samples} samples, {at} of them left for training",
                    "at least one sample in each part",
                )
            )
        first = _map(lambda array: array[:at], self.host)
        last = _map(lambda array: array[at:], self.host)
        return ResidentData(*first), ResidentData(*last)


class _HostBatches(PyDataset):
    """Batches cut from arrays on the host, in a new order each epoch."""

    def __init__(self, data: ResidentData, batch_size: int) -> None:
        super().__init__()
        self._data = data
        self._batch_size = batch_size

    def __len__(self) -> int:
        return -(-self._data.samples // self._batch_size)

    def __getitem__(self, index: int) -> Any:
        first = index * self._batch_size
        return tuple(self._data.rows(slice(first, first + self._batch_size)))


class BatchSource:
    """Batches from an iterable, a generator or a `PyDataset`.

    Args:
        source: yields `x`, `(x, y)` or `(x, y, sample_weight)`.
        class_weight: weight per class, turned into sample weights.
        shuffle: whether a `PyDataset`'s batches come in another order each epoch.
    """

    def __init__(
        self,
        source: Any,
        class_weight: dict[int, float] | None = None,
        shuffle: bool = False,
        arrange: Callable[[Batch], Batch] | None = None,
    ) -> None:
        self._source = source
        self._class_weight = class_weight
        self._shuffle = shuffle
        self._arrange = arrange or (lambda batch: batch)
        self._running: Iterator[Any] | None = None
        self._first: list[Any] = []
        # `flow` of an ImageDataGenerator is both; its epochs end.
        self.is_iterator = _is_endless(source)
        self.restarts = not self.is_iterator

    def steps(self) -> int | None:
        """Return the batches of an epoch where they are known."""
        try:
            return len(self._source) if not self.is_iterator else None
        except TypeError:
            return None

    def first_batch(self) -> Batch:
        """Return the first batch without using it up."""
        if not self._first:
            iterator = self._iterator()
            try:
                self._first.append(next(iterator))
            except StopIteration:
                raise ValueError(
                    complain("the data source", "no batch at all", "at least one")
                ) from None
            self._running = iterator
        return self._batch(self._first[0])

    def epoch(self, steps: int | None) -> Iterator[Batch]:
        """Yield the batches of one epoch, at most `steps`."""
        if self._running is None or (steps is None and not self._first):
            self._running = self._iterator()
        if isinstance(self._source, PyDataset):
            self._source.on_epoch_begin()
        pending, self._first = self._first, []
        batches = itertools.chain(pending, self._running)
        count = 0
        for item in itertools.islice(batches, steps):
            count += 1
            yield self._batch(item)
        if steps is None or (count < steps and not self.is_iterator):
            self._running = None
        if isinstance(self._source, PyDataset):
            self._source.on_epoch_end()
            self._running = None

    def _iterator(self) -> Iterator[Any]:
        if isinstance(self._source, PyDataset):
            return iter(prefetch(self._source, shuffle=self._shuffle))
        return iter(self._source)

    def _batch(self, item: Any) -> Batch:
        parts = tuple(item) if isinstance(item, (tuple, list)) else (item,)
        if isinstance(item, list) and len(item) > 3:
            parts = (item,)
        if len(parts) > 3:
            raise ValueError(
                complain(
                    "a batch",
                    f"{len(parts)} parts",
                    "x, (x, y) or (x, y, sample_weight)",
                )
            )
        x, y, weight = (*parts, None, None)[:3]
        batch = self._arrange(Batch(_as_arrays(x), _as_arrays(y), _as_arrays(weight)))
        if self._class_weight and weight is None:
            batch = batch._replace(
                sample_weight=class_weights(batch.y, self._class_weight)
            )
        return _map(_compute_type, batch)


def _is_endless(source: Any) -> bool:
    return isinstance(source, Iterator) and not isinstance(source, PyDataset)


def is_batch_source(x: Any) -> bool:
    """Say whether `x` yields batches rather than being the samples themselves."""
    if isinstance(x, (PyDataset, Iterator)):
        return True
    if isinstance(x, list) and x and all(isinstance(item, tuple) for item in x):
        return all(hasattr(part, "shape") for part in flatten(x[0]))
    if isinstance(x, (np.ndarray, jax.Array, list, tuple, dict, str)):
        return False
    if hasattr(x, "__array__") or hasattr(x, "to_numpy"):
        return False
    return isinstance(x, Iterable) or hasattr(x, "__getitem__")


def as_arrays(value: Any, count: int | None = None, what: str = "x") -> Any:
    """Turn what a user gave into NumPy arrays.

    Args:
        value: array, data frame, list of numbers, or list or dict of arrays.
        count: how many arrays the model takes, where known: tells a list of two arrays
            from a list of two samples.

    Raises:
        ValueError: for ragged lists and texts.
    """
    if value is None:
        return None
    if isinstance(value, dict):
        return {key: _array(item, f"{what}[{key!r}]") for key, item in value.items()}
    if isinstance(value, (list, tuple)) and _is_list_of_arrays(value, count):
        return [_array(item, f"{what}[{i}]") for i, item in enumerate(value)]
    return _array(value, what)


def _is_list_of_arrays(value: Any, count: int | None) -> bool:
    if not value or not all(hasattr(item, "shape") for item in value):
        return count is not None and count > 1 and len(value) == count
    if count is not None:
        return len(value) == count
    return len({item.shape[:1] for item in value}) == 1 and value[0].ndim > 0


def _array(value: Any, what: str) -> np.ndarray[Any, Any]:
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    elif hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.asarray(value, dtype=object)
    if array.dtype == object:
        raise ValueError(
            complain(
                what,
                f"{len(value)} rows of different lengths"
                if array.ndim == 1
                else "an array of Python objects",
                "an array of numbers",
                fix="tengen.utils.pad_sequences, or one-hot encode the lists",
            )
        )
    if array.dtype.kind in "USO":
        raise ValueError(complain(what, "texts", "numbers", fix="encode them first"))
    if array.ndim == 0:
        raise ValueError(complain(what, f"the single value {value!r}", "an array"))
    return array


def _as_arrays(value: Any) -> Any:
    return map_structure(
        lambda leaf: None if leaf is None else _array(leaf, "a batch"), value
    )


def class_weights(y: Any, class_weight: dict[int, float]) -> np.ndarray[Any, Any]:
    """Return a weight per sample from a weight per class; classes not named count 1.

    Args:
        y: integer labels `(n,)` or `(n, 1)`, or one-hot rows `(n, classes)`.
    """
    if isinstance(y, (list, dict)):
        flat = flatten(y)
        if len(flat) != 1:
            raise ValueError(
                complain("class_weight", f"{len(flat)} outputs", "one output")
            )
        y = flat[0]
    labels = np.asarray(y)
    if labels.ndim > 1 and labels.shape[-1] > 1:
        labels = labels.argmax(-1)
    labels = np.rint(labels.reshape(len(labels), -1)[:, 0]).astype(int)
    weights = np.ones(len(labels), "float32")
    for label, weight in class_weight.items():
        weights[labels == int(label)] = weight
    return weights


def _arrays(batch: Batch) -> list[Any]:
    return [array for part in batch for array in flatten(part) if array is not None]


def _map(function: Callable[[Any], Any], batch: Batch) -> Batch:
    return Batch(
        *(
            map_structure(lambda leaf: None if leaf is None else function(leaf), part)
            for part in batch
        )
    )


def _compute_type(array: Any) -> Any:
    """Bring 64-bit numbers down to what the device computes in."""
    kind = array.dtype.kind
    if kind == "f" and array.dtype.itemsize == 8:
        return np.asarray(array, config.floatx())
    if kind in "iu" and array.dtype.itemsize == 8:
        return np.asarray(array, "int32" if kind == "i" else "uint32")
    return array


def _device_copy(array: Any) -> jax.Array:
    converted = _compute_type(array)
    if converted is array or isinstance(array, jax.Array):
        return jnp.array(array, copy=True)
    return jnp.asarray(converted)


def _memory_bytes() -> int:
    device = jax.local_devices()[0]
    stats = device.memory_stats() if device.platform != "cpu" else None
    if stats and "bytes_limit" in stats:
        return int(stats["bytes_limit"])
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return 8 << 30
