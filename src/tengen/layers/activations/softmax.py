"""`Softmax`: positive outputs that sum to one."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen import activations
from tengen.layers.layer import Layer, LayerOptions


class Softmax(Layer):
    """exp(x_i) / sum_j exp(x_j) along an axis.

    Args:
        axis: axis, or axes, along which the outputs sum to one.

    Example:
        >>> import numpy as np
        >>> Softmax()(np.array([[0.0, 0.0]])).tolist()
        [[0.5, 0.5]]
    """

    def __init__(self, axis: Any = -1, **options: Unpack[LayerOptions]) -> None:
        super().__init__(**options)
        self.axis = axis
        self.supports_masking = True

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """Return the softmax in the input's shape; masked entries become 0."""
        if mask is not None:
            mask = mask.reshape(mask.shape + (1,) * (inputs.ndim - mask.ndim))
            lowest = float(jnp.finfo(inputs.dtype).min) / 2  # type: ignore[no-untyped-call]
            inputs = inputs + (1.0 - mask.astype(inputs.dtype)) * lowest
        if isinstance(self.axis, (tuple, list)):
            shifted = inputs - inputs.max(tuple(self.axis), keepdims=True)
            exponentials = jnp.exp(shifted)
            return exponentials / exponentials.sum(tuple(self.axis), keepdims=True)
        return activations.softmax(inputs, axis=self.axis)
