"""`RandomRotation`: images turned at random."""

from __future__ import annotations

import math
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, bounds_of
from tengen.layers.preprocessing.warping import checked_choices, warp


class RandomRotation(RandomImageLayer):
    """Turns each image in training by a random angle around its centre.

    Args:
        factor: part of a full turn, (low, high) or one number f for (-f, f); positive
            turns counter-clockwise. 0.1 is up to 36 degrees either way.
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
        >>> x = np.arange(4.0).reshape(1, 2, 2, 1)
        >>> quarter = RandomRotation((0.25, 0.25), interpolation="nearest")
        >>> quarter(x).ravel().tolist()
        [1.0, 3.0, 0.0, 2.0]
    """

    def __init__(
        self,
        factor: Any,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        self.factor = bounds_of(self, "factor", factor, -1, 1)
        choices = checked_choices(self, fill_mode, interpolation)
        self.fill_mode, self.interpolation = choices
        self.fill_value = fill_value

    def augment(self, images: Any) -> Any:
        """Return the turned images."""
        count = images.shape[0]
        angle = self.draw(count, self.factor) * (2 * math.pi)
        cos, sin, zero = jnp.cos(angle), jnp.sin(angle), jnp.zeros(count)
        matrices = jnp.stack([cos, sin, zero, -sin, cos, zero], -1)
        return warp(
            images,
            matrices.reshape(count, 2, 3),
            self.fill_mode,
            self.interpolation,
            self.fill_value,
        )
