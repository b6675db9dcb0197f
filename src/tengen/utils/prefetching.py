"""Batches made ahead of the model that consumes them."""

from __future__ import annotations

import itertools
import multiprocessing
import random
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from tengen.utils.py_dataset import batch_indices


def prefetch(
    dataset: Any, shuffle: bool = False, seed: int | None = None
) -> Iterator[Any]:
    """Yield the batches of one epoch, some of them made ahead by workers.

    How many workers, whether threads or processes, and how far ahead is read from the
    data set (`workers`, `use_multiprocessing`, `max_queue_size`). The order of the
    batches does not depend on the workers. With one worker and no processes, batches
    are made when asked for, in the caller's thread.

    Args:
        dataset: a `PyDataset`, or anything with `__len__` and `__getitem__`.
        shuffle: draw the order of the batches; a data set without end keeps its own.
        seed: seed of that order; `None` draws from Python's `random`, which
            `set_random_seed` seeds.

    Yields:
        What `dataset[index]` returns.

    Raises:
        RuntimeError: if worker processes cannot start. What `__getitem__` raises is
            raised here.

    Example:
        >>> from tengen.utils import PyDataset
        >>> class Squares(PyDataset):
        ...     def __len__(self):
        ...         return 4
        ...     def __getitem__(self, index):
        ...         return index**2
        >>> list(prefetch(Squares(workers=2)))
        [0, 1, 4, 9]
    """
    indices = _order(dataset, shuffle, seed)
    workers = getattr(dataset, "workers", 1)
    processes = getattr(dataset, "use_multiprocessing", False) and workers > 0
    if workers <= 1 and not processes:
        return (dataset[index] for index in indices)
    ahead = max(getattr(dataset, "max_queue_size", 10), 1)
    return _ahead(dataset, indices, workers, processes, ahead)


def _order(dataset: Any, shuffle: bool, seed: int | None) -> Iterator[int]:
    indices = batch_indices(dataset)
    if not shuffle or isinstance(indices, itertools.count):
        return indices
    order = list(indices)
    (random if seed is None else random.Random(seed)).shuffle(order)
    return iter(order)


def _ahead(
    dataset: Any, indices: Iterator[int], workers: int, processes: bool, ahead: int
) -> Iterator[Any]:
    pool = _start(dataset, workers, processes)
    make = _make_in_process if processes else dataset.__getitem__
    try:
        first = itertools.islice(indices, ahead)
        waiting = deque(pool.submit(make, index) for index in first)
        while waiting:
            batch = waiting.popleft().result()
            for index in itertools.islice(indices, 1):
                waiting.append(pool.submit(make, index))
            yield batch
    except BrokenProcessPool as error:
        raise RuntimeError(
            f"data set {type(dataset).__name__}: its worker processes cannot run\n"
            "  its class must be importable, and the script guarded by "
            'if __name__ == "__main__"\n'
            "  fix: that, or `use_multiprocessing=False` (threads)"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start(dataset: Any, workers: int, processes: bool) -> Executor:
    if not processes:
        return ThreadPoolExecutor(workers, thread_name_prefix="batches")
    # Never forked: a copy of a process in which XLA runs may wait for ever. Fresh for
    # every epoch, so that the copies see what `on_epoch_end` has changed.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        workers, mp_context=context, initializer=_keep, initargs=(dataset,)
    )


_kept: Any = None


def _keep(dataset: Any) -> None:
    global _kept
    _kept = dataset


def _make_in_process(index: int) -> Any:
    return _kept[index]
