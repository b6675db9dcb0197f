"""Initializers without chance: zeros, ones, one value, the identity matrix."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np

from tengen.core.messages import complain
from tengen.initializers.initializer import Initializer, as_tensor, registry


@registry.register("zero")
class Zeros(Initializer):
    """All entries 0, as biases begin.

    Example:
        >>> Zeros()((2,)).tolist()
        [0.0, 0.0]
    """

    def __call__(
        self, shape: tuple[int, ...], dtype: Any = None, **ignored: Any
    ) -> jax.Array:
        """Return zeros."""
        return as_tensor(np.zeros(shape, "float32"), dtype)


@registry.register("one")
class Ones(Initializer):
    """All entries 1, as the scales of normalizing layers begin."""

    def __call__(
        self, shape: tuple[int, ...], dtype: Any = None, **ignored: Any
    ) -> jax.Array:
        """Return ones."""
        return as_tensor(np.ones(shape, "float32"), dtype)


@registry.register()
class Constant(Initializer):
    """All entries the same value.

    Args:
        value: a number, or an array that broadcasts to the shape.

    Example:
        >>> Constant(2.5)((2,)).tolist()
        [2.5, 2.5]
    """

    def __init__(self, value: Any = 0.0) -> None:
        self.value = value

    def __call__(
        self, shape: tuple[int, ...], dtype: Any = None, **ignored: Any
    ) -> jax.Array:
        """Return the value, broadcast to the shape.

        Raises:
            ValueError: where the value is an array of another shape.
        """
        value = np.asarray(self.value)
        try:
            return as_tensor(np.broadcast_to(value, shape), dtype)
        except ValueError:
            raise ValueError(
                complain("Constant(value=...)", f"shape {value.shape}", f"{shape}")
            ) from None


@registry.register("IdentityInitializer")
class Identity(Initializer):
    """Ones on the diagonal of a matrix, zeros elsewhere.

    Args:
        gain: what the diagonal is multiplied by.

    Example:
        >>> Identity(2.0)((2, 3)).tolist()
        [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(
        self, shape: tuple[int, ...], dtype: Any = None, **ignored: Any
    ) -> jax.Array:
        """Return the matrix.

        Raises:
            ValueError: for a shape of other than two axes.
        """
        if len(shape) != 2:
            raise ValueError(complain("Identity", f"shape {tuple(shape)}", "two axes"))
        return as_tensor(self.gain * np.eye(*shape), dtype)
