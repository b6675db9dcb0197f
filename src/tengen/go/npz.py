"""Arrays in an `.npz` that are mapped into memory: members not compressed, aligned.

`numpy.savez` does not align the numbers of its members, and `numpy.load` reads them
whole; otherwise these files are like any `.npz`.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

_ALIGNMENT = 64  # bytes; numpy aligns numbers to it within a member
_LOCAL_HEADER = 30  # bytes, before the name of a member (APPNOTE.TXT, 4.3.7)
_ZIP64_EXTRA = 20  # bytes, which zipfile adds to a header with 64-bit lengths
_NPY_MAGIC = 10  # bytes before the header of an array
_NPY_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00(..)\{'descr': '([<|][uif][1248])', "
    rb"'fortran_order': False, 'shape': \((\d{1,18}),\)",
    re.DOTALL,
)
_PADDING = 0xD935  # the extra field that Android's zipalign fills up with


def map_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file by name, read-only, without reading them.

    Raises:
        zipfile.BadZipFile, ValueError, OSError: the file is no `.npz`, cut off, or has
            members that are compressed or no arrays of one dimension.
    """
    with zipfile.ZipFile(path) as file:
        members = file.infolist()
    content = np.memmap(path, np.uint8, "r")
    return {
        member.filename.removesuffix(".npy"): _map(content, member)
        for member in members
    }


def _map(content: NDArray[np.uint8], member: zipfile.ZipInfo) -> NDArray[Any]:
    name = member.filename
    if member.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{name!r} is compressed")
    begin = member.header_offset
    header = bytes(content[begin : begin + _LOCAL_HEADER])
    if len(header) < _LOCAL_HEADER or header[:4] != b"PK\3\4":
        raise ValueError(f"{name!r} is not where it should be")
    name_length, extra_length = struct.unpack_from("<HH", header, 26)
    begin += _LOCAL_HEADER + name_length + extra_length
    end = begin + member.file_size
    if end > len(content):
        raise ValueError(f"{name!r} is cut off")
    header = bytes(content[begin : min(end, begin + 4096)])
    found = _NPY_HEADER.match(header)
    if not found:
        raise ValueError(f"{name!r} is no plain array")
    dtype, count = np.dtype(found[2].decode()), int(found[3])
    begin += _NPY_MAGIC + int.from_bytes(found[1], "little")
    if end - begin != count * dtype.itemsize:
        raise ValueError(f"{name!r} has not the length that it names")
    array = np.frombuffer(content, dtype, count, begin)
    return array if array.flags.aligned else array.copy()


def store_array(
    archive: zipfile.ZipFile,
    file: BinaryIO,
    name: str,
    dtype: str,
    chunks: Iterable[bytes],
    length: int,
) -> None:
    """Append an array of one dimension to an `.npz`, its numbers aligned.

    Args:
        archive: open for writing to `file`.
        file: its file.
        name: of the array.
        dtype: such as `"<u2"`.
        chunks: its bytes, piece by piece.
        length: how many numbers there are.
    """
    info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
    info.external_attr = 0o644 << 16
    end = file.tell() + _LOCAL_HEADER + len(info.filename) + 4 + _ZIP64_EXTRA
    padding = -end % _ALIGNMENT
    info.extra = struct.pack("<HH", _PADDING, padding) + bytes(padding)
    with archive.open(info, "w", force_zip64=True) as member:
        header = {"descr": dtype, "fortran_order": False, "shape": (length,)}
        npy.write_array_header_1_0(member, header)
        for chunk in chunks:
            member.write(chunk)
