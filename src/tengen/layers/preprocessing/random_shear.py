"""`RandomShear`: slanted images at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, shares_of
from tengen.layers.preprocessing.warping import checked_choices
from tengen.ops.image import affine_transform


class RandomShear(RandomImageLayer):
    """Slants each image in training, one way or the other; the top left corner stays.

    Args:
        x_factor: (low, high) or one number f for (0, f), 0 to 1: shift per row.
        y_factor: the same per column.
        interpolation: `'bilinear'` or `'nearest'`.
        fill_mode: what comes in at the edges: `'reflect'`, `'wrap'`, `'constant'` or
            `'nearest'`.
        fill_value: for `'constant'`.
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)` or `(H, W, C)`, output as input.

    Example:
        >>> import numpy as np
        >>> RandomShear(0.3, 0.2)(np.ones((2, 4, 4, 3))).shape
        (2, 4, 4, 3)
    """

    def __init__(
        self,
        x_factor: Any = 0.0,
        y_factor: Any = 0.0,
        interpolation: str = "bilinear",
        fill_mode: str = "reflect",
        fill_value: float = 0.0,
        data_format: str | None = None,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        self.x_factor = shares_of(self, "x_factor", x_factor)
        self.y_factor = shares_of(self, "y_factor", y_factor)
        choices = checked_choices(self, fill_mode, interpolation)
        self.fill_mode, self.interpolation = choices
        self.fill_value = fill_value

    def augment(self, images: Any) -> Any:
        """Return the changed images."""
        count = images.shape[0]
        way = jnp.where(self.draw(count, (0.0, 1.0)) > 0.5, -1.0, 1.0)
        x = way * self.draw(count, self.x_factor)
        y = way * self.draw(count, self.y_factor)
        one, zero = jnp.ones(count), jnp.zeros(count)
        slanted = affine_transform(
            images,
            jnp.stack([one, x, zero, y, one, zero, zero, zero], -1),
            self.interpolation,
            self.fill_mode,
            self.fill_value,
            "channels_last",
        )
        return slanted.astype(images.dtype)
