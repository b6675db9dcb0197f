"""HDF5 files from anywhere: what is in them is checked before it is read.

A file may hold groups and plain numeric datasets. Links that lead elsewhere, data kept
in other files, unknown filters, cycles, and datasets that declare far more than the
file stores are refused when the file is opened.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterator
from typing import Any

import h5py
import numpy as np

from tengen.saving.errors import LoadError

# A file may unfold to this size whatever it stores, and to so many times its own size.
_ALWAYS_ALLOWED = 64 << 20
_MOST_TIMES = 50
_MOST_OBJECTS = 1_000_000
_DEEPEST = 40
_LONGEST_ATTRIBUTE = 64 << 20
_HEADER_LIMIT = 64512  # what HDF5 lets one attribute take
_FILTERS = {
    h5py.h5z.FILTER_DEFLATE,
    h5py.h5z.FILTER_SHUFFLE,
    h5py.h5z.FILTER_FLETCHER32,
    h5py.h5z.FILTER_SZIP,
    32000,  # LZF, which comes with h5py
}


class Reader:
    """An open HDF5 file whose contents were looked through.

    Attributes:
        datasets: paths of all datasets, without a slash in front.
        groups: paths of all groups; the root is `""`.
        size: bytes that all datasets take once they are read.
    """

    def __init__(self, file: h5py.File, file_size: int) -> None:
        self.file = file
        self.datasets: dict[str, h5py.Dataset] = {}
        self.groups: dict[str, h5py.Group] = {"": file}
        self.size = 0
        self._look_through("", file, {_address(file)}, 0)
        if self.size > max(_ALWAYS_ALLOWED, _MOST_TIMES * file_size):
            raise LoadError(
                f"its datasets declare {self.size:,} bytes, the file has {file_size:,}"
            )

    def _look_through(
        self, path: str, group: h5py.Group, above: set[int], depth: int
    ) -> None:
        if depth > _DEEPEST:
            raise LoadError("its groups are nested too deeply")
        for name in group:
            here = f"{path}/{name}" if path else name
            if len(self.groups) + len(self.datasets) > _MOST_OBJECTS:
                raise LoadError("it has too many groups")
            if group.get(name, getclass=True, getlink=True) is not h5py.HardLink:
                raise LoadError(f"{here!r} is a link that leads elsewhere")
            thing = group[name]
            if isinstance(thing, h5py.Dataset):
                self.size += _checked_size(here, thing)
                self.datasets[here] = thing
            elif isinstance(thing, h5py.Group):
                address = _address(thing)
                if address in above:
                    raise LoadError(f"group {here!r} contains itself")
                self.groups[here] = thing
                self._look_through(here, thing, above | {address}, depth + 1)
            else:
                raise LoadError(f"{here!r} is neither a group nor a dataset")

    def array(self, path: str) -> np.ndarray[Any, Any]:
        """Read a dataset.

        Raises:
            LoadError: where its checksum says that it is damaged.
        """
        dataset = self.datasets[path]
        array = np.asarray(dataset[()])
        expected = dataset.attrs.get("crc32")
        if expected is not None and int(expected) != checksum(array):
            raise LoadError(f"the weights {path!r} are damaged or were edited")
        if array.dtype.kind == "V":
            array = array.view(np.dtype("bfloat16"))
        return array

    def attribute(self, path: str, name: str) -> Any:
        """Read an attribute: text, a number or an array; `None` where there is none."""
        group = self.groups[path]
        if name not in group.attrs:
            return None
        identity = group.attrs.get_id(name)
        if math.prod(identity.shape) * identity.dtype.itemsize > _LONGEST_ATTRIBUTE:
            raise LoadError(f"attribute {name!r} is too large")
        value = group.attrs[name]
        return value.decode() if isinstance(value, bytes) else value

    def names(self, path: str, name: str) -> list[str]:
        """Read a list of names; long ones lie in `name0`, `name1`, ..."""
        parts = [self.attribute(path, name)]
        if parts[0] is None:
            parts = []
            while (part := self.attribute(path, f"{name}{len(parts)}")) is not None:
                parts.append(part)
        found = [item for part in parts for item in np.asarray(part).ravel().tolist()]
        return [x.decode() if isinstance(x, bytes) else str(x) for x in found]

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


def _address(group: h5py.Group) -> int:
    return int(h5py.h5o.get_info(group.id).addr)


def _checked_size(path: str, dataset: h5py.Dataset) -> int:
    kind = dataset.dtype.kind
    is_bfloat16 = (
        kind == "V" and dataset.dtype.itemsize == 2 and not dataset.dtype.names
    )
    if kind not in "fiub" and not is_bfloat16:
        raise LoadError(f"dataset {path!r} has dtype {dataset.dtype}, not numbers")
    creation = dataset.id.get_create_plist()
    if creation.get_layout() == h5py.h5d.VIRTUAL or creation.get_external_count():
        raise LoadError(f"dataset {path!r} keeps its data in another file")
    for index in range(creation.get_nfilters()):
        if creation.get_filter(index)[0] not in _FILTERS:
            raise LoadError(f"dataset {path!r} is packed by an unknown filter")
    size = math.prod(dataset.shape) * dataset.dtype.itemsize
    stored = dataset.id.get_storage_size()
    if size > max(1 << 20, 1100 * stored):
        raise LoadError(
            f"dataset {path!r} declares {size:,} bytes and stores {stored:,}"
        )
    return size


def checksum(array: np.ndarray[Any, Any]) -> int:
    """Return the CRC-32 of an array's values."""
    little = array.dtype.newbyteorder("<") if array.dtype.kind in "fiu" else None
    values = np.ascontiguousarray(array, little)
    return zlib.crc32(values.reshape(-1).view("uint8"))


# -- writing ---------------------------------------------------------------------------


def write_array(group: h5py.Group, name: str, value: Any) -> None:
    """Write a variable or array, with its checksum."""
    value = getattr(value, "value", value)
    array = np.asarray(value)
    dataset = group.create_dataset(name, data=array)
    if array.dtype.name == "bfloat16":
        dataset.attrs["dtype"] = "bfloat16"
        array = array.view("V2")
    dataset.attrs["crc32"] = np.uint32(checksum(array))


def write_names(group: h5py.Group, name: str, values: list[str]) -> None:
    """Write a list of names; what is too long for one attribute goes into several."""
    encoded = [value.encode() for value in values]
    parts = list(_parts(encoded))
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
