"""`RandomColorDegeneration`: colours mixed with grey at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, shares_of
from tengen.ops.image import rgb_to_grayscale


class RandomColorDegeneration(RandomImageLayer):
    """Mixes each image in training with its grey version.

    Args:
        factor: (low, high) or one number f for (0, f), 0 to 1: the share of grey.
        value_range: smallest and largest value of a pixel; results are clipped to it.
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, 3)` or `(H, W, 3)`, output as input.

    Example:
        >>> import numpy as np
        >>> grey = RandomColorDegeneration((1, 1))(np.arange(3.0).reshape(1, 1, 3))
        >>> np.ptp(grey).round(3).item()
        0.0
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
        share = self.draw(images.shape[0], self.factor)[:, None, None, None]
        grey = rgb_to_grayscale(images, "channels_last")
        mixed = images + share.astype(images.dtype) * (grey - images)
        return jnp.clip(mixed, *self.value_range)
