"""`UnitNormalization`: vectors of length 1."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import ops
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.normalization.affine import axes_of


class UnitNormalization(Layer):
    """Divides its input by its Euclidean norm along an axis; zero stays zero.

    Args:
        axis: the axis, or several.

    Shapes:
        output as input.

    Example:
        >>> import numpy as np
        >>> y = UnitNormalization()(np.array([[3.0, 4.0]]))
        >>> [round(float(value), 6) for value in y.ravel()]
        [0.6, 0.8]
    """

    def __init__(self, axis: Any = -1, **options: Unpack[LayerOptions]) -> None:
        super().__init__(**options)
        self.axis = axes_of(axis)
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """Return the input, its vectors of length 1."""
        return ops.normalize(inputs, axis=self.axis, order=2, epsilon=1e-12)
