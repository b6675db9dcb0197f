"""The bytes of a file, taken by place and length, never beyond its end."""

from __future__ import annotations

import builtins
import os
import struct
from typing import Any, BinaryIO

import numpy as np

from tengen.saving.errors import LoadError

UNDEFINED = 0xFFFFFFFFFFFFFFFF  # the address of what is not there
_MOST_READS = 5_000_000


class Source:
    """A file that is read at places.

    Attributes:
        length: bytes of the file.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.length = file.seek(0, os.SEEK_END)
        self._reads = 0

    def read(self, place: int, length: int) -> bytes:
        """Return bytes.

        Raises:
            LoadError: for a place outside of the file.
        """
        self._reads += 1
        if self._reads > _MOST_READS:
            raise LoadError("it is woven into itself")
        if not 0 <= place <= self.length - length:
            raise LoadError(
                "damaged or cut off (it refers to bytes that are not there)"
            )
        self._file.seek(place)
        content = self._file.read(length)
        if len(content) != length:
            raise LoadError("cut off")
        return content

    def fields(self, place: int, layout: str) -> tuple[Any, ...]:
        """Return little-endian numbers, packed as `struct` says."""
        layout = "<" + layout
        return struct.unpack(layout, self.read(place, struct.calcsize(layout)))

    def signed(self, place: int, signature: bytes, layout: str) -> tuple[Any, ...]:
        """Return the fields of a block that begins with a signature."""
        if self.read(place, 4) != signature:
            raise LoadError(f"damaged (no {signature.decode()} where one belongs)")
        return self.fields(place + 4, layout)

    def array(self, place: int, count: int, dtype: np.dtype[Any]) -> Any:
        """Return a flat array of values that lie one after the other."""
        return np.frombuffer(self.read(place, count * dtype.itemsize), dtype)


class Cursor:
    """A walk through a few bytes that were read already."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        """Return the next numbers, packed as `struct` says."""
        layout = "<" + layout
        return struct.unpack(layout, self.bytes(struct.calcsize(layout)))

    def bytes(self, length: int) -> bytes:
        """Return the next bytes."""
        content = self.content[self.at : self.at + length]
        if len(content) != length or length < 0:
            raise LoadError("damaged (a message is shorter than it says)")
        self.at += length
        return content

    def align(self) -> None:
        """Go on to a multiple of eight."""
        self.at += -self.at % 8

    def rest(self) -> builtins.bytes:
        """Return what is left."""
        return self.content[self.at :]
