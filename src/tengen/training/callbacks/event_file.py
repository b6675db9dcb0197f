"""`EventFile`: numbers and histograms as TensorBoard reads them.

A file is a row of records: length (8 bytes), its checksum, the data, its checksum. The
data is a protocol buffer `Event`; of that message only a few fields are needed here, so
they are written by hand.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

_STRING, _DOUBLE, _FLOAT = 2, 1, 5  # kinds of fields in protocol buffers


class EventFile:
    """A new file of events in a folder.

    Args:
        folder: where; it is made if it is not there.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = EventFile(folder)
        ...     file.add_number("loss", 0.5, step=1)
        ...     file.close()
        ...     file.path.stat().st_size > 0
        True
    """

    _count = 0

    def __init__(self, folder: Any) -> None:
        EventFile._count += 1
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        started = f"{int(time.time())}.{socket.gethostname()}"
        number = f"{os.getpid()}.{EventFile._count}"
        self.path = folder / f"events.out.tfevents.{started}.{number}.v2"
        self._file = open(self.path, "wb")  # noqa: SIM115
        self._write(_field(3, b"brain.Event:2"))

    def add_number(self, tag: str, value: float, step: int) -> None:
        """Write one number under a name."""
        self._add(tag, _fixed(2, _FLOAT, "<f", float(value)), step)

    def add_histogram(self, tag: str, values: Any, step: int) -> None:
        """Write how numbers are distributed, in 30 ranges of equal width."""
        values = np.asarray(values, "float64").ravel()
        values = values[np.isfinite(values)]
        if not values.size:
            return
        counts, edges = np.histogram(values, bins=30)
        histogram = b"".join(
            _fixed(number, _DOUBLE, "<d", x)
            for number, x in (
                (1, values.min()),
                (2, values.max()),
                (3, values.size),
                (4, values.sum()),
                (5, np.square(values).sum()),
            )
        )
        histogram += _field(6, edges[1:].astype("<f8").tobytes())
        histogram += _field(7, counts.astype("<f8").tobytes())
        self._add(tag, _field(5, histogram), step)

    def _add(self, tag: str, value: bytes, step: int) -> None:
        summary = _field(1, _field(1, tag.encode()) + value)
        self._write(_number(2, step) + _field(5, summary))

    def _write(self, event: bytes) -> None:
        event = _fixed(1, _DOUBLE, "<d", time.time()) + event
        size = struct.pack("<Q", len(event))
        for part in (size, event):
            self._file.write(part + struct.pack("<I", checksum(part)))

    def flush(self) -> None:
        """Let others read what was written so far."""
        self._file.flush()

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def _varint(value: int) -> bytes:
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _STRING) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(int(value))


def _fixed(number: int, kind: int, layout: str, value: Any) -> bytes:
    return _varint(number << 3 | kind) + struct.pack(layout, value)


@cache
def _table() -> list[int]:
    """The checksums of single bytes (CRC-32C, RFC 3720 appendix B.4)."""
    entries = []
    for entry in range(256):
        for _ in range(8):
            entry = entry >> 1 ^ (0x82F63B78 if entry & 1 else 0)
        entries.append(entry)
    return entries


def checksum(data: bytes) -> int:
    """Return the masked CRC-32C that records carry.

    Example:
        >>> crc = checksum(b"123456789")
        >>> rotated = (crc - 0xA282EAD8) & 0xFFFFFFFF
        >>> hex((rotated >> 17 | rotated << 15) & 0xFFFFFFFF)
        '0xe3069283'
    """
    table, crc = _table(), 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    crc ^= 0xFFFFFFFF
    return (crc >> 15 | crc << 17 & 0xFFFFFFFF) + 0xA282EAD8 & 0xFFFFFFFF
