"""Data sets that users write: a class that makes its batches one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any


class PyDataset:
    """Base class of data sets that compute their batches, for `fit` and its kin.

    A subclass defines `__len__`, the number of batches, and `__getitem__`, which
    returns batch number `index`: `(x, y)`, `(x, y, sample_weight)`, or `x` alone. It
    may define `on_epoch_begin` and `on_epoch_end`, for instance to shuffle. A data set
    without end defines the property `num_batches` as `None` instead of `__len__`.

    Args:
        workers: how many batches are made at the same time while the model trains;
            more than 1 needs a `__getitem__` that several threads may call.
        use_multiprocessing: make them in processes of their own, not in threads; the
            data set is copied there by pickling.
        max_queue_size: how many batches are made ahead.

    Example:
        >>> class Squares(PyDataset):
        ...     def __len__(self):
        ...         return 3
        ...     def __getitem__(self, index):
        ...         return index, index**2
        >>> list(Squares())
        [(0, 0), (1, 1), (2, 4)]
    """

    # As class attributes they hold too where a subclass forgets super().__init__().
    workers: int = 1
    use_multiprocessing: bool = False
    max_queue_size: int = 10

    def __init__(
        self,
        workers: int = 1,
        use_multiprocessing: bool = False,
        max_queue_size: int = 10,
    ) -> None:
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    def __getitem__(self, index: int) -> Any:
        """Return batch number `index`."""
        raise NotImplementedError(
            f"class {type(self).__name__} does not define `__getitem__`\n"
            "  expected a method that returns the batch of an index\n"
            "  fix: def __getitem__(self, index): return x, y"
        )

    @property
    def num_batches(self) -> int | None:
        """Number of batches of an epoch; `None` means that there is no end."""
        length = getattr(self, "__len__", None)
        if length is None:
            raise NotImplementedError(
                f"class {type(self).__name__} does not define `__len__`\n"
                "  expected a method that returns the number of batches\n"
                "  fix: def __len__(self): return math.ceil(samples / batch_size)"
            )
        return int(length())

    def __iter__(self) -> Iterator[Any]:
        for index in batch_indices(self):
            yield self[index]

    def on_epoch_begin(self) -> None:
        """Is called before every epoch."""

    def on_epoch_end(self) -> None:
        """Is called after every epoch."""


Sequence = PyDataset


def batch_indices(dataset: Any) -> Iterator[int]:
    """Return the indices of an epoch's batches, in order, perhaps without end."""
    count = getattr(dataset, "num_batches", None)
    if count is None and hasattr(dataset, "__len__"):
        count = len(dataset)
    return itertools.count() if count is None else iter(range(count))
