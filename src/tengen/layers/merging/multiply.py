"""`Multiply`: the product of its inputs."""

from __future__ import annotations

import functools
import operator
from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.merging.merge import Merge


class Multiply(Merge):
    """Multiplies its inputs.

    Shapes:
        a list of tensors `(N, ...)`, output `(N, ...)` (shapes broadcast).

    Example:
        >>> import numpy as np
        >>> Multiply()([np.array([[1.0, 4.0]]), np.array([[3.0, 2.0]])]).tolist()
        [[3.0, 8.0]]
    """

    def merge(self, tensors: list[Any]) -> Any:
        """Return the product."""
        return functools.reduce(operator.mul, tensors)


def multiply(inputs: Any, **options: Unpack[LayerOptions]) -> Any:
    """Return `Multiply(...)(inputs)`."""
    return Multiply(**options)(inputs)
