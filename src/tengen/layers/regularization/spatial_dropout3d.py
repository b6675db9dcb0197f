"""`SpatialDropout3D`: whole channels of volumes dropped while training."""

from __future__ import annotations

from typing import Unpack

from tengen.core import config
from tengen.layers.layer import LayerOptions
from tengen.layers.regularization.base_spatial_dropout import BaseSpatialDropout


class SpatialDropout3D(BaseSpatialDropout):
    """Zeroes a fraction of the channels of each volume in training, scales the others.

    Args:
        rate: fraction that is dropped, 0 to 1.
        data_format: `'channels_last'` (default) or `'channels_first'`.
        seed: seed of the layer's own generator.

    Shapes:
        input `(N, D, H, W, C)`, output as input.

    Source:
        Tompson et al. 2015, section 3.2.

    Example:
        >>> import numpy as np
        >>> SpatialDropout3D(0.5)(np.ones((1, 4, 4, 4, 2))).shape
        (1, 4, 4, 4, 2)
    """

    def __init__(
        self,
        rate: float,
        data_format: str | None = None,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(3, rate, seed, **options)
        self.data_format = config.standardize_data_format(data_format)
