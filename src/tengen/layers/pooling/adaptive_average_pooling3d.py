"""`AdaptiveAveragePooling3D`: the average of as many windows as asked for."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import ops
from tengen.layers.layer import LayerOptions
from tengen.layers.pooling.base_adaptive_pooling import BaseAdaptivePooling


class AdaptiveAveragePooling3D(BaseAdaptivePooling):
    """Pools a volume of any size to a given size, by the average of each window.

    Args:
        output_size: depth, height and width of the output; one integer for all.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, D, H, W, C)`, output `(N, d, h, w, C)`.

    Example:
        >>> import numpy as np
        >>> x = np.arange(8.0).reshape(1, 2, 2, 2, 1)
        >>> AdaptiveAveragePooling3D(1)(x).ravel().tolist()
        [3.5]
    """

    def __init__(
        self,
        output_size: Any,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            3, ops.adaptive_average_pool, output_size, data_format, **options
        )
