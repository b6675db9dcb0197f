"""`RandomSharpness`: images smoothed or sharpened at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp
import numpy as np

from tengen import ops
from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, shares_of


class RandomSharpness(RandomImageLayer):
    """Mixes each image in training with a smoothed version, or away from it.

    Args:
        factor: (low, high) or one number f for (0, f), 0 to 1: 0 smooths, 0.5 leaves
            the image as it is, 1 sharpens.
        value_range: smallest and largest value of a pixel; results are clipped to it.
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)` or `(H, W, C)`, output as input.

    Example:
        >>> import numpy as np
        >>> RandomSharpness(0.5)(np.ones((2, 4, 4, 3))).shape
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
        share = 2 * self.draw(images.shape[0], self.factor)[:, None, None, None]
        weights = np.full((3, 3, images.shape[-1], 1), 1 / 13)
        weights[1, 1] = 5 / 13
        kernel = jnp.asarray(weights, images.dtype)
        smooth = ops.depthwise_conv(images, kernel, 1, "same", "channels_last")
        changed = images + (1 - share).astype(images.dtype) * (smooth - images)
        return jnp.clip(changed, *self.value_range)
