"""What all initializers share: configuration, clones, and host arrays made tensors."""

from __future__ import annotations

from typing import Any, Self

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core.configurable import Configurable, all_arguments
from tengen.core.dtypes import standardize_dtype
from tengen.core.registry import Registry
from tengen.core.serialized import serialize

registry = Registry("initializer")


class Initializer(Configurable):
    """Base of initializers: a subclass defines `__call__(shape, dtype=None)`.

    Values are computed on the host by NumPy: JAX would compile a program for each
    shape, which takes longer than drawing the numbers.

    Example:
        >>> class Half(Initializer):
        ...     def __call__(self, shape, dtype=None, **ignored):
        ...         return as_tensor(np.full(shape, 0.5), dtype)
        >>> Half()((2,)).tolist()
        [0.5, 0.5]
    """

    def __call__(
        self, shape: tuple[int, ...], dtype: Any = None, **ignored: Any
    ) -> jax.Array:
        """Return the first values of a variable of this shape and dtype."""
        raise NotImplementedError(f"{type(self).__name__} does not define __call__")

    def get_config(self) -> dict[str, Any]:
        """Return the constructor arguments, defaults included; arrays as data."""
        return dict(serialize(all_arguments(self)))

    def clone(self) -> Self:
        """Return a new initializer of the same configuration."""
        return type(self).from_config(self.get_config())


def as_tensor(values: np.ndarray[Any, Any], dtype: Any) -> jax.Array:
    """Return host values as a tensor; `dtype=None` means the default float."""
    return jnp.asarray(values, standardize_dtype(dtype))
