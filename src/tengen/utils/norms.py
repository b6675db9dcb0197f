"""Vectors scaled to length one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def normalize(x: ArrayLike, axis: int = -1, order: float = 2) -> NDArray[Any]:
    """Divide an array by its norm along an axis; zero vectors stay zero.

    Args:
        x: array of any shape.
        axis: the axis along which norms are taken.
        order: order p of the norm, as in `numpy.linalg.norm`.

    Returns:
        A floating array of the shape of `x`.

    Example:
        >>> normalize([[3.0, 4.0], [0.0, 0.0]]).tolist()
        [[0.6, 0.8], [0.0, 0.0]]
    """
    values = np.asarray(x)
    norms = np.linalg.norm(values, order, axis, keepdims=True)
    result: NDArray[Any] = values / np.where(norms == 0, np.ones_like(norms), norms)
    return result
