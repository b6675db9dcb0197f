"""Where the marks of an axis stand."""

from __future__ import annotations

import math

_STEPS = (1, 2, 2.5, 5, 10)


def round_marks(low: float, high: float, about: int = 5) -> list[float]:
    """Return equally spaced round numbers, the first <= low and the last >= high.

    Example:
        >>> round_marks(0.893, 0.978)
        [0.88, 0.9, 0.92, 0.94, 0.96, 0.98]
    """
    if high <= low:
        low, high = low - 0.5, high + 0.5
    rough = (high - low) / about
    unit = 10.0 ** math.floor(math.log10(rough))
    step = unit * next(size for size in _STEPS if size * unit >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def decades(low: float, high: float) -> list[float]:
    """Return powers of ten, the first <= low and the last >= high.

    Example:
        >>> decades(0.00003, 0.3)
        [1e-05, 0.0001, 0.001, 0.01, 0.1, 1.0]
    """
    first = math.floor(math.log10(low) + 1e-9)
    last = max(first + 1, math.ceil(math.log10(high) - 1e-9))
    return [10.0**power for power in range(first, last + 1)]


def whole_marks(low: float, high: float, about: int = 6) -> list[int]:
    """Return whole numbers between low and high, spaced by 1, 2, 5, 10, 20, ...

    Example:
        >>> whole_marks(1, 5), whole_marks(1, 1000)
        ([1, 2, 3, 4, 5], [1, 200, 400, 600, 800, 1000])
    """
    rough = max(1.0, (high - low) / about)
    unit = 10 ** math.floor(math.log10(rough))
    step = max(1, next(int(s * unit) for s in (1, 2, 5, 10) if s * unit >= rough))
    marks = list(range(math.ceil(low / step) * step, math.floor(high) + 1, step))
    first = math.ceil(low)
    return marks if marks and marks[0] == first else [first, *marks]
