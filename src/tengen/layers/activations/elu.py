"""`ELU`: the exponential linear unit."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import activations
from tengen.layers.layer import Layer, LayerOptions


class ELU(Layer):
    """x where positive, alpha * (exp(x) - 1) elsewhere.

    Args:
        alpha: scale of the negative part.

    Source:
        Clevert, Unterthiner and Hochreiter 2016.

    Example:
        >>> import numpy as np
        >>> ELU()(np.array([0.0, 2.0])).tolist()
        [0.0, 2.0]
    """

    def __init__(
        self,
        alpha: float = 1.0,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.alpha = alpha
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """Return the activation of the input, in its shape."""
        return activations.elu(inputs, alpha=self.alpha)
