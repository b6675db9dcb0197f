"""`MaxPooling3D`: the largest value of each window."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import ops
from tengen.layers.layer import LayerOptions
from tengen.layers.pooling.base_pooling import BasePooling


class MaxPooling3D(BasePooling):
    """Takes the maximum over windows of a volume.

    Args:
        pool_size: depth, height and width of the window; one integer for all.
        strides: steps of the window; `pool_size` if `None`.
        padding: `'valid'` or `'same'`.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, D, H, W, C)`, output `(N, D', H', W', C)` with D' = floor((D -
        pool) / stride) + 1 for `'valid'`, ceil(D / stride) for `'same'`.

    Example:
        >>> import numpy as np
        >>> MaxPooling3D()(np.ones((1, 4, 4, 6, 2))).shape
        (1, 2, 2, 3, 2)
    """

    def __init__(
        self,
        pool_size: Any = (2, 2, 2),
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            3, ops.max_pool, pool_size, strides, padding, data_format, **options
        )
