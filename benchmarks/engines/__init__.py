"""What a worker runs: an engine for Keras and tengen, one for PyTorch, two for Go.

An engine makes a `Runner` of a workload and one of its variants. A variant is a choice
among settings that the peer's documentation recommends; each peer is measured with the
one that proves fastest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from benchmarks.workloads import Workload

Variant = Mapping[str, Any]


class NotThereYet(Exception):
    """Raised where tengen lacks a layer that the workload needs."""


class Timing(NamedTuple):
    """Seconds that a number of steps took."""

    seconds: float
    steps: int


class Runner(Protocol):
    """A model with its data, ready to be timed."""

    def run(self, steps: int) -> Timing:
        """Make about so many steps and say how many, and how long they took."""


class Engine(Protocol):
    """A library, as the worker sees it."""

    def versions(self) -> dict[str, str]:
        """Return the versions of what is measured."""

    def variants(self, workload: Workload) -> list[Variant]:
        """Return the settings to try, the usual one first."""

    def make(self, workload: Workload, variant: Variant, steps: int) -> Runner:
        """Build the model, with data for at most so many steps."""

    def forget(self) -> None:
        """Free what the last runner held."""

    def product(self, size: int) -> Callable[[], Any] | None:
        """Return a function that multiplies two matrices `(size, size)`."""


def epochs_of(steps: int, most: int) -> tuple[int, int]:
    """Return (epochs, steps of each) for a run of about so many steps.

    Example:
        >>> epochs_of(10, most=16)
        (1, 10)
        >>> epochs_of(100, most=16)
        (6, 16)
    """
    if steps <= most:
        return 1, max(1, steps)
    return max(1, round(steps / most)), most


def take(tree: Any, samples: int) -> Any:
    """Return the first samples of an array, or of a dict of arrays."""
    if isinstance(tree, dict):
        return {name: take(branch, samples) for name, branch in tree.items()}
    return tree[:samples]


def seconds_of(work: Callable[[], Any]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
