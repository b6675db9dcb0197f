"""The gradient without the chain rule: central finite differences.

Slow and blunt, and for that reason a good witness: it knows nothing of how a
derivative was worked out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

# The error of a central difference is about h^2 from the curvature and eps / h from
# rounding; the cube root of eps balances them.
_STEP = float(np.finfo(np.float64).eps) ** (1 / 3)


def numeric_gradient(
    f: Callable[[NDArray[np.float64]], Any], x: ArrayLike, step: float = _STEP
) -> NDArray[np.float64]:
    """Compute the gradient of the scalar function `f` at `x` by central differences.

    ``(f(x + h) - f(x - h)) / 2h`` for one entry after the other, where h is `step`,
    times ``|x|`` for entries larger than 1. Good to about nine digits where `f`
    computes in float64 and is smooth; for an `f` in float32 pass a step of about 1e-2.

    Shapes: `x` any shape; the result is a float64 array of the same shape. `f` gets a
    fresh array of that shape every time, and may keep it.

    Raises:
        ValueError: `f` returns more than one number.

    Example:
        >>> numeric_gradient(lambda x: (x**2).sum(), [1.0, -3.0]).round(6)
        array([ 2., -6.])
    """
    point = np.array(x, dtype=np.float64)
    gradient = np.empty_like(point)
    for index in np.ndindex(point.shape):
        reach = step * max(1.0, abs(float(point[index])))
        above, below = point.copy(), point.copy()
        above[index] += reach
        below[index] -= reach
        rise = _number(f(above)) - _number(f(below))
        gradient[index] = rise / (above[index] - below[index])
    return gradient


def _number(result: Any) -> float:
    value = np.asarray(result, dtype=np.float64)
    if value.size != 1:
        raise ValueError(
            f"numeric_gradient: f returned an array of shape {value.shape}.\n"
            "expected one number. Fix: let f return a sum or a mean."
        )
    return float(value.reshape(()))
