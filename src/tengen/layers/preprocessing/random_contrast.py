"""`RandomContrast`: the contrast of images changed at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer


class RandomContrast(RandomImageLayer):
    """Multiplies the difference from each channel's mean, in training, at random.

    Args:
        factor: (low, high): the number lies between 1 - low and 1 + high; one number
            serves as both.
        value_range: smallest and largest value of a pixel; results are clipped to it.
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)` or `(H, W, C)`, output as input.

    Example:
        >>> import numpy as np
        >>> RandomContrast(0.5)(np.ones((1, 2, 2, 1))).ravel().tolist()
        [1.0, 1.0, 1.0, 1.0]
    """

    def __init__(
        self,
        factor: Any,
        value_range: Any = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        several = isinstance(factor, (tuple, list))
        low, high = factor if several else (factor, factor)
        if not (0 <= low <= 1 and high >= 0):
            where = f"{type(self).__name__}: factor"
            raise ValueError(complain(where, repr(factor), "0 to 1, or a pair of such"))
        self.factor = (float(low), float(high))
        self.value_range = tuple(value_range)

    def augment(self, images: Any) -> Any:
        """Return the images with other contrasts."""
        low, high = self.factor
        factors = self.draw(images.shape[0], (1 - low, 1 + high))
        factors = factors[:, None, None, None].astype(images.dtype)
        mean = images.mean((1, 2), keepdims=True)
        return jnp.clip((images - mean) * factors + mean, *self.value_range)
