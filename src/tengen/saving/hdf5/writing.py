"""Arrays and lists of names, written by h5py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tengen.saving.hdf5.reader import checksum

_HEADER_LIMIT = 64512  # what HDF5 lets one attribute take


def write_array(group: Any, name: str, value: Any) -> None:
    """Write a variable or array, with its checksum."""
    array = np.asarray(getattr(value, "value", value))
    dataset = group.create_dataset(name, data=array)
    if array.dtype.name == "bfloat16":
        dataset.attrs["dtype"] = "bfloat16"  # how Keras marks it
    dataset.attrs["crc32"] = np.uint32(checksum(array))


def write_names(group: Any, name: str, values: list[str]) -> None:
    """Write a list of names; what is too long for one attribute goes into several."""
    parts = list(_parts([value.encode() for value in values]))
    if len(parts) == 1:
        group.attrs[name] = parts[0]
        return
    for index, part in enumerate(parts):
        group.attrs[f"{name}{index}"] = part


def _parts(names: list[bytes]) -> Iterator[list[bytes]]:
    """Cut a list so that each part takes less than HDF5 allows one attribute."""
    longest = max(map(len, names), default=1)
    per_part = max(1, (_HEADER_LIMIT - 1024) // max(longest, 1))
    for start in range(0, max(len(names), 1), per_part):
        yield names[start : start + per_part]
