"""`AdaptiveMaxPooling3D`: the maximum of as many windows as asked for."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import ops
from tengen.layers.layer import LayerOptions
from tengen.layers.pooling.base_adaptive_pooling import BaseAdaptivePooling


class AdaptiveMaxPooling3D(BaseAdaptivePooling):
    """Pools a volume of any size to a given size, by the maximum of each window.

    Args:
        output_size: depth, height and width of the output; one integer for all.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, D, H, W, C)`, output `(N, d, h, w, C)`.

    Example:
        >>> import numpy as np
        >>> x = np.arange(8.0).reshape(1, 2, 2, 2, 1)
        >>> AdaptiveMaxPooling3D(1)(x).ravel().tolist()
        [7.0]
    """

    def __init__(
        self,
        output_size: Any,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(3, ops.adaptive_max_pool, output_size, data_format, **options)
