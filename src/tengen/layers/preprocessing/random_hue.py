"""`RandomHue`: colours turned at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, shares_of
from tengen.ops.image import hsv_to_rgb, rgb_to_hsv


class RandomHue(RandomImageLayer):
    """Turns the hue of each image in training, one way or the other.

    Args:
        factor: (low, high) or one number f for (0, f), 0 to 1; 1 is half a turn.
        value_range: smallest and largest value of a pixel; results are clipped to it.
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, 3)` or `(H, W, 3)`, output as input.

    Example:
        >>> import numpy as np
        >>> RandomHue(0.2)(np.ones((2, 4, 4, 3))).shape
        (2, 4, 4, 3)
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
        count = images.shape[0]
        way = jnp.where(self.draw(count, (0.0, 1.0)) > 0.5, -0.5, 0.5)
        turn = (way * self.draw(count, self.factor))[:, None, None]
        scaled = rgb_to_hsv((images - low) / (high - low), "channels_last")
        hue = jnp.mod(scaled[..., 0] + turn.astype(images.dtype), 1)
        turned = jnp.stack([hue, scaled[..., 1], scaled[..., 2]], -1)
        colours = jnp.clip(hsv_to_rgb(turned, "channels_last"), 0, 1)
        return (colours * (high - low) + low).astype(images.dtype)
