"""`Maximum`: the larger of its inputs."""

from __future__ import annotations

import functools
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.merging.merge import Merge


class Maximum(Merge):
    """Takes the largest of its inputs, element by element.

    Shapes:
        a list of tensors `(N, ...)`, output `(N, ...)` (shapes broadcast).

    Example:
        >>> import numpy as np
        >>> Maximum()([np.array([[1.0, 4.0]]), np.array([[3.0, 2.0]])]).tolist()
        [[3.0, 4.0]]
    """

    def merge(self, tensors: list[Any]) -> Any:
        """Return the maximum."""
        return functools.reduce(jnp.maximum, tensors)


def maximum(inputs: Any, **options: Unpack[LayerOptions]) -> Any:
    """Return `Maximum(...)(inputs)`."""
    return Maximum(**options)(inputs)
