"""`Subtract`: the difference of two inputs."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.core.messages import complain
from tengen.layers.layer import LayerOptions
from tengen.layers.merging.merge import Merge


class Subtract(Merge):
    """Subtracts the second of two inputs from the first.

    Shapes:
        a list of two tensors `(N, ...)`, output `(N, ...)` (shapes broadcast).

    Example:
        >>> import numpy as np
        >>> Subtract()([np.array([[1.0, 4.0]]), np.array([[3.0, 2.0]])]).tolist()
        [[-2.0, 2.0]]
    """

    def build(self, input_shape: Any) -> None:
        """Check that there are two inputs."""
        super().build(input_shape)
        if len(input_shape) != 2:
            raise ValueError(
                complain(f"layer {self.name!r}", f"{len(input_shape)} inputs", "two")
            )

    def merge(self, tensors: list[Any]) -> Any:
        """Return the difference."""
        return tensors[0] - tensors[1]


def subtract(inputs: Any, **options: Unpack[LayerOptions]) -> Any:
    """Return `Subtract(...)(inputs)`."""
    return Subtract(**options)(inputs)
