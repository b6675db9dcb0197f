"""A shuffled order of which any place can be asked for, without a table.

A shuffle of 100 million positions would be a table of 400 MB, and training that goes on
in the middle would have to make it anew. Here the order is a keyed permutation, a
Feistel network on the bits of the place (Luby and Rackoff, 1988; walking along cycles
until the result is in range: Black and Rogaway, 2002).

Example:
    >>> order = Shuffle(10, seed=1)
    >>> sorted(order(np.arange(10)).tolist()) == list(range(10))
    True
"""

from __future__ import annotations

from typing import Any

import numpy as np

_ROUNDS = 6
_GOLDEN = 0x9E3779B97F4A7C15


class Shuffle:
    """A permutation of 0 ... count - 1.

    Args:
        count: how many places; at least 1.
        seed: which permutation; any integers, one or several.
    """

    def __init__(self, count: int, seed: int | tuple[int, ...] = 0) -> None:
        if count < 1:
            raise ValueError(f"a shuffle of {count} places: expected 1 or more")
        self.count = count
        self._half = max(1, -(-(count - 1).bit_length() // 2))
        self._mask = np.uint64((1 << self._half) - 1)
        entropy = seed if isinstance(seed, int) else list(seed)
        self._keys = np.random.SeedSequence(entropy).generate_state(_ROUNDS, "uint64")

    def __call__(self, places: Any) -> np.ndarray[Any, Any]:
        """Return what stands at places `(N,)` of the shuffled order, int64 `(N,)`."""
        values = np.asarray(places, "uint64")
        if values.size and int(values.max()) >= self.count:
            raise IndexError(
                f"place {int(values.max())} of a shuffle of {self.count} places"
            )
        values = self._once(values)
        outside = values >= self.count
        while outside.any():
            values[outside] = self._once(values[outside])
            outside = values >= self.count
        return values.astype("int64")

    def _once(self, values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        half, mask = np.uint64(self._half), self._mask
        left, right = values >> half, values & mask
        for key in self._keys:
            left, right = right, left ^ (mixed(right + key) & mask)
        return (left << half) | right


def mixed(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return a hash of uint64 numbers `(N,)`: the finisher of splitmix64."""
    values = values + np.uint64(_GOLDEN)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
