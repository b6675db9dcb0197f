"""`RepeatVector`: one vector as every step of a sequence."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers._checks import positive
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions


class RepeatVector(Layer):
    """Repeats each vector n times.

    Args:
        n: number of repetitions.

    Shapes:
        input `(N, C)`, output `(N, n, C)`.

    Example:
        >>> import numpy as np
        >>> RepeatVector(3)(np.ones((2, 4))).shape
        (2, 3, 4)
    """

    def __init__(self, n: int, **options: Unpack[LayerOptions]) -> None:
        super().__init__(**options)
        self.n = positive(self, "n", n)
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs: Any) -> Any:
        """Return `(N, n, C)`."""
        return jnp.repeat(inputs[:, None, :], self.n, axis=1)
