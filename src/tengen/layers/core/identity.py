"""`Identity`: the output is the input."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.layer import Layer, LayerOptions


class Identity(Layer):
    """Returns its input unchanged.

    Example:
        >>> import numpy as np
        >>> Identity()(np.ones(2)).tolist()
        [1.0, 1.0]
    """

    def __init__(self, **options: Unpack[LayerOptions]) -> None:
        super().__init__(**options)
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """Return the input."""
        return inputs
