"""Constraints: projections of weights, applied after every update.

Each is a function of a tensor that returns one of the same shape. Strings such as
`'non_neg'` name one with its defaults.

Example:
    >>> NonNeg()([-1.0, 2.0]).tolist()
    [0.0, 2.0]
"""

from __future__ import annotations

from typing import Any

from tengen import ops
from tengen.core import config, serialized
from tengen.core.configurable import Configurable, all_arguments
from tengen.core.registry import Registry, custom_object_scope

# fmt: off
__all__ = [
    "Constraint", "MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm", "deserialize", "get",
    "max_norm", "min_max_norm", "non_neg", "serialize", "unit_norm",
]
# fmt: on
registry = Registry("constraint")


class Constraint(Configurable):
    """Base of constraints: a subclass defines `__call__(w)`, of the shape of `w`.

    The base itself allows every weight.

    Example:
        >>> class Symmetric(Constraint):
        ...     def __call__(self, w):
        ...         return (w + ops.transpose(w)) / 2
        >>> Symmetric()(ops.array([[0.0, 2.0], [0.0, 0.0]])).tolist()
        [[0.0, 1.0], [1.0, 0.0]]
    """

    def __call__(self, w: Any) -> Any:
        """Return the weights that are allowed in place of `w`."""
        return w

    def get_config(self) -> dict[str, Any]:
        """Return the constructor arguments, defaults included."""
        return all_arguments(self)


@registry.register("maxnorm")
class MaxNorm(Constraint):
    """Shortens weight vectors that are longer than `max_value`.

    Args:
        max_value: largest length of the vector of weights into a unit.
        axis: axis or axes along which lengths are measured: 0 for a dense kernel
            `(in, out)`, [0, 1, 2] for a convolution's `(height, width, in, out)`.

    Source: Srivastava et al. 2014, section 5.1.

    Example:
        >>> MaxNorm(1.0)([[3.0], [4.0]]).round(3).tolist()
        [[0.6000000238418579], [0.800000011920929]]
    """

    def __init__(self, max_value: float = 2, axis: Any = 0) -> None:
        self.max_value = max_value
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        """Return the weights with no vector longer than `max_value`."""
        lengths = _lengths(w, self.axis)
        return _rescaled(w, lengths, ops.minimum(lengths, self.max_value))


@registry.register("nonneg")
class NonNeg(Constraint):
    """Sets negative weights to zero."""

    def __call__(self, w: Any) -> Any:
        """Return max(w, 0)."""
        return ops.maximum(w, 0)


@registry.register("unitnorm")
class UnitNorm(Constraint):
    """Gives every weight vector the length one; zero vectors stay zero.

    Args:
        axis: axis or axes along which lengths are measured, as for `MaxNorm`.
    """

    def __init__(self, axis: Any = 0) -> None:
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        """Return the weights divided by their lengths."""
        return _rescaled(w, _lengths(w, self.axis), 1)


@registry.register("minmaxnorm")
class MinMaxNorm(Constraint):
    """Brings the lengths of weight vectors into a range, at once or step by step.

    Args:
        min_value: smallest length.
        max_value: largest length.
        rate: how much of the way is gone at each update; 1 for all of it.
        axis: axis or axes along which lengths are measured, as for `MaxNorm`.
    """

    def __init__(
        self,
        min_value: float = 0.0,
        max_value: float = 1.0,
        rate: float = 1.0,
        axis: Any = 0,
    ) -> None:
        self.min_value = min_value
        self.max_value = max_value
        self.rate = rate
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        """Return the weights with lengths in, or nearer to, the range."""
        lengths = _lengths(w, self.axis)
        inside = ops.clip(lengths, self.min_value, self.max_value)
        return _rescaled(w, lengths, self.rate * inside + (1 - self.rate) * lengths)


def _lengths(w: Any, axis: Any) -> Any:
    return ops.sqrt(ops.sum(ops.square(w), axis=axis, keepdims=True))


def _rescaled(w: Any, lengths: Any, wanted: Any) -> Any:
    return ops.multiply(w, wanted / (lengths + config.epsilon()))


max_norm = MaxNorm
min_max_norm = MinMaxNorm
non_neg = NonNeg
unit_norm = UnitNorm


def get(identifier: Any) -> Any:
    """Return the constraint that a name, config, class or object stands for.

    Raises:
        ValueError: for an unknown name, with the closest known ones.

    Example:
        >>> get("non_neg")
        NonNeg()
    """
    return registry.get(identifier)


def serialize(constraint: Any) -> Any:
    """Return a constraint as data: `{"module", "class_name", "config", ...}`."""
    return serialized.serialize(constraint)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Return the constraint that `serialize` described."""
    with custom_object_scope(custom_objects):
        return get(config)
