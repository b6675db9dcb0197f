"""The values of datasets."""

from __future__ import annotations

import math
import zlib
from typing import Any

import numpy as np

from tengen.saving.errors import LoadError
from tengen.saving.hdf5.messages import Filter, Messages
from tengen.saving.hdf5.objects import tree_entries
from tengen.saving.hdf5.source import UNDEFINED, Source

_DEFLATE, _SHUFFLE, _FLETCHER32 = 1, 2, 3
_UNPACKED = {_DEFLATE, _SHUFFLE, _FLETCHER32}


def check_dataset(name: str, dataset: Messages) -> int:
    """Return the bytes a dataset takes once it is read.

    Raises:
        LoadError: for values that are no numbers, and for unknown filters.
    """
    if dataset.shape is None or dataset.type is None or dataset.layout is None:
        raise LoadError(f"dataset {name!r} is damaged (no shape or type)")
    if dataset.type.dtype is None:
        raise LoadError(f"dataset {name!r} holds text, not numbers")
    unknown = [f.number for f in dataset.filters if f.number not in _UNPACKED]
    if unknown:
        raise LoadError(f"dataset {name!r} is packed by filter {unknown[0]}, unknown")
    if dataset.layout.kind == "chunks":
        chunk = dataset.layout.chunk
        if len(chunk) != len(dataset.shape) or 0 in chunk:
            raise LoadError(f"dataset {name!r} is damaged (the shape of chunks)")
    return math.prod(dataset.shape) * dataset.type.size


def read_values(source: Source, dataset: Messages) -> np.ndarray[Any, Any]:
    """Return a dataset's values in the machine's byte order."""
    assert dataset.shape is not None and dataset.type is not None
    assert dataset.layout is not None and dataset.type.dtype is not None
    layout, dtype, shape = dataset.layout, dataset.type.dtype, dataset.shape
    count = math.prod(shape)
    if layout.kind == "chunks":
        values = _chunks(source, dataset)
    elif layout.kind == "inside":
        if layout.length < count * dtype.itemsize:
            raise LoadError("damaged (fewer values than the shape has)")
        values = np.frombuffer(layout.content, dtype, count)
    elif count == 0:
        values = np.zeros(0, dtype)
    elif layout.place == UNDEFINED or layout.length < count * dtype.itemsize:
        raise LoadError("it declares more values than it stores")
    else:
        values = source.array(layout.place, count, dtype)
    values = values.astype(dtype.newbyteorder("="), copy=False).reshape(shape)
    return values.astype(bool) if dataset.type.is_boolean else values


def _chunks(source: Source, dataset: Messages) -> np.ndarray[Any, Any]:
    layout, shape = dataset.layout, dataset.shape
    assert layout is not None and shape is not None and dataset.type is not None
    dtype: Any = dataset.type.dtype
    values = np.zeros(shape, dtype)
    if layout.place == UNDEFINED:
        if values.size:
            raise LoadError("it declares values and stores none")
        return values
    key_size = 8 + 8 * (len(shape) + 1)
    for place, key in tree_entries(source, layout.place, 1, key_size):
        length, skipped = np.frombuffer(key[:8], "<u4").tolist()
        start = np.frombuffer(key[8:-8], "<u8").tolist()
        if any(at >= size for at, size in zip(start, shape, strict=True)):
            raise LoadError("damaged (a chunk outside of its dataset)")
        filters = [f for i, f in enumerate(dataset.filters) if not skipped >> i & 1]
        size = math.prod(layout.chunk) * dtype.itemsize
        content = _unpack(source.read(place, length), filters, size)
        chunk = np.frombuffer(content, dtype).reshape(layout.chunk)
        ends = [
            slice(at, at + step) for at, step in zip(start, layout.chunk, strict=True)
        ]
        room = values[tuple(ends)]
        room[...] = chunk[tuple(slice(n) for n in room.shape)]
    return values


def _unpack(content: bytes, filters: list[Filter], size: int) -> bytes:
    """Undo the filters, the last one first; `size` is what must come out."""
    for filter_ in reversed(filters):
        if filter_.number == _FLETCHER32:
            content = content[:-4]
        elif filter_.number == _DEFLATE:
            content = _inflate(content, size + 4)
        elif filter_.number == _SHUFFLE:
            width = filter_.values[0] if filter_.values else 1
            if width > 1 and len(content) % width == 0:
                planes = np.frombuffer(content, "u1").reshape(width, -1)
                content = planes.T.tobytes()
    if len(content) != size:
        raise LoadError("damaged (a chunk of another size than declared)")
    return content


def _inflate(content: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, limit)
    except zlib.error as error:
        raise LoadError(f"damaged (a chunk cannot be unpacked: {error})") from None
