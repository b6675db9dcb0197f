"""The messages of object headers: shapes, types, layouts, filters, attributes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import ml_dtypes
import numpy as np

from tengen.saving.errors import LoadError
from tengen.saving.hdf5.source import UNDEFINED, Cursor

_MOST_AXES = 32
_FLOATS = {
    (2, 5): np.dtype("float16"),
    (2, 8): np.dtype(ml_dtypes.bfloat16),
    (4, 8): np.dtype("float32"),
    (8, 11): np.dtype("float64"),
}
BFLOAT16 = np.dtype(ml_dtypes.bfloat16)
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Type:
    """The type of values.

    Attributes:
        kind: `"number"`, `"text"` (of fixed length) or `"long text"` (in a heap).
        size: bytes of one value.
        dtype: of numbers, as they lie in the file.
        is_boolean: whether they are truth values.
    """

    kind: str
    size: int
    dtype: np.dtype[Any] | None = None
    is_boolean: bool = False


@dataclass(frozen=True)
class Attribute:
    """An attribute, its values not yet decoded."""

    name: str
    type: Type
    shape: Shape
    content: bytes


@dataclass(frozen=True)
class Filter:
    """A way in which chunks are packed, and its parameters."""

    number: int
    values: tuple[int, ...]


@dataclass(frozen=True)
class Layout:
    """Where a dataset's values lie.

    Attributes:
        kind: `"inside"` (in `content`), `"whole"` (at `place`) or `"chunks"` (in a tree
            at `place`, each of `chunk` values).
    """

    kind: str
    place: int = UNDEFINED
    length: int = 0
    content: bytes = b""
    chunk: Shape = ()


@dataclass
class Messages:
    """What the header of one object says."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    group: tuple[int, int] | None = None  # places of its tree and of its names
    shape: Shape | None = None
    type: Type | None = None
    layout: Layout | None = None
    filters: tuple[Filter, ...] = ()

    @property
    def is_dataset(self) -> bool:
        """Whether the object is a dataset."""
        return self.layout is not None

    def take(self, kind: int, content: bytes) -> None:
        """Read one message; those that say nothing about values are passed over."""
        cursor = Cursor(content)
        if kind == 0x01:
            self.shape = read_shape(cursor)
        elif kind == 0x03:
            self.type = read_type(cursor)
        elif kind == 0x08:
            self.layout = read_layout(cursor)
        elif kind == 0x0B:
            self.filters = read_filters(cursor)
        elif kind == 0x0C:
            attribute = read_attribute(cursor)
            self.attributes[attribute.name] = attribute
        elif kind == 0x11:
            self.group = cursor.take("QQ")
        elif kind == 0x07:
            raise LoadError("a dataset keeps its data in another file")
        elif kind in (0x02, 0x06, 0x15):
            raise LoadError(
                "it uses a newer form of HDF5 than Keras does\n"
                "  fix: write it again with h5py.File(..., libver='earliest')"
            )


def read_shape(cursor: Cursor) -> Shape:
    """Read a dataspace; scalars have the shape `()`."""
    version, axes, flags = cursor.take("BBB")
    if version == 1:
        cursor.bytes(5)
    elif version == 2:
        (kind,) = cursor.take("B")
        if kind == 2:  # no values at all
            return (0,)
    else:
        raise LoadError("damaged (unknown form of a shape)")
    if axes > _MOST_AXES:
        raise LoadError(f"damaged (a shape of {axes} axes)")
    return cursor.take(f"{axes}Q")


def read_type(cursor: Cursor) -> Type:
    """Read a datatype.

    Raises:
        LoadError: for records, references, times and other things than numbers or text.
    """
    first, bits, _, _, size = cursor.take("BBBBI")
    kind = first & 0x0F
    order = ">" if bits & 1 else "<"
    if kind == 0 and size in (1, 2, 4, 8):
        letter = "i" if bits & 8 else "u"
        return Type("number", size, np.dtype(f"{order}{letter}{size}"))
    if kind == 1:
        cursor.bytes(5)
        (exponent,) = cursor.take("B")
        dtype = _FLOATS.get((size, exponent))
        if dtype is not None:
            return Type("number", size, dtype.newbyteorder(order))
    if kind == 3 and size:
        return Type("text", size)
    if kind == 5 and size == 2:  # how h5py writes bfloat16
        return Type("number", 2, BFLOAT16)
    if kind == 8:  # an enumeration: h5py's truth values
        base = read_type(cursor)
        if base.dtype is not None and base.size == 1:
            return Type("number", 1, base.dtype, is_boolean=True)
    if kind == 9 and bits & 0x0F == 1 and size == 16:
        return Type("long text", size)
    raise LoadError("it has values that are neither numbers nor text")


def read_layout(cursor: Cursor) -> Layout:
    """Read where a dataset's values lie."""
    version, kind = cursor.take("BB")
    if version != 3:
        raise LoadError("a dataset lies in the file in a form that Keras never writes")
    if kind == 0:
        (length,) = cursor.take("H")
        return Layout("inside", length=length, content=cursor.bytes(length))
    if kind == 1:
        place, length = cursor.take("QQ")
        return Layout("whole", place, length)
    if kind == 2:
        (axes,) = cursor.take("B")
        (place,) = cursor.take("Q")
        if not 2 <= axes <= _MOST_AXES:
            raise LoadError("damaged (the shape of chunks)")
        *chunk, _ = cursor.take(f"{axes}I")
        return Layout("chunks", place, chunk=tuple(chunk))
    raise LoadError("a dataset keeps its data in other datasets")


def read_filters(cursor: Cursor) -> tuple[Filter, ...]:
    """Read how chunks are packed."""
    version, count = cursor.take("BB")
    if version == 1:
        cursor.bytes(6)
    found = []
    for _ in range(count):
        (number,) = cursor.take("H")
        has_name = version == 1 or number >= 256
        (name,) = cursor.take("H") if has_name else (0,)
        _, values = cursor.take("HH")
        cursor.bytes(name + (-name % 8 if version == 1 else 0))
        found.append(Filter(number, cursor.take(f"{values}I")))
        if version == 1 and values % 2:
            cursor.bytes(4)
    return tuple(found)


def read_attribute(cursor: Cursor) -> Attribute:
    """Read an attribute."""
    version, flags, *lengths = cursor.take("BBHHH")
    if version not in (1, 2, 3) or (version > 1 and flags):
        raise LoadError("damaged (unknown form of an attribute)")
    if version == 3:
        cursor.bytes(1)
    parts = []
    for length in lengths:
        parts.append(cursor.bytes(length))
        if version == 1:
            cursor.align()
    name = parts[0].split(b"\0")[0].decode("utf-8", "replace")
    type_, shape = read_type(Cursor(parts[1])), read_shape(Cursor(parts[2]))
    content = cursor.bytes(math.prod(shape) * type_.size)
    return Attribute(name, type_, shape, content)
