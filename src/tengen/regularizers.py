"""Regularizers: penalties on the size of weights or activations, added to the loss.

Each is a function of a tensor that returns one number. Strings such as `'l2'` name one
with its defaults.

Example:
    >>> float(L2(0.1)([1.0, 2.0]))
    0.5
"""

from __future__ import annotations

from typing import Any

from tengen import ops
from tengen.core import serialized
from tengen.core.configurable import Configurable, all_arguments
from tengen.core.messages import complain
from tengen.core.registry import Registry, custom_object_scope

# fmt: off
__all__ = [
    "L1", "L1L2", "L2", "OrthogonalRegularizer", "Regularizer", "deserialize", "get",
    "l1", "l1_l2", "l2", "orthogonal_regularizer", "serialize",
]
# fmt: on
registry = Registry("regularizer")


class Regularizer(Configurable):
    """Base of regularizers: a subclass defines `__call__(x)`, a scalar.

    Example:
        >>> class Centred(Regularizer):
        ...     def __call__(self, x):
        ...         return ops.square(ops.mean(x))
        >>> float(Centred()([1.0, 3.0]))
        4.0
    """

    def __call__(self, x: Any) -> Any:
        """Return the penalty of a tensor, a scalar."""
        raise NotImplementedError(f"{type(self).__name__} does not define __call__")

    def get_config(self) -> dict[str, Any]:
        """Return the constructor arguments, defaults included."""
        return all_arguments(self)


@registry.register()
class L1(Regularizer):
    """l1 * sum(|x|): drives weights to exactly zero.

    Its derivative at 0 is 0.

    Args:
        l1: factor of 0 or more.

    Example:
        >>> float(L1(0.5)([1.0, -2.0]))
        1.5
    """

    def __init__(self, l1: float = 0.01) -> None:
        self.l1 = _factor("l1", l1, default=0.01)

    def __call__(self, x: Any) -> Any:
        """Return the penalty of a tensor, a scalar."""
        return self.l1 * ops.sum(_absolute(x))


@registry.register()
class L2(Regularizer):
    """l2 * sum(x^2): keeps weights small. (Without the 1/2 of some books.)

    Args:
        l2: factor of 0 or more.

    Example:
        >>> float(L2(0.5)([1.0, -2.0]))
        2.5
    """

    def __init__(self, l2: float = 0.01) -> None:
        self.l2 = _factor("l2", l2, default=0.01)

    def __call__(self, x: Any) -> Any:
        """Return the penalty of a tensor, a scalar."""
        return self.l2 * ops.sum(ops.square(x))


@registry.register("l1_l2", "L1_L2")
class L1L2(Regularizer):
    """l1 * sum(|x|) + l2 * sum(x^2).

    Args:
        l1: factor of the absolute values, 0 or more.
        l2: factor of the squares, 0 or more.

    Example:
        >>> float(L1L2(l1=1.0, l2=0.5)([1.0, -2.0]))
        5.5
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        self.l1 = _factor("l1", l1, default=0.0)
        self.l2 = _factor("l2", l2, default=0.0)

    def __call__(self, x: Any) -> Any:
        """Return the penalty of a tensor, a scalar."""
        absolute = self.l1 * ops.sum(_absolute(x))
        return absolute + self.l2 * ops.sum(ops.square(x))


@registry.register()
class OrthogonalRegularizer(Regularizer):
    """factor * mean |cos| between all pairs of rows (or columns) of a matrix.

    Args:
        factor: a number of 0 or more.
        mode: `'rows'` or `'columns'`: what shall be orthogonal.

    Raises:
        ValueError: for other modes, and when called with other than a matrix.

    Example:
        >>> float(OrthogonalRegularizer(1.0)([[1.0, 0.0], [0.0, 2.0]]))
        0.0
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        self.factor = _factor("factor", factor, default=0.01)
        if mode not in ("rows", "columns"):
            where = "OrthogonalRegularizer(mode=...)"
            raise ValueError(complain(where, repr(mode), "'rows' or 'columns'"))
        self.mode = mode

    def __call__(self, inputs: Any) -> Any:
        """Return the penalty of a matrix, a scalar."""
        if ops.ndim(inputs) != 2:
            where = "OrthogonalRegularizer"
            raise ValueError(complain(where, f"shape {ops.shape(inputs)}", "a matrix"))
        vectors = inputs if self.mode == "rows" else ops.transpose(inputs)
        vectors = ops.normalize(vectors, axis=1)
        cosines = ops.matmul(vectors, ops.transpose(vectors))
        n = ops.shape(cosines)[0]
        others = ops.abs(cosines) * (1 - ops.eye(n, dtype=cosines.dtype))
        return self.factor * ops.sum(others) / max(n * (n - 1), 1)


l1 = L1
l2 = L2
l1_l2 = L1L2
orthogonal_regularizer = OrthogonalRegularizer


def _absolute(x: Any) -> Any:
    """|x| with derivative 0 at 0, where JAX's has 1: zero weights are left at zero."""
    return ops.multiply(x, ops.sign(x))


def _factor(argument: str, value: Any, default: float) -> float:
    if value is None:
        return default
    try:
        factor = float(value)
    except (TypeError, ValueError):
        factor = -1.0
    if isinstance(value, str) or not factor >= 0:
        raise ValueError(complain(argument, repr(value), "a number of 0 or more"))
    return factor


def get(identifier: Any) -> Any:
    """Return the regularizer that a name, config, class or object stands for.

    Raises:
        ValueError: for an unknown name, with the closest known ones.

    Example:
        >>> get("l2")
        L2()
    """
    return registry.get(identifier)


def serialize(regularizer: Any) -> Any:
    """Return a regularizer as data: `{"module", "class_name", "config", ...}`."""
    return serialized.serialize(regularizer)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Return the regularizer that `serialize` described."""
    with custom_object_scope(custom_objects):
        return get(config)
