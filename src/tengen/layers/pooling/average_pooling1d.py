"""`AveragePooling1D`: the average of each window."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import ops
from tengen.layers.layer import LayerOptions
from tengen.layers.pooling.base_pooling import BasePooling


class AveragePooling1D(BasePooling):
    """Averages over windows of a sequence.

    Args:
        pool_size: length of the window.
        strides: steps of the window; `pool_size` if `None`.
        padding: `'valid'` or `'same'` (padding does not count in the
            average).
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, T, C)`, output `(N, T', C)` with T' = floor((T - pool) /
        stride) + 1 for `'valid'`, ceil(T / stride) for `'same'`.

    Example:
        >>> import numpy as np
        >>> x = np.arange(4.0).reshape(1, 4, 1)
        >>> AveragePooling1D()(x).ravel().tolist()
        [0.5, 2.5]
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
            1, ops.average_pool, pool_size, strides, padding, data_format, **options
        )
