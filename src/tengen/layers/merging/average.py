"""`Average`: the mean of its inputs."""

from __future__ import annotations

import functools
import operator
from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.merging.merge import Merge


class Average(Merge):
    """Averages its inputs.

    Shapes:
        a list of tensors `(N, ...)`, output `(N, ...)` (shapes broadcast).

    Example:
        >>> import numpy as np
        >>> Average()([np.array([[1.0, 4.0]]), np.array([[3.0, 2.0]])]).tolist()
        [[2.0, 3.0]]
    """

    def merge(self, tensors: list[Any]) -> Any:
        """Return the mean."""
        total = functools.reduce(operator.add, tensors)
        return total / len(tensors)


def average(inputs: Any, **options: Unpack[LayerOptions]) -> Any:
    """Return `Average(...)(inputs)`."""
    return Average(**options)(inputs)
