"""`RandomTranslation`: images moved at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, bounds_of
from tengen.layers.preprocessing.warping import checked_choices, warp


class RandomTranslation(RandomImageLayer):
    """Moves each image in training by a random part of its size.

    Args:
        height_factor: part of the height, (low, high) or one number f for (-f, f);
            positive moves down.
        width_factor: part of the width; positive moves to the right.
        fill_mode: what comes in at the edges: `'reflect'`, `'wrap'`, `'constant'` or
            `'nearest'`.
        interpolation: `'bilinear'` or `'nearest'`.
        seed: seed of the layer's own generator.
        fill_value: for `'constant'`.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)` or `(H, W, C)`, output as input.

    Example:
        >>> import numpy as np
        >>> RandomTranslation(0.2, 0.2)(np.ones((2, 4, 4, 3))).shape
        (2, 4, 4, 3)
    """

    def __init__(
        self,
        height_factor: Any,
        width_factor: Any,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        self.height_factor = bounds_of(self, "height_factor", height_factor, -1, 1)
        self.width_factor = bounds_of(self, "width_factor", width_factor, -1, 1)
        choices = checked_choices(self, fill_mode, interpolation)
        self.fill_mode, self.interpolation = choices
        self.fill_value = fill_value

    def augment(self, images: Any) -> Any:
        """Return the moved images."""
        count, height, width, _ = images.shape
        down = self.draw(count, self.height_factor) * height
        right = self.draw(count, self.width_factor) * width
        one, zero = jnp.ones(count), jnp.zeros(count)
        matrices = jnp.stack([one, zero, -down, zero, one, -right], -1)
        return warp(
            images,
            matrices.reshape(count, 2, 3),
            self.fill_mode,
            self.interpolation,
            self.fill_value,
        )
