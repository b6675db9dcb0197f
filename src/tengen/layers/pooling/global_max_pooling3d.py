"""`GlobalMaxPooling3D`: the largest value of each channel."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.pooling.base_global_pooling import BaseGlobalPooling


class GlobalMaxPooling3D(BaseGlobalPooling):
    """Takes the maximum of each channel over the whole volume.

    Args:
        data_format: `'channels_last'` (default) or `'channels_first'`.
        keepdims: keep the spatial axes with size 1.

    Shapes:
        input `(N, D, H, W, C)`, output `(N, C)`, or `(N, 1, 1, 1, C)` with `keepdims`.

    Example:
        >>> import numpy as np
        >>> GlobalMaxPooling3D()(np.ones((1, 4, 4, 6, 2))).shape
        (1, 2)
    """

    def __init__(
        self,
        data_format: str | None = None,
        keepdims: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(3, data_format, keepdims, **options)

    def call(self, inputs: Any) -> Any:
        """Return one number per channel, `(N, C)`."""
        return inputs.max(self._axes, keepdims=self.keepdims)
