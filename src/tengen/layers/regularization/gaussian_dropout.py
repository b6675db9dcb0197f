"""`GaussianDropout`: features multiplied by noise while training."""

from __future__ import annotations

import math
from typing import Any, Unpack

from tengen.core.messages import complain
from tengen.core.random_state import SeedGenerator
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.regularization.masks import normal


class GaussianDropout(Layer):
    """Multiplies its input in training by noise with mean 1.

    The noise has the variance rate / (1 - rate) of the factors that `Dropout` draws.

    Args:
        rate: 0 to less than 1.
        seed: seed of the layer's own generator.

    Shapes:
        output as input.

    Source:
        Srivastava et al. 2014, section 10.

    Example:
        >>> import numpy as np
        >>> GaussianDropout(0.5)(np.ones((1, 2))).tolist()
        [[1.0, 1.0]]
    """

    def __init__(
        self, rate: float, seed: int | None = None, **options: Unpack[LayerOptions]
    ) -> None:
        super().__init__(**options)
        if not 0 <= rate < 1:
            raise ValueError(
                complain(f"{type(self).__name__}: rate", repr(rate), "0 to less than 1")
            )
        self.rate = rate
        self.seed = seed
        self.supports_masking = True
        self.seed_generator = SeedGenerator(seed) if rate > 0 else None

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Return the input, in training multiplied by noise."""
        if not training or self.seed_generator is None:
            return inputs
        noise = normal(self.seed_generator, inputs.shape, inputs.dtype)
        return inputs * (1 + noise * math.sqrt(self.rate / (1 - self.rate)))
