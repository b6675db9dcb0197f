"""`Activation`: any activation function as a layer."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import activations
from tengen.layers.layer import Layer, LayerOptions


class Activation(Layer):
    """Applies an activation function to each element.

    Args:
        activation: name, such as `'tanh'`, or function.

    Example:
        >>> import numpy as np
        >>> Activation("relu")(np.array([-1.0, 2.0])).tolist()
        [0.0, 2.0]
    """

    def __init__(self, activation: Any, **options: Unpack[LayerOptions]) -> None:
        super().__init__(**options)
        self.activation = activations.get(activation)
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """Return the activation of the input, in its shape."""
        return self.activation(inputs)
