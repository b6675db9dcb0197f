"""`Add`: the sum of its inputs."""

from __future__ import annotations

import functools
import operator
from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.merging.merge import Merge


class Add(Merge):
    """Adds its inputs.

    Shapes:
        a list of tensors `(N, ...)`, output `(N, ...)` (shapes broadcast).

    Example:
        >>> import numpy as np
        >>> Add()([np.array([[1.0, 4.0]]), np.array([[3.0, 2.0]])]).tolist()
        [[4.0, 6.0]]
    """

    def merge(self, tensors: list[Any]) -> Any:
        """Return the sum."""
        return functools.reduce(operator.add, tensors)


def add(inputs: Any, **options: Unpack[LayerOptions]) -> Any:
    """Return `Add(...)(inputs)`."""
    return Add(**options)(inputs)
