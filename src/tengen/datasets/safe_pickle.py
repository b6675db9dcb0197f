"""Pickles as data: arrays, numbers, texts and containers, and nothing that acts.

IMDB and Reuters are arrays of lists, CIFAR is dictionaries; both are stored as pickles,
which by themselves may call any function. This reader knows the few names that NumPy's
arrays need, and refuses every other.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import IO, Any

import numpy as np
from numpy._core.multiarray import _reconstruct


class ForbiddenError(pickle.UnpicklingError):
    """A pickle asks for something that is not data."""


def load_pickle(stream: IO[bytes], encoding: str = "ASCII") -> Any:
    """Return the object that a stream holds.

    Args:
        stream: opened for reading bytes.
        encoding: of texts that Python 2 wrote; `'bytes'` leaves them bytes.

    Raises:
        ForbiddenError: if the pickle names anything but arrays.
        EOFError: if it ends too early or is no pickle.
    """
    try:
        return _Unpickler(stream, encoding=encoding).load()
    except ForbiddenError:
        raise
    except pickle.UnpicklingError as error:
        raise EOFError(str(error)) from error


def _latin1_bytes(text: str, encoding: str) -> bytes:
    # Protocol 2 as Python 3 writes it: bytes are texts to be encoded.
    if encoding not in ("latin1", "latin-1"):
        raise ForbiddenError(f"the file asks for bytes in encoding {encoding!r}")
    return text.encode("latin-1")


def _array_of_buffer(
    buffer: Any, dtype: Any, shape: Any, order: Any, axes: Any = None
) -> Any:
    # Protocol 5. A copy, since the buffer may be read-only.
    array = np.frombuffer(buffer, dtype)
    if axes is None:
        return array.reshape(shape, order=order).copy(order=order)
    return array.reshape(shape).transpose(axes).copy()


_NAMES: dict[tuple[str, str], Callable[..., Any]] = {
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("_codecs", "encode"): _latin1_bytes,
}
for _core in ("numpy.core", "numpy._core"):  # the spellings before and since NumPy 2
    _NAMES[f"{_core}.multiarray", "_reconstruct"] = _reconstruct
    _NAMES[f"{_core}.numeric", "_frombuffer"] = _array_of_buffer


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _NAMES:
            raise ForbiddenError(
                f"the file asks for {module}.{name}, which is no array\n"
                "  it was refused: such a file can run any program\n"
                "  fix: do not use this file; fetch the original"
            )
        return _NAMES[module, name]
