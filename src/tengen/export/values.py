"""What stands for an array of the traced function while a graph is written.

A size that is unknown until the model runs has a different number in each of the two
traces; the pair of numbers is how it is recognized.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

Dim = int | tuple[int, int]
Dims = tuple[Dim, ...]


class Unsupported(Exception):
    """Says why an operation has no place in an ONNX file.

    Attributes:
        place: the layer and the operation, once known.
    """

    place: tuple[str, str] | None = None


def merged(first: Any, second: Any) -> Dim:
    """Return the size both traces agree on, or the pair."""
    return int(first) if first == second else (int(first), int(second))


def merged_dims(first: Any, second: Any) -> Dims:
    """Return the sizes of a shape in both traces."""
    return tuple(merged(a, b) for a, b in zip(first, second, strict=True))


def is_static(dims: Dims) -> bool:
    """Say whether all sizes are known."""
    return all(isinstance(dim, int) for dim in dims)


def natural(rank: int) -> tuple[int, ...]:
    """Return the order of axes of an array as it is."""
    return tuple(range(rank))


@dataclass(frozen=True)
class Value:
    """An array of the traced function, and how it is stored in the file.

    Attributes:
        shape: sizes in the traced function.
        dtype: type in the traced function.
        name: the tensor in the file; empty for a constant.
        array: values of a constant, axes in their natural order.
        order: axis `order[j]` is the j-th of the stored tensor (natural for constants).
        thin: axes stored with size one, though they are longer: all entries are equal.
        label: what a constant is called once it is stored.
    """

    shape: Dims
    dtype: np.dtype[Any]
    name: str = ""
    array: np.ndarray[Any, Any] | None = None
    order: tuple[int, ...] = ()
    thin: frozenset[int] = field(default_factory=frozenset)
    label: str = ""

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def is_constant(self) -> bool:
        """Whether the values are known now."""
        return self.array is not None

    def is_thin(self, axis: int) -> bool:
        """Say whether an axis is stored with size one."""
        return axis in self.thin or self.shape[axis] == 1


def constant(array: Any, label: str = "") -> Value:
    """Return known values as a `Value`."""
    array = np.asarray(array)
    return Value(
        tuple(array.shape),
        array.dtype,
        array=array,
        order=natural(array.ndim),
        label=label,
    )


def filled(value: Value) -> np.ndarray[Any, Any]:
    """Return all values of a constant of known shape."""
    assert value.array is not None
    if not is_static(value.shape):
        raise Unsupported("a constant as long as a size that is unknown")
    return np.broadcast_to(value.array, value.shape)  # type: ignore[arg-type]
