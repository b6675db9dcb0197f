"""Converters: for each primitive of JAX, and each of ours, its nodes in ONNX."""

from tengen.export.convert import converters
from tengen.export.operations import (
    control,
    convolution,
    elementwise,
    indexing,
    products,
    reductions,
    shaping,
    windows,
)

__all__ = ["supported_primitives"]

_FILES = (
    control,
    convolution,
    elementwise,
    indexing,
    products,
    reductions,
    shaping,
    windows,
)


def supported_primitives() -> list[str]:
    """Return the names of the primitives that have a form in ONNX.

    Example:
        >>> "dot_general" in supported_primitives()
        True
    """
    assert _FILES
    return sorted(converters)
