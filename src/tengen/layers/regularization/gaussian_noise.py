"""`GaussianNoise`: noise added while training."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.core.messages import complain
from tengen.core.random_state import SeedGenerator
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.regularization.masks import normal


class GaussianNoise(Layer):
    """Adds normally distributed noise with mean 0 to its input in training.

    Args:
        stddev: standard deviation of the noise.
        seed: seed of the layer's own generator.

    Shapes:
        output as input.

    Example:
        >>> import numpy as np
        >>> GaussianNoise(0.1)(np.ones((1, 2))).tolist()
        [[1.0, 1.0]]
    """

    def __init__(
        self, stddev: float, seed: int | None = None, **options: Unpack[LayerOptions]
    ) -> None:
        super().__init__(**options)
        if stddev < 0:
            raise ValueError(
                complain(f"{type(self).__name__}: stddev", repr(stddev), "0 or more")
            )
        self.stddev = stddev
        self.seed = seed
        self.supports_masking = True
        self.seed_generator = SeedGenerator(seed) if stddev > 0 else None

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Return the input, in training with noise."""
        if not training or self.seed_generator is None:
            return inputs
        noise = normal(self.seed_generator, inputs.shape, inputs.dtype)
        return inputs + noise * self.stddev
