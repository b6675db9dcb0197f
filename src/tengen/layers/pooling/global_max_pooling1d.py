"""`GlobalMaxPooling1D`: the largest value of each channel."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.pooling.base_global_pooling import BaseGlobalPooling


class GlobalMaxPooling1D(BaseGlobalPooling):
    """Takes the maximum of each channel over the whole sequence.

    Args:
        data_format: `'channels_last'` (default) or `'channels_first'`.
        keepdims: keep the spatial axes with size 1.

    Shapes:
        input `(N, T, C)`, output `(N, C)`, or `(N, 1, C)` with `keepdims`.

    Example:
        >>> import numpy as np
        >>> x = np.arange(4.0).reshape(1, 4, 1)
        >>> GlobalMaxPooling1D()(x).tolist()
        [[3.0]]
    """

    def __init__(
        self,
        data_format: str | None = None,
        keepdims: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(1, data_format, keepdims, **options)

    def call(self, inputs: Any) -> Any:
        """Return one number per channel, `(N, C)`."""
        return inputs.max(self._axes, keepdims=self.keepdims)
