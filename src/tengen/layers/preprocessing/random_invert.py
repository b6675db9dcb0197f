"""`RandomInvert`: negatives of images at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, shares_of


class RandomInvert(RandomImageLayer):
    """Turns some images into negatives in training.

    Args:
        factor: (low, high) or one number f for (0, f): bounds of the probability,
            0 to 1.
        value_range: smallest and largest value of a pixel.
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)` or `(H, W, C)`, output as input.

    Example:
        >>> import numpy as np
        >>> RandomInvert((1, 1))(np.zeros((1, 1, 1))).ravel().tolist()
        [255.0]
    """

    def __init__(
        self,
        factor: Any = 1.0,
        value_range: Any = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        self.factor = shares_of(self, "factor", factor)
        self.value_range = tuple(value_range)

    def augment(self, images: Any) -> Any:
        """Return the changed images."""
        negative = self.value_range[0] + self.value_range[1] - images
        return jnp.where(self.chosen(images, self.factor), negative, images)
