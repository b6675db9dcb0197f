"""`UpSampling1D`: sequences made longer by whole factors."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers._checks import positive
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions


class UpSampling1D(Layer):
    """Repeats every point of sequences.

    Args:
        size: factor by which sequences get longer.

    Shapes:
        input `(N, T, C)`, output `(N, T * size, C)`.

    Example:
        >>> import numpy as np
        >>> UpSampling1D(2)(np.arange(2.0).reshape(1, 2, 1)).ravel().tolist()
        [0.0, 0.0, 1.0, 1.0]
    """

    def __init__(
        self,
        size: int = 2,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.size = positive(self, "size", size)
        self.input_spec = InputSpec(ndim=3)

    def call(self, inputs: Any) -> Any:
        """Return the longer sequences."""
        return jnp.repeat(inputs, self.size, axis=1)
