"""`RandomGrayscale`: images without colour, at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, bounds_of
from tengen.ops.image import rgb_to_grayscale


class RandomGrayscale(RandomImageLayer):
    """Takes the colour from some images in training; the number of channels stays.

    Args:
        factor: probability, 0 to 1.
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, 3)` or `(H, W, 3)`, output as input.

    Example:
        >>> import numpy as np
        >>> grey = RandomGrayscale(1.0)(np.arange(3.0).reshape(1, 1, 3))
        >>> np.ptp(grey).round(3).item()
        0.0
    """

    def __init__(
        self,
        factor: float = 0.5,
        data_format: str | None = None,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        self.factor = bounds_of(self, "factor", (0.0, factor), 0, 1)[1]

    def augment(self, images: Any) -> Any:
        """Return the changed images."""
        grey = rgb_to_grayscale(images, "channels_last")
        return jnp.where(self.chosen(images, (self.factor, self.factor)), grey, images)
