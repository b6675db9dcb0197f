"""`RandomGaussianBlur`: images blurred at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers._checks import tuple_of
from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer, shares_of
from tengen.ops.image import gaussian_blur


class RandomGaussianBlur(RandomImageLayer):
    """Smooths some images in training by a Gaussian.

    Args:
        factor: (low, high) or one number f for (0, f): bounds of the probability,
            0 to 1.
        kernel_size: width and height of the window; one integer for both.
        sigma: (low, high) or one number s for (s, s): standard deviation in pixels,
            drawn anew for width and height in each call.
        value_range: smallest and largest value of a pixel; results are clipped to it.
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)` or `(H, W, C)`, output as input.

    Example:
        >>> import numpy as np
        >>> RandomGaussianBlur((1, 1))(np.ones((1, 5, 5, 1)))[0, 2, 2].round(3).tolist()
        [1.0]
    """

    def __init__(
        self,
        factor: Any = 1.0,
        kernel_size: Any = 3,
        sigma: Any = 1.0,
        value_range: Any = (0, 255),
        data_format: str | None = None,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        self.factor = shares_of(self, "factor", factor)
        self.kernel_size = tuple_of(self, "kernel_size", kernel_size, 2)
        several = isinstance(sigma, (tuple, list))
        self.sigma = tuple(map(float, sigma if several else (sigma, sigma)))
        self.value_range = tuple(value_range)

    def augment(self, images: Any) -> Any:
        """Return the changed images."""
        is_blurred = self.chosen(images, self.factor)
        sigma = self.draw(2, (self.sigma[0], self.sigma[1])) + 1e-6
        blurred = gaussian_blur(images, self.kernel_size, sigma, "channels_last")
        changed = jnp.where(is_blurred, blurred.astype(images.dtype), images)
        return jnp.clip(changed, *self.value_range)
