"""Training batches without end, made ahead, and how long training waited for them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from tengen.go.data import Positions
from tengen.utils import PyDataset, prefetch


class Stream(Iterator[Any]):
    """The batches of `Positions` from one of its places on.

    Attributes:
        waited: seconds that the reader stood still for want of a batch, the first one
            left out.
        taken: batches given out.

    Args:
        positions: where the batches come from.
        first: number of the first batch.
    """

    def __init__(self, positions: Positions, first: int = 0) -> None:
        self.waited = 0.0
        self.taken = 0
        self._batches = prefetch(_Endless(positions, first))

    def __next__(self) -> Any:
        start = time.perf_counter()
        batch = next(self._batches)
        if self.taken:
            self.waited += time.perf_counter() - start
        self.taken += 1
        return batch

    def close(self) -> None:
        """End the threads."""
        self._batches.close()  # type: ignore[attr-defined]


class _Endless(PyDataset):
    num_batches = None

    def __init__(self, positions: Positions, first: int) -> None:
        super().__init__(max(2, positions.workers), False, positions.max_queue_size)
        self._positions = positions
        self._first = first

    def __getitem__(self, index: int) -> Any:
        positions = self._positions
        return positions.as_pair(positions.batch(self._first + index))
