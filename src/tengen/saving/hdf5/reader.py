"""`Reader`: what is in a file, looked through once, read piece by piece."""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from tengen.saving.errors import LoadError
from tengen.saving.hdf5.arrays import check_dataset, read_values
from tengen.saving.hdf5.messages import Attribute, Messages
from tengen.saving.hdf5.objects import long_text, members, read_object, root_of
from tengen.saving.hdf5.source import Source

# A file may unfold to this size whatever it stores, and to so many times its own size.
_ALWAYS_ALLOWED = 64 << 20
_MOST_TIMES = 50
_MOST_OBJECTS = 200_000
_DEEPEST = 40
_LONGEST_TEXT = 256 << 20


@dataclass(frozen=True)
class Group:
    """A group: the names of its members, and its attributes."""

    names: tuple[str, ...]
    attributes: dict[str, Attribute]


class Reader:
    """An HDF5 file whose contents were looked through.

    Attributes:
        datasets: shapes of all datasets by path, without a slash in front.
        groups: all groups by path; the root is `""`.
        size: bytes that all datasets take once they are read.

    Raises:
        LoadError: for a damaged file, one that leads elsewhere, and one that declares
            far more than it stores.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._source = Source(file)
        self.groups: dict[str, Group] = {}
        self.datasets: dict[str, tuple[int, ...]] = {}
        self._found: dict[str, Messages] = {}
        self.size = 0
        self._look_through("", root_of(self._source), frozenset())
        if self.size > max(_ALWAYS_ALLOWED, _MOST_TIMES * self._source.length):
            raise LoadError(
                f"its datasets declare {self.size:,} bytes, "
                f"the file has {self._source.length:,}"
            )

    def _look_through(self, path: str, place: int, above: frozenset[int]) -> None:
        if place in above:
            raise LoadError(f"group {path!r} contains itself")
        if len(above) > _DEEPEST or len(self._found) > _MOST_OBJECTS:
            raise LoadError("it has too many groups")
        messages = read_object(self._source, place)
        self._found[path] = messages
        if messages.is_dataset:
            self.size += check_dataset(path, messages)
            self.datasets[path] = messages.shape or ()
            return
        if messages.group is None:
            raise LoadError(f"{path!r} is neither a group nor a dataset")
        inside = list(members(self._source, messages.group))
        names = tuple(name for name, _ in inside)
        if len(set(names)) != len(names):
            raise LoadError(f"group {path!r} has two members of one name")
        self.groups[path] = Group(names, messages.attributes)
        for name, below in inside:
            here = f"{path}/{name}" if path else name
            self._look_through(here, below, above | {place})

    def array(self, path: str) -> np.ndarray[Any, Any]:
        """Read a dataset.

        Raises:
            LoadError: where its checksum says that it is damaged.
        """
        messages = self._found[path]
        values = read_values(self._source, messages)
        expected = messages.attributes.get("crc32")
        if expected is not None and int(self._value(expected)) != checksum(values):
            raise LoadError(f"the weights {path!r} are damaged or were edited")
        return values

    def attribute(self, path: str, name: str) -> Any:
        """Read an attribute: text, a number or an array; `None` where there is none."""
        attribute = self.groups[path].attributes.get(name)
        return None if attribute is None else self._value(attribute)

    def _value(self, attribute: Attribute) -> Any:
        kind, shape = attribute.type, attribute.shape
        if kind.dtype is not None:
            values = np.frombuffer(attribute.content, kind.dtype, math.prod(shape))
            return values.reshape(shape)[()]
        pieces = [
            attribute.content[start : start + kind.size]
            for start in range(0, math.prod(shape) * kind.size, kind.size)
        ]
        if kind.kind == "long text":
            pieces = [long_text(self._source, piece) for piece in pieces]
        texts = [piece.split(b"\0")[0].decode("utf-8", "replace") for piece in pieces]
        if sum(map(len, texts)) > _LONGEST_TEXT:
            raise LoadError(f"attribute {attribute.name!r} is too long")
        return texts[0] if shape == () else texts

    def names(self, path: str, name: str) -> list[str]:
        """Read a list of names; long ones lie in `name0`, `name1`, ..."""
        parts = [self.attribute(path, name)]
        if parts[0] is None:
            parts = []
            while (part := self.attribute(path, f"{name}{len(parts)}")) is not None:
                parts.append(part)
        found = [item for part in parts for item in np.ravel(part).tolist()]
        return [str(item) for item in found]

    def json(self, path: str, name: str) -> Any:
        """Read an attribute that holds JSON; `None` where there is none."""
        text = self.attribute(path, name)
        return None if text is None else parse_json(text)


def parse_json(text: Any) -> Any:
    """Return the data of a JSON text; NaN and infinities are let through."""
    if not isinstance(text, (str, bytes)):
        raise LoadError("its configuration is no text")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LoadError(f"its configuration is not JSON ({error})"[:300]) from None


def checksum(array: np.ndarray[Any, Any]) -> int:
    """Return the CRC-32 of an array's values, in little-endian order."""
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return zlib.crc32(np.ascontiguousarray(little).tobytes())
