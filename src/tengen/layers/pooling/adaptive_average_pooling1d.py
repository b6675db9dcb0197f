"""`AdaptiveAveragePooling1D`: the average of as many windows as asked for."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import ops
from tengen.layers.layer import LayerOptions
from tengen.layers.pooling.base_adaptive_pooling import BaseAdaptivePooling


class AdaptiveAveragePooling1D(BaseAdaptivePooling):
    """Pools a sequence of any size to a given size, by the average of each window.

    Args:
        output_size: length of the output.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, T, C)`, output `(N, n, C)`.

    Example:
        >>> import numpy as np
        >>> x = np.arange(6.0).reshape(1, 6, 1)
        >>> AdaptiveAveragePooling1D(3)(x).ravel().tolist()
        [0.5, 2.5, 4.5]
    """

    def __init__(
        self,
        output_size: Any,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            1, ops.adaptive_average_pool, output_size, data_format, **options
        )
