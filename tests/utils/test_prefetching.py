"""`PyDataset` and `prefetch`: each batch once, in order, whoever makes it.

`workers` change when batches are made, never which ones or in what order.
"""

from __future__ import annotations

import itertools
import os
import random
import threading
import time

import pytest

from tengen.utils import PyDataset, Sequence, prefetch


class Squares(PyDataset):
    def __init__(self, count: int = 20, **options) -> None:
        super().__init__(**options)
        self.count = count
        self.made: list[int] = []
        self.threads: set[int] = set()

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> int:
        time.sleep(0.001 * (index % 3))  # so that workers overtake each other
        self.made.append(index)
        self.threads.add(threading.get_ident())
        return index**2


class ByProcess(PyDataset):
    """In a module of its own process; says which one made the batch."""

    offset = 0

    def __len__(self) -> int:
        return 6

    def __getitem__(self, index: int) -> tuple[int, int]:
        return index + self.offset, os.getpid()


class Endless(PyDataset):
    num_batches = None

    def __getitem__(self, index: int) -> int:
        return index


class Plain:
    """No `PyDataset`, but long enough and readable."""

    def __len__(self) -> int:
        return 3

    def __getitem__(self, index: int) -> int:
        return 10 * index


def threads_of_batches() -> int:
    return sum(thread.name.startswith("batches") for thread in threading.enumerate())


SQUARES = [index**2 for index in range(20)]


def test_the_class_is_also_called_sequence():
    assert Sequence is PyDataset


def test_a_data_set_can_be_walked_through():
    assert list(Squares()) == SQUARES
    assert Squares().num_batches == 20


@pytest.mark.parametrize("workers", [0, 1, 2, 5])
@pytest.mark.parametrize("ahead", [1, 3, 100])
def test_the_order_does_not_depend_on_the_workers(workers, ahead):
    dataset = Squares(workers=workers, max_queue_size=ahead)
    assert list(prefetch(dataset)) == SQUARES
    assert sorted(dataset.made) == list(range(20))
    assert threads_of_batches() == 0


def test_several_workers_work_aside_and_one_does_not():
    alone, several = Squares(workers=1), Squares(workers=3)
    list(prefetch(alone)), list(prefetch(several))
    assert alone.threads == {threading.get_ident()}
    assert threading.get_ident() not in several.threads


def test_not_more_is_made_ahead_than_asked():
    dataset = Squares(count=100, workers=2, max_queue_size=4)
    batches = prefetch(dataset)
    next(batches)
    time.sleep(0.1)
    assert len(dataset.made) == 5
    batches.close()
    assert threads_of_batches() == 0


@pytest.mark.parametrize("workers", [1, 3])
def test_shuffling_draws_an_order_from_the_seed(workers):
    def order(seed: int | None) -> list[int]:
        return list(prefetch(Squares(workers=workers), shuffle=True, seed=seed))

    assert sorted(order(1)) == SQUARES
    assert order(1) == order(1) != order(2)
    random.seed(5)
    first = order(None)
    second = order(None)
    random.seed(5)
    assert [order(None), order(None)] == [first, second]
    assert first != second


@pytest.mark.parametrize("workers", [1, 2])
def test_a_data_set_without_end_has_none(workers):
    batches = prefetch(Endless(workers=workers), shuffle=True)
    assert list(itertools.islice(batches, 50)) == list(range(50))
    batches.close()
    assert threads_of_batches() == 0


def test_whatever_has_length_and_items_will_do():
    assert list(prefetch(Plain())) == [0, 10, 20]


@pytest.mark.parametrize("workers", [1, 3])
def test_errors_arrive_where_the_batch_is_due(workers):
    class Broken(Squares):
        def __getitem__(self, index: int) -> int:
            if index == 4:
                raise KeyError("four")
            return super().__getitem__(index)

    batches = prefetch(Broken(workers=workers))
    assert list(itertools.islice(batches, 4)) == SQUARES[:4]
    with pytest.raises(KeyError, match="four"):
        next(batches)
    assert threads_of_batches() == 0


def test_processes_work_aside_and_see_what_changed_between_epochs():
    dataset = ByProcess(workers=2, use_multiprocessing=True)
    numbers, processes = zip(*prefetch(dataset), strict=True)
    assert numbers == (0, 1, 2, 3, 4, 5)
    assert os.getpid() not in processes
    dataset.offset = 100
    assert [number for number, _ in prefetch(dataset)] == list(range(100, 106))


def test_a_class_that_processes_cannot_find_is_named():
    class Hidden(ByProcess):
        pass

    dataset = Hidden(workers=1, use_multiprocessing=True)
    with pytest.raises(Exception, match="Hidden"):
        list(prefetch(dataset))


def test_a_constructor_may_forget_its_base():
    class Forgetful(Squares):
        def __init__(self) -> None:
            self.count, self.made, self.threads = 3, [], set()

    dataset = Forgetful()
    assert (dataset.workers, dataset.max_queue_size) == (1, 10)
    assert list(prefetch(dataset)) == [0, 1, 4]


def test_what_a_class_must_define_is_said():
    class Empty(PyDataset):
        pass

    with pytest.raises(NotImplementedError, match="__len__"):
        list(Empty())
    with pytest.raises(NotImplementedError, match="__getitem__"):
        Empty()[0]
    Empty().on_epoch_begin()
    Empty().on_epoch_end()
