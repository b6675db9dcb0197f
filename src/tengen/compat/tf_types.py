"""Types of `tensorflow`: dtypes, shapes, variables, and methods of its tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

import tengen

DTYPES = (
    *("bfloat16", "float16", "float32", "float64", "int8", "int16", "int32", "int64"),
    *("uint8", "uint16", "uint32", "uint64", "bool", "complex64"),
)


class DType(str):
    """A dtype that is equal to its name and prints as TensorFlow's."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The name, such as `'float32'`."""
        return str(self)

    @property
    def as_numpy_dtype(self) -> Any:
        """The dtype of NumPy."""
        return jnp.dtype(str(self)).type

    @property
    def is_floating(self) -> bool:
        """Whether its values are floating-point numbers."""
        return "float" in self

    @property
    def is_integer(self) -> bool:
        """Whether its values are whole numbers."""
        return "int" in self

    @property
    def max(self) -> Any:
        """The largest value."""
        info = jnp.finfo if self.is_floating else jnp.iinfo
        return info(str(self)).max

    @property
    def min(self) -> Any:
        """The smallest value."""
        info = jnp.finfo if self.is_floating else jnp.iinfo
        return info(str(self)).min

    def __repr__(self) -> str:
        return f"tf.{str(self)}"


def as_dtype(type_value: Any) -> DType:
    """Return the dtype of a name or of NumPy."""
    is_name = isinstance(type_value, str)
    return DType(type_value if is_name else jnp.dtype(type_value).name)


class TensorShape(tuple[Any, ...]):
    """A shape that prints as TensorFlow's."""

    __slots__ = ()

    @property
    def rank(self) -> int:
        """The number of dimensions."""
        return len(self)

    ndims = rank

    def as_list(self) -> list[Any]:
        """Return the sizes as a list."""
        return list(self)

    def num_elements(self) -> int:
        """Return the number of entries."""
        return int(np.prod(self))

    def __repr__(self) -> str:
        return f"TensorShape({list(self)})"


class TensorSpec:
    """The shape and dtype of an argument."""

    def __init__(self, shape: Any, dtype: Any = "float32", name: Any = None) -> None:
        self.shape = None if shape is None else TensorShape(shape)
        self.dtype = as_dtype(dtype)
        self.name = name


class UnconnectedGradients:
    """What `GradientTape.gradient` returns where nothing is connected."""

    NONE = "none"
    ZERO = "zero"


class Variable(tengen.Variable):  # type: ignore[misc]
    """A variable with the arguments and methods of `tf.Variable`."""

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool | None = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        import_scope: Any = None,
        constraint: Any = None,
        **options: Any,
    ) -> None:
        if callable(initial_value) and not hasattr(initial_value, "__array__"):
            initial_value = initial_value()
        value = initial_value
        if not isinstance(value, jax.Array):
            value = np.asarray(value)
        if dtype is None and value.dtype == np.int64:
            dtype = "int32"
        super().__init__(
            value,
            dtype=None if dtype is None else str(as_dtype(dtype)),
            trainable=True if trainable is None else trainable,
            name=name,
            constraint=constraint,
        )

    def read_value(self) -> Any:
        """Return the value as a tensor."""
        return self.value

    def assign(self, value: Any, *args: Any, **options: Any) -> Any:
        """Replace the value; return the variable."""
        super().assign(value)
        return self

    def assign_add(self, delta: Any, *args: Any, **options: Any) -> Any:
        """Add to the value; return the variable."""
        super().assign_add(delta)
        return self

    def assign_sub(self, delta: Any, *args: Any, **options: Any) -> Any:
        """Subtract from the value; return the variable."""
        super().assign_sub(delta)
        return self

    def get_shape(self) -> TensorShape:
        """Return the shape."""
        return TensorShape(self.shape)


# -- tensors are arrays of JAX, which get TensorFlow's methods for a while -----------


def _numpy(tensor: Any) -> Any:
    """Return the values as an array of NumPy, or a number of it."""
    return np.asarray(tensor)[()]


def _get_shape(tensor: Any) -> TensorShape:
    """Return the shape, which has the method `as_list`."""
    return TensorShape(tensor.shape)


_METHODS: dict[str, Callable[[Any], Any]] = {
    "numpy": _numpy,
    "get_shape": _get_shape,
    "eval": _numpy,
}
_given: list[tuple[type, str]] = []


def give_methods() -> None:
    """Give the arrays of JAX `numpy()` and `get_shape()`, also while compiling."""
    for kind in (type(jnp.zeros(())), jax.core.Tracer):
        for name, method in _METHODS.items():
            if not hasattr(kind, name):
                setattr(kind, name, method)
                _given.append((kind, name))


def take_methods() -> None:
    """Take these methods away again."""
    while _given:
        kind, name = _given.pop()
        delattr(kind, name)
