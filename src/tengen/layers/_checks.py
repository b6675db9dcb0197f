"""Checks of constructor arguments and input sizes that several layers share."""

from __future__ import annotations

from typing import Any

from tengen.core.messages import complain


def positive(layer: Any, name: str, value: Any) -> int:
    """Return a positive integer argument.

    Raises:
        ValueError: naming the layer class and the argument.
    """
    is_integer = hasattr(value, "__index__") and not isinstance(value, bool)
    if not is_integer or int(value) <= 0:
        raise ValueError(
            complain(
                f"{type(layer).__name__}: {name}", repr(value), "a positive integer"
            )
        )
    return int(value)


def known_size(layer: Any, shape: Any, axis: int) -> int:
    """Return the size of an axis that must be known to create weights.

    Raises:
        ValueError: naming the layer where it is `None`.
    """
    size = shape[axis]
    if size is None:
        raise ValueError(
            complain(
                f"layer {layer.name!r}",
                f"input shape {tuple(shape)}",
                f"a known size on axis {axis}",
            )
        )
    return int(size)


def tuple_of(layer: Any, name: str, value: Any, rank: int, least: int = 1) -> Any:
    """Return an argument as a tuple of `rank` integers; one integer serves all axes.

    Raises:
        ValueError: naming the layer class and the argument.
    """
    values = (value,) * rank if hasattr(value, "__index__") else tuple(value)
    is_valid = len(values) == rank and all(
        hasattr(item, "__index__") and int(item) >= least for item in values
    )
    if not is_valid:
        raise ValueError(
            complain(
                f"{type(layer).__name__}: {name}",
                repr(value),
                f"an integer or {rank} integers, each at least {least}",
            )
        )
    return tuple(int(item) for item in values)
