"""`UpSampling3D`: volumes made longer by whole factors."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core import config
from tengen.layers._checks import tuple_of
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions


class UpSampling3D(Layer):
    """Repeats every point of volumes.

    Args:
        size: factors of depth, height and width; one integer for all.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, D, H, W, C)`, output `(N, D * size[0], H * size[1], W * size[2], C)`.

    Example:
        >>> import numpy as np
        >>> UpSampling3D((1, 2, 3))(np.ones((1, 2, 2, 2, 1))).shape
        (1, 2, 4, 6, 1)
    """

    def __init__(
        self,
        size: Any = (2, 2, 2),
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.size = tuple_of(self, "size", size, 3)
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=5)

    def call(self, inputs: Any) -> Any:
        """Return the longer volumes."""
        first = 1 if self.data_format == "channels_last" else 2
        for axis, factor in enumerate(self.size, start=first):
            inputs = jnp.repeat(inputs, factor, axis=axis)
        return inputs
