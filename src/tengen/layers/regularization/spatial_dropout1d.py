"""`SpatialDropout1D`: whole channels of sequences dropped while training."""

from __future__ import annotations

from typing import Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.regularization.base_spatial_dropout import BaseSpatialDropout


class SpatialDropout1D(BaseSpatialDropout):
    """Zeroes a fraction of each sequence's channels in training, scales the others.

    Args:
        rate: fraction that is dropped, 0 to 1.
        seed: seed of the layer's own generator.

    Shapes:
        input `(N, T, C)`, output as input.

    Source:
        Tompson et al. 2015, section 3.2.

    Example:
        >>> import numpy as np
        >>> SpatialDropout1D(0.5)(np.ones((1, 4, 2))).shape
        (1, 4, 2)
    """

    def __init__(
        self,
        rate: float,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(1, rate, seed, **options)
