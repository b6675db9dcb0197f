"""`RMSNormalization`: each sample with mean square 1."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import ops
from tengen.layers._checks import known_size
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.normalization.affine import axes_of, axis_list


class RMSNormalization(Layer):
    """Divides each sample by its root mean square: `scale * x / sqrt(mean(x^2) + eps)`.

    Args:
        axis: the axis or axes that are averaged over.
        epsilon: keeps the root away from zero.

    Shapes:
        output as input; scale has the sizes of the axes.

    Source:
        Zhang and Sennrich 2019, equation 4.

    Example:
        >>> import numpy as np
        >>> RMSNormalization(epsilon=0.0)(np.full((1, 4), 2.0)).tolist()
        [[1.0, 1.0, 1.0, 1.0]]
    """

    def __init__(
        self, axis: Any = -1, epsilon: float = 1e-6, **options: Unpack[LayerOptions]
    ) -> None:
        super().__init__(**options)
        self.axis = axes_of(axis)
        self.epsilon = float(epsilon)
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Create the scale with the sizes of the axes."""
        axes = axis_list(self.axis, len(input_shape))
        shape = tuple(known_size(self, input_shape, axis) for axis in axes)
        self.scale = self.add_weight(
            name="scale", shape=shape, initializer="ones", autocast=False
        )

    def call(self, x: Any) -> Any:
        """Return the normalized input, in its shape."""
        axes = axis_list(self.axis, x.ndim)
        return ops.rms_normalization(x, self.scale, axes, self.epsilon)
