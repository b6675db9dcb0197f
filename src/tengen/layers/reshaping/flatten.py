"""`Flatten`: all axes but the batch become one."""

from __future__ import annotations

import math
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core import config
from tengen.layers.layer import Layer, LayerOptions


class Flatten(Layer):
    """Flattens each sample; the batch size stays.

    Args:
        data_format: with `'channels_first'` the channels are moved last before
            flattening, so that weights fit either order.

    Shapes:
        input `(N, ...)`, output `(N, product of the rest)`.

    Example:
        >>> import numpy as np
        >>> Flatten()(np.ones((2, 3, 4))).shape
        (2, 12)
    """

    def __init__(
        self, data_format: str | None = None, **options: Unpack[LayerOptions]
    ) -> None:
        super().__init__(**options)
        self.data_format = config.standardize_data_format(data_format)

    def call(self, inputs: Any) -> Any:
        """Return `(N, features)`."""
        if self.data_format == "channels_first" and inputs.ndim > 1:
            inputs = jnp.moveaxis(inputs, 1, -1)
        return inputs.reshape(inputs.shape[0], math.prod(inputs.shape[1:]))
