"""`RandomBrightness`: images made lighter or darker at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, bounds_of


class RandomBrightness(RandomImageLayer):
    """Adds one random number to all pixels of an image in training.

    Args:
        factor: (low, high) or one number f for (-f, f): part of the value range that is
            added; -1 to 1.
        value_range: smallest and largest value of a pixel; results are clipped to it.
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)` or `(H, W, C)`, output as input.

    Example:
        >>> import numpy as np
        >>> RandomBrightness((0.2, 0.2))(np.zeros((1, 1, 1, 1))).ravel().tolist()
        [51.0]
    """

    def __init__(
        self,
        factor: Any,
        value_range: Any = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        self.factor = bounds_of(self, "factor", factor, -1, 1)
        self.value_range = tuple(sorted(value_range))

    def augment(self, images: Any) -> Any:
        """Return the lighter or darker images."""
        low, high = self.value_range
        added = self.draw(images.shape[0], self.factor) * (high - low)
        added = added[:, None, None, None].astype(images.dtype)
        return jnp.clip(images + added, low, high)
