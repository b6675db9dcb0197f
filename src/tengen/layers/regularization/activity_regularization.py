"""`ActivityRegularization`: a penalty on what passes through."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import regularizers
from tengen.layers.layer import Layer, LayerOptions


class ActivityRegularization(Layer):
    """Adds l1 * sum|x| + l2 * sum x^2 of its input to the loss, per sample.

    Args:
        l1, l2: factors of the two penalties.

    Shapes:
        output as input.

    Example:
        >>> import numpy as np
        >>> layer = ActivityRegularization(l2=0.5)
        >>> output = layer(np.full((1, 2), 3.0))
        >>> float(layer.losses[0])
        9.0
    """

    def __init__(
        self, l1: float = 0.0, l2: float = 0.0, **options: Unpack[LayerOptions]
    ) -> None:
        super().__init__(**options)
        self.l1 = l1
        self.l2 = l2
        self.activity_regularizer = regularizers.L1L2(l1=l1, l2=l2)
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """Return the input."""
        return inputs

    def get_config(self) -> dict[str, Any]:
        """Return the arguments; the penalty is made from them."""
        config = super().get_config()
        config.pop("activity_regularizer", None)
        return config
