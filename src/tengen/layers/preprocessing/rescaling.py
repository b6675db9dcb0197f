"""`Rescaling`: inputs * scale + offset."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import Layer, LayerOptions


class Rescaling(Layer):
    """Multiplies its input by a number and adds another.

    Args:
        scale: the factor, or one for each channel.
        offset: what is added, or one for each channel.

    Shapes:
        output as input; integers become floats.

    Example:
        >>> import numpy as np
        >>> Rescaling(1 / 255)(np.array([[0, 255]], dtype="uint8")).tolist()
        [[0.0, 1.0]]
    """

    def __init__(
        self, scale: Any, offset: Any = 0.0, **options: Unpack[LayerOptions]
    ) -> None:
        super().__init__(**options)
        self.scale = scale
        self.offset = offset
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """Return the scaled input."""
        dtype = self.compute_dtype
        scale, offset = jnp.asarray(self.scale, dtype), jnp.asarray(self.offset, dtype)
        return inputs.astype(dtype) * scale + offset
