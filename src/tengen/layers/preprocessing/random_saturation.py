"""`RandomSaturation`: colours made paler or stronger at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core import config
from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, shares_of
from tengen.ops.image import hsv_to_rgb, rgb_to_hsv


class RandomSaturation(RandomImageLayer):
    """Multiplies the saturation of each image in training.

    Args:
        factor: (low, high) or one number f for (0, f), 0 to 1: 0 is grey, 0.5 leaves
            the image as it is, 1 is full colour; saturation is multiplied by
            f / (1 - f).
        value_range: smallest and largest value of a pixel; results are clipped to it.
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, 3)` or `(H, W, 3)`, output as input.

    Example:
        >>> import numpy as np
        >>> RandomSaturation((0.5, 0.5))(np.ones((1, 1, 3))).round(2).ravel().tolist()
        [1.0, 1.0, 1.0]
    """

    def __init__(
        self,
        factor: Any,
        value_range: Any = (0, 255),
        data_format: str | None = None,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        self.factor = shares_of(self, "factor", factor)
        self.value_range = tuple(value_range)

    def augment(self, images: Any) -> Any:
        """Return the changed images."""
        low, high = self.value_range
        share = self.draw(images.shape[0], self.factor)
        times = (share / (1 - share + config.epsilon()))[:, None, None]
        scaled = rgb_to_hsv((images - low) / (high - low), "channels_last")
        saturation = jnp.clip(scaled[..., 1] * times.astype(images.dtype), 0, 1)
        changed = jnp.stack([scaled[..., 0], saturation, scaled[..., 2]], -1)
        colours = jnp.clip(hsv_to_rgb(changed, "channels_last"), 0, 1)
        return (colours * (high - low) + low).astype(images.dtype)
