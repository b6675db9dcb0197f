"""`Variable`: a named array that layers, optimizers and metrics own and update.

Inside a compiled step the variable is bound to a traced value (see `core.context`);
outside it holds a JAX array. It converts itself wherever JAX or NumPy expect an array.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from tengen.core import context, runtime
from tengen.core.allocation import first_value
from tengen.core.dtypes import is_float, standardize_dtype
from tengen.core.messages import complain
from tengen.core.naming import auto_name, path_in_scope
from tengen.core.shapes import Shape, known_shape
from tengen.core.symbolic import is_symbolic

__all__ = ["Variable", "as_value", "runtime"]


class Variable:
    """A mutable array with a fixed shape and dtype.

    Args:
        initializer: an array, or a function `(shape, dtype) -> array`.
        shape: needed where `initializer` is a function.
        dtype: default: the float type of the configuration.
        trainable: whether an optimizer may change it.
        name: short name, such as `'kernel'`.
        path: the owner's name and the short name, such as `'dense/kernel'`.
        regularizer: penalty added to the loss, a function of the value.
        constraint: projection applied after each update.
        autocast: whether a mixed-precision layer sees it in its compute dtype.

    Example:
        >>> v = Variable([1.0, 2.0], name="bias")
        >>> v.assign_add([1.0, 1.0]); v.numpy().tolist()
        [2.0, 3.0]
    """

    def __init__(
        self,
        initializer: Any,
        shape: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        name: str | None = None,
        path: str | None = None,
        regularizer: Callable[[Any], Any] | None = None,
        constraint: Callable[[Any], Any] | None = None,
        autocast: bool = True,
    ) -> None:
        self.name = name or auto_name("variable")
        self.path = path or path_in_scope(self.name)
        self.trainable = trainable
        self.regularizer = regularizer
        self.constraint = constraint
        self.autocast = autocast
        if callable(initializer) and not hasattr(initializer, "__array__"):
            dtype = standardize_dtype(dtype)
            with jax.ensure_compile_time_eval():
                initializer = first_value(initializer, known_shape(shape), dtype)
        elif dtype is None:
            given = np.asarray(initializer).dtype
            dtype = None if given.kind == "f" else standardize_dtype(given)
        with jax.ensure_compile_time_eval():  # real, also inside a compiled function
            self._value = as_value(initializer, standardize_dtype(dtype))

    @property
    def value(self) -> jax.Array:
        """The array now: traced inside a compiled step, and cast in mixed precision."""
        binding = context.current_binding()
        value = self._value if binding is None else binding.read(self)
        context.notify_of_read(self, value)
        dtype = context.current_compute_dtype()
        if dtype and self.autocast and value.dtype != dtype and is_float(value.dtype):
            return value.astype(dtype)
        return value

    @property
    def shape(self) -> Shape:
        """The shape, all sizes known."""
        return Shape(self._value.shape)

    @property
    def dtype(self) -> str:
        """The dtype's name."""
        return str(self._value.dtype)

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return self._value.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return int(self._value.size)

    def assign(self, value: Any) -> None:
        """Replace the value.

        Raises:
            ValueError: for a value of another shape.
        """
        value = as_value(value, self.dtype)
        if tuple(value.shape) != tuple(self.shape):
            raise ValueError(
                complain(f"variable {self.path!r}", str(value.shape), str(self.shape))
            )
        binding = context.current_binding()
        if binding is not None:
            binding.write(self, value)
        elif isinstance(value, jax.core.Tracer):
            raise RuntimeError(
                complain(
                    f"variable {self.path!r} was assigned inside a compiled function",
                    "a value that exists only while compiling",
                    fix="let fit run the layer, or use run_eagerly=True",
                )
            )
        else:
            self._value = value

    def assign_add(self, value: Any) -> None:
        """Add to the value."""
        with context.compute_dtype(None):
            self.assign(self.value + as_value(value, self.dtype))

    def assign_sub(self, value: Any) -> None:
        """Subtract from the value."""
        with context.compute_dtype(None):
            self.assign(self.value - as_value(value, self.dtype))

    def numpy(self) -> np.ndarray[Any, Any]:
        """Return a copy as a NumPy array."""
        return np.array(self.value)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.asarray(self.value, dtype=dtype)

    def __jax_array__(self) -> jax.Array:
        return self.value

    def __len__(self) -> int:
        return len(self._value)

    def __float__(self) -> float:
        return float(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __getitem__(self, key: Any) -> jax.Array:
        return self.value[key]

    def __repr__(self) -> str:
        return (
            f"<Variable path={self.path}, shape={tuple(self.shape)}, "
            f"dtype={self.dtype}>"
        )


def _binary(name: str) -> Callable[[Variable, Any], Any]:
    def operate(self: Variable, other: Any) -> Any:
        if is_symbolic(other):
            return NotImplemented  # its own operator keeps the variable in the graph
        if isinstance(other, Variable):
            other = other.value
        elif isinstance(other, (list, tuple)):
            other = np.asarray(other, self.dtype)
        return getattr(self.value, name)(other)

    operate.__name__ = name
    return operate


for _name in (
    *("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "floordiv"),
    *("rfloordiv", "mod", "rmod", "pow", "rpow", "matmul", "rmatmul"),
    # Comparing is by value, entry by entry; as keys, variables stay themselves.
    *("lt", "le", "gt", "ge", "eq", "ne"),
):
    setattr(Variable, f"__{_name}__", _binary(f"__{_name}__"))
setattr(Variable, "__neg__", lambda self: -self.value)  # noqa: B010
setattr(Variable, "__abs__", lambda self: abs(self.value))  # noqa: B010


def as_value(value: Any, dtype: str) -> jax.Array:
    """Return a JAX array of a dtype that shares no memory with the caller's array."""
    if isinstance(value, Variable):
        value = value.value
    if isinstance(value, jax.core.Tracer):
        return value if value.dtype == dtype else value.astype(dtype)
    if isinstance(value, jax.Array):
        value = value if value.dtype == dtype else value.astype(dtype)
    else:
        value = np.array(value, dtype=jax.dtypes.canonicalize_dtype(dtype))
    # Copied, because a training step gives the buffers of variables away; and not by
    # `jnp.array`, which compiles a program for each shape (15 ms a variable).
    return jax.device_put(value, may_alias=False)
