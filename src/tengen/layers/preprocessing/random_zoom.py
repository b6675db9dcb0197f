"""`RandomZoom`: images made larger or smaller at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, bounds_of
from tengen.layers.preprocessing.warping import checked_choices, warp


class RandomZoom(RandomImageLayer):
    """Zooms each image in training around its centre; the size stays.

    Args:
        height_factor: (low, high) or one number f for (-f, f); 0.2 shows 20% more of
            the height (zooms out), -0.2 shows 20% less (zooms in).
        width_factor: for the width; as for the height if `None`.
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
        >>> RandomZoom(0.3)(np.ones((2, 4, 4, 3))).shape
        (2, 4, 4, 3)
    """

    def __init__(
        self,
        height_factor: Any,
        width_factor: Any = None,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        self.height_factor = bounds_of(self, "height_factor", height_factor, -1, 1)
        self.width_factor = None
        if width_factor is not None:
            self.width_factor = bounds_of(self, "width_factor", width_factor, -1, 1)
        choices = checked_choices(self, fill_mode, interpolation)
        self.fill_mode, self.interpolation = choices
        self.fill_value = fill_value

    def augment(self, images: Any) -> Any:
        """Return the zoomed images."""
        count = images.shape[0]
        tall = wide = 1 + self.draw(count, self.height_factor)
        if self.width_factor is not None:
            wide = 1 + self.draw(count, self.width_factor)
        zero = jnp.zeros(count)
        matrices = jnp.stack([tall, zero, zero, zero, wide, zero], -1)
        return warp(
            images,
            matrices.reshape(count, 2, 3),
            self.fill_mode,
            self.interpolation,
            self.fill_value,
        )
