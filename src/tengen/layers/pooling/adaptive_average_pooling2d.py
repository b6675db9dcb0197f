"""`AdaptiveAveragePooling2D`: the average of as many windows as asked for."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import ops
from tengen.layers.layer import LayerOptions
from tengen.layers.pooling.base_adaptive_pooling import BaseAdaptivePooling


class AdaptiveAveragePooling2D(BaseAdaptivePooling):
    """Pools an image of any size to a given size, by the average of each window.

    Args:
        output_size: height and width of the output; one integer for both.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)`, output `(N, h, w, C)`.

    Example:
        >>> import numpy as np
        >>> x = np.arange(16.0).reshape(1, 4, 4, 1)
        >>> AdaptiveAveragePooling2D(2)(x).ravel().tolist()
        [2.5, 4.5, 10.5, 12.5]
    """

    def __init__(
        self,
        output_size: Any,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            2, ops.adaptive_average_pool, output_size, data_format, **options
        )
