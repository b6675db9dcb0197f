"""`MaxPooling1D`: the largest value of each window."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import ops
from tengen.layers.layer import LayerOptions
from tengen.layers.pooling.base_pooling import BasePooling


class MaxPooling1D(BasePooling):
    """Takes the maximum over windows of a sequence.

    Args:
        pool_size: length of the window.
        strides: steps of the window; `pool_size` if `None`.
        padding: `'valid'` or `'same'`.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, T, C)`, output `(N, T', C)` with T' = floor((T - pool) /
        stride) + 1 for `'valid'`, ceil(T / stride) for `'same'`.

    Example:
        >>> import numpy as np
        >>> x = np.arange(4.0).reshape(1, 4, 1)
        >>> MaxPooling1D()(x).ravel().tolist()
        [1.0, 3.0]
    """

    def __init__(
        self,
        pool_size: Any = 2,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            1, ops.max_pool, pool_size, strides, padding, data_format, **options
        )
