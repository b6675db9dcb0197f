"""`Minimum`: the smaller of its inputs."""

from __future__ import annotations

import functools
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.merging.merge import Merge


class Minimum(Merge):
    """Takes the smallest of its inputs, element by element.

    Shapes:
        a list of tensors `(N, ...)`, output `(N, ...)` (shapes broadcast).

    Example:
        >>> import numpy as np
        >>> Minimum()([np.array([[1.0, 4.0]]), np.array([[3.0, 2.0]])]).tolist()
        [[1.0, 2.0]]
    """

    def merge(self, tensors: list[Any]) -> Any:
        """Return the minimum."""
        return functools.reduce(jnp.minimum, tensors)


def minimum(inputs: Any, **options: Unpack[LayerOptions]) -> Any:
    """Return `Minimum(...)(inputs)`."""
    return Minimum(**options)(inputs)
