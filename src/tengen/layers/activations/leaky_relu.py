"""`LeakyReLU`: a rectifier that leaks."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import activations
from tengen.layers.layer import Layer, LayerOptions


class LeakyReLU(Layer):
    """x where positive, negative_slope * x elsewhere.

    Args:
        negative_slope: slope below zero.

    Source:
        Maas, Hannun and Ng 2013.

    Example:
        >>> import numpy as np
        >>> LeakyReLU(0.5)(np.array([-1.0, 2.0])).tolist()
        [-0.5, 2.0]
    """

    def __init__(
        self,
        negative_slope: float = 0.3,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.negative_slope = negative_slope
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """Return the activation of the input, in its shape."""
        return activations.leaky_relu(inputs, negative_slope=self.negative_slope)
