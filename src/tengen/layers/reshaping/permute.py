"""`Permute`: axes in another order."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions


class Permute(Layer):
    """Reorders the axes of each sample.

    Args:
        dims: the input's axes, counted from 1, in the order of the output.

    Shapes:
        with dims `(2, 1)`: input `(N, a, b)`, output `(N, b, a)`.

    Example:
        >>> import numpy as np
        >>> Permute((2, 1))(np.ones((5, 3, 4))).shape
        (5, 4, 3)
    """

    def __init__(self, dims: Any, **options: Unpack[LayerOptions]) -> None:
        super().__init__(**options)
        self.dims = tuple(int(axis) for axis in dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(
                complain(
                    f"{type(self).__name__}: dims",
                    repr(dims),
                    "the numbers 1 to the rank of a sample, each once",
                )
            )
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs: Any) -> Any:
        """Return the input with its axes reordered."""
        return jnp.transpose(inputs, (0, *self.dims))
