"""`RandomErasing`: rectangles of images painted over at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core import random_state
from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, shares_of


class RandomErasing(RandomImageLayer):
    """Paints over a rectangle of some images in training.

    Zhong et al. 2017, "Random Erasing Data Augmentation".

    Args:
        factor: (low, high) or one number f for (0, f): bounds of the probability,
            0 to 1.
        scale: (low, high): share of the image that is painted over; the square root of
            a number between them for the height, and of another for the width.
        fill_value: the colour; random numbers of the value range if `None`.
        value_range: smallest and largest value of a pixel.
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)` or `(H, W, C)`, output as input.

    Example:
        >>> import numpy as np
        >>> erased = RandomErasing((1, 1), (1, 1), 7.0)(np.zeros((1, 9, 9, 1)))
        >>> bool((erased == 7).any())
        True
    """

    def __init__(
        self,
        factor: Any = 1.0,
        scale: Any = (0.02, 0.33),
        fill_value: Any = None,
        value_range: Any = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        self.factor = shares_of(self, "factor", factor)
        self.scale = shares_of(self, "scale", scale)
        self.fill_value = fill_value
        self.value_range = tuple(value_range)

    def augment(self, images: Any) -> Any:
        """Return the changed images."""
        height, width = images.shape[1:3]
        rows = self._between(images.shape[0], height)[:, :, None, None]
        columns = self._between(images.shape[0], width)[:, None, :, None]
        paint = self.fill_value
        if paint is None:
            low, high = self.value_range
            unit = random_state.uniform(
                self.generator.next(), images.shape, images.dtype
            )
            paint = low + (high - low) * unit
        painted = jnp.where(rows & columns, jnp.asarray(paint, images.dtype), images)
        return jnp.where(self.chosen(images, self.factor), painted, images)

    def _between(self, count: int, length: int) -> Any:
        """Choose a stretch of an axis for each image, as booleans `(N, length)`."""
        size = jnp.sqrt(self.draw(count, self.scale)) * length
        middle = self.draw(count, (0.0, 1.0)) * length
        places = jnp.arange(length) + 0.5
        return jnp.abs(places - middle[:, None]) <= size[:, None] / 2
