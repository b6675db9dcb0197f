"""NumPy's `.npz` files, also with arrays of lists, read without running anything."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tengen.datasets.safe_pickle import load_pickle


def read_npz(path: Path, *names: str) -> list[NDArray[Any]]:
    """Return the named arrays of a file.

    Raises:
        ValueError: if the file is damaged or lacks one of them.
        ForbiddenError: if it holds anything but arrays.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            held = archive.namelist()
            missing = [name for name in names if f"{name}.npy" not in held]
            if missing:
                raise ValueError(
                    f"data file {path}\n  got members {', '.join(held)}; "
                    f"expected also {', '.join(missing)}\n"
                    "  fix: use the original file"
                )
            return [_read_array(archive.read(f"{name}.npy")) for name in names]
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ValueError(
            f"data file {path} is damaged ({error})\n"
            "  fix: delete it; it is downloaded again when next loaded"
        ) from error


def _read_array(content: bytes) -> NDArray[Any]:
    stream = io.BytesIO(content)
    version = np.lib.format.read_magic(stream)
    # Version 3 differs from 2 in the encoding of field names, which are none here.
    read_header = (
        np.lib.format.read_array_header_1_0
        if version == (1, 0)
        else np.lib.format.read_array_header_2_0
    )
    dtype = read_header(stream)[2]
    if dtype.hasobject:
        objects: NDArray[Any] = load_pickle(stream)
        return objects
    stream.seek(0)
    array: NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
    return array
