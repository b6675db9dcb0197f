"""`GlobalAveragePooling1D`: the average of each channel."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.pooling.base_global_pooling import BaseGlobalPooling


class GlobalAveragePooling1D(BaseGlobalPooling):
    """Averages each channel over the steps of a sequence, masked steps left out.

    Args:
        data_format: `'channels_last'` (default) or `'channels_first'`.
        keepdims: keep the time axis with size 1.

    Shapes:
        input `(N, T, C)`, output `(N, C)`, or `(N, 1, C)` with `keepdims`.

    Example:
        >>> import numpy as np
        >>> x = np.arange(4.0).reshape(1, 4, 1)
        >>> GlobalAveragePooling1D()(x).tolist()
        [[1.5]]
    """

    def __init__(
        self,
        data_format: str | None = None,
        keepdims: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(1, data_format, keepdims, **options)
        self.supports_masking = True

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """Return one number per channel, `(N, C)`."""
        if mask is None:
            return inputs.mean(self._axes, keepdims=self.keepdims)
        channels = 2 if self.data_format == "channels_last" else 1
        seen = jnp.expand_dims(mask.astype(bool), channels)
        total = jnp.where(seen, inputs, 0).sum(self._axes, keepdims=self.keepdims)
        count = seen.astype(inputs.dtype).sum(self._axes, keepdims=self.keepdims)
        return total / count

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return `None`: there are no steps left."""
        return None
