"""Objects that occur twice in one tree of data, and are one object again afterwards.

A layer inside two wrappers is written twice; both entries carry the same
`shared_object_id`, and reading makes one layer of them.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class _Scopes(threading.local):
    def __init__(self) -> None:
        self.writing: list[_Writing] = []
        self.reading: list[dict[Any, Any]] = []


_scopes = _Scopes()


class _Writing:
    """Which objects were written, how often, and the numbers of those that repeat."""

    def __init__(self, numbers: dict[int, int]) -> None:
        self.numbers = numbers
        self.counts: Counter[int] = Counter()
        self.kept: list[Any] = []  # so that no id is used again


def write(serialize: Callable[[], Any]) -> Any:
    """Return what a function returns, objects that repeat marked in it.

    The function is called once more where there are such objects.
    """
    data, counts = _written(serialize, {})
    repeated = [identity for identity, count in counts.items() if count > 1]
    if repeated:
        numbers = {identity: n for n, identity in enumerate(repeated, 1)}
        data, _ = _written(serialize, numbers)
    return data


def _written(
    serialize: Callable[[], Any], numbers: dict[int, int]
) -> tuple[Any, Counter[int]]:
    scope = _Writing(numbers)
    _scopes.writing.append(scope)
    try:
        return serialize(), scope.counts
    finally:
        _scopes.writing.pop()


def mark(thing: Any, entry: dict[str, Any]) -> None:
    """Take note of an object that is written, and mark its entry if it repeats."""
    if not _scopes.writing:
        return
    scope = _scopes.writing[-1]
    scope.counts[id(thing)] += 1
    scope.kept.append(thing)
    if id(thing) in scope.numbers:
        entry["shared_object_id"] = scope.numbers[id(thing)]


@contextmanager
def reading() -> Iterator[None]:
    """Make one object of the entries that are marked alike, inside a `with` block."""
    _scopes.reading.append({})
    try:
        yield
    finally:
        _scopes.reading.pop()


def known(entry: dict[str, Any]) -> Any | None:
    """Return the object an entry was read as before, `None` the first time."""
    number = entry.get("shared_object_id")
    if not _scopes.reading or not isinstance(number, int):
        return None
    return _scopes.reading[-1].get(number)


def remember(entry: dict[str, Any], thing: Any) -> None:
    """Take note of what an entry was read as."""
    number = entry.get("shared_object_id")
    if _scopes.reading and isinstance(number, int):
        _scopes.reading[-1][number] = thing
