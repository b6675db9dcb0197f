"""`MaxPooling2D`: the largest value of each window."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import ops
from tengen.layers.layer import LayerOptions
from tengen.layers.pooling.base_pooling import BasePooling


class MaxPooling2D(BasePooling):
    """Takes the maximum over windows of an image.

    Args:
        pool_size: height and width of the window; one integer for both.
        strides: steps of the window; `pool_size` if `None`.
        padding: `'valid'` or `'same'`.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)`, output `(N, H', W', C)` with H' = floor((H - pool) /
        stride) + 1 for `'valid'`, ceil(H / stride) for `'same'`.

    Example:
        >>> import numpy as np
        >>> x = np.arange(4.0).reshape(1, 2, 2, 1)
        >>> MaxPooling2D()(x).ravel().tolist()
        [3.0]
    """

    def __init__(
        self,
        pool_size: Any = (2, 2),
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            2, ops.max_pool, pool_size, strides, padding, data_format, **options
        )
