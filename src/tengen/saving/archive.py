"""Zip archives from anywhere: names and sizes are checked before anything is read.

Nothing is ever unpacked to disk; the members that are known are read where they lie.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any, BinaryIO

from tengen.saving.errors import LoadError

_ALWAYS_ALLOWED = 64 << 20
_MOST_TIMES = 50
_CHUNK = 1 << 20
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """Return the open archive.

    Raises:
        LoadError: for names that leave the archive, repeated names, and members that
            declare far more than they store.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise LoadError(f"damaged or cut off ({error})") from None
    names = set()
    for member in archive.infolist():
        name = member.filename
        parts = name.replace("\\", "/").split("/")
        if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise LoadError(f"it has a member {name!r}, outside of the archive")
        if name in names:
            raise LoadError(f"it has two members {name!r}")
        names.add(name)
        if member.file_size > max(_ALWAYS_ALLOWED, _MOST_TIMES * member.compress_size):
            raise LoadError(
                f"member {name!r} declares {member.file_size:,} bytes and stores "
                f"{member.compress_size:,}"
            )
        if member.flag_bits & 1:
            raise LoadError(f"member {name!r} is encrypted")
    return archive


def read_member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Return a member's bytes, at most `limit` of them."""
    member = _member(archive, name)
    if member.file_size > limit:
        raise LoadError(f"member {name!r} has {member.file_size:,} bytes")
    try:
        with archive.open(member) as stream:
            content = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        raise LoadError(f"member {name!r} is damaged ({error})") from None
    if len(content) > limit:
        raise LoadError(f"member {name!r} is longer than it declares")
    return content


def open_member(archive: zipfile.ZipFile, name: str) -> BinaryIO:
    """Return a member as a file that can be searched; its checksum is verified first.

    Members are stored as they are, so nothing is copied; a compressed one is unpacked
    into memory.
    """
    member = _member(archive, name)
    if member.compress_type != zipfile.ZIP_STORED:
        return io.BytesIO(read_member(archive, name, member.file_size))
    start = _start(archive, member)
    window = Window(archive.fp, start, member.file_size)  # type: ignore[arg-type]
    total = 0
    while chunk := window.read(_CHUNK):
        total = zlib.crc32(chunk, total)
    if total != member.CRC or window.tell() != member.file_size:
        raise LoadError(f"member {name!r} is damaged (its checksum differs)")
    window.seek(0)
    return io.BufferedReader(window)


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    try:
        return archive.getinfo(name)
    except KeyError:
        raise LoadError(f"it has no member {name!r}") from None


def _start(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Return where in the file a member's bytes begin."""
    file: Any = archive.fp
    file.seek(member.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
        raise LoadError(f"member {member.filename!r} is damaged (no header)")
    *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    return int(member.header_offset + len(header) + name_length + extra_length)


class Window(io.RawIOBase):
    """A part of a file, read as if it were a file of its own."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file, self._start, self._size, self._at = file, start, size, 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Return the place in the part."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the part."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}
        self._at = max(0, base[whence] + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Read as much as is left, or fits."""
        view = memoryview(buffer).cast("B")
        count = max(0, min(len(view), self._size - self._at))
        self._file.seek(self._start + self._at)
        data = self._file.read(count)
        view[: len(data)] = data
        self._at += len(data)
        return len(data)
