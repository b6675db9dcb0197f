"""The parts of a batch."""

from __future__ import annotations

from typing import Any


def unpack_x_y_sample_weight(data: Any) -> tuple[Any, Any, Any]:
    """Take a batch apart, as a training step of one's own gets it.

    Args:
        data: inputs alone, or a tuple or list of up to three: inputs, targets, weights
            of the samples.

    Returns:
        Inputs, targets and weights; `None` for what is not there.

    Raises:
        ValueError: if there are no parts, or more than three.

    Example:
        >>> unpack_x_y_sample_weight(([1.0], [2.0]))
        ([1.0], [2.0], None)
    """
    if not isinstance(data, tuple | list):
        return data, None, None
    if not 1 <= len(data) <= 3:
        raise ValueError(
            "unpack_x_y_sample_weight: argument `data` cannot be taken apart\n"
            f"  got {len(data)} parts; expected (x,), (x, y) or (x, y, sample_weight)\n"
            "  fix: several inputs are one part: ([a, b], y)"
        )
    x, y, sample_weight = (*data, None, None)[:3]
    return x, y, sample_weight


def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """Put a batch together, as `fit` takes it.

    Args:
        x: inputs.
        y: targets, or `None`.
        sample_weight: weights of the samples, or `None`.

    Returns:
        `x` alone, if it is no tuple or list; else a tuple of what there is.

    Example:
        >>> pack_x_y_sample_weight([1.0], [2.0])
        ([1.0], [2.0])
    """
    if y is None and sample_weight is None:
        return (x,) if isinstance(x, tuple | list) else x
    return (x, y) if sample_weight is None else (x, y, sample_weight)
