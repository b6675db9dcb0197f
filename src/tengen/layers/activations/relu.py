"""`ReLU`: the rectified linear unit."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import activations
from tengen.layers.layer import Layer, LayerOptions


class ReLU(Layer):
    """max(0, x), with an optional ceiling, leak and threshold.

    Args:
        max_value: largest output; no ceiling if `None`.
        negative_slope: slope below the threshold.
        threshold: inputs below it are cut off (or leak).

    Source:
        Glorot, Bordes and Bengio 2011; Krizhevsky 2012, section 3.1.

    Example:
        >>> import numpy as np
        >>> ReLU(max_value=1)(np.array([0.0, 0.5, 2.0])).tolist()
        [0.0, 0.5, 1.0]
    """

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.max_value = max_value
        self.negative_slope = negative_slope
        self.threshold = threshold
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """Return the activation of the input, in its shape."""
        return activations.relu(
            inputs,
            negative_slope=self.negative_slope,
            max_value=self.max_value,
            threshold=self.threshold,
        )
