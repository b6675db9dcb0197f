"""How much memory variables may take while a file is loaded.

A file says how large the layers are before its weights are seen. While a model is
rebuilt from a file, its variables begin as zeros - their values come next - and may
take together no more than the weights in that file.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tengen.core.messages import complain


class _Limits(threading.local):
    def __init__(self) -> None:
        self.left: list[int] = []


_limits = _Limits()


@contextmanager
def limited(size: int) -> Iterator[None]:
    """Let variables made inside a `with` block take so many bytes, beginning as zeros.

    Example:
        >>> with limited(40):
        ...     first_value(None, (10,), "float32").sum()
        0.0
    """
    _limits.left.append(int(size))
    try:
        yield
    finally:
        _limits.left.pop()


def first_value(
    initializer: Callable[..., Any], shape: tuple[int, ...], dtype: str
) -> Any:
    """Return the first value of a variable: the initializer's, or zeros inside a limit.

    Raises:
        ValueError: for a variable larger than what is left of the limit.
    """
    if not _limits.left:
        return initializer(shape, dtype)
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size > _limits.left[-1]:
        raise ValueError(
            complain(
                "the layers are larger than the weights in the file",
                f"a weight of shape {tuple(shape)} ({size:,} bytes)",
                f"at most {_limits.left[-1]:,} bytes more",
            )
        )
    _limits.left[-1] -= size
    return np.zeros(shape, dtype)
