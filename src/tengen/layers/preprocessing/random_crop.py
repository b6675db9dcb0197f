"""`RandomCrop`: parts of images cut out at random places."""

from __future__ import annotations

from typing import Any, Unpack

import jax
import jax.numpy as jnp

from tengen.layers._checks import positive
from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer
from tengen.ops._resizing import crop_to_proportions, resized


class RandomCrop(RandomImageLayer):
    """Cuts a part of a given size out of each image, at a random place in training.

    At other times, and for images smaller than the size, the largest central part of
    the same proportions is resized.

    Args:
        height, width: the size of the output.
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)`, output `(N, height, width, C)`; or both without N.

    Source:
        Krizhevsky, Sutskever and Hinton 2012, section 4.1.

    Example:
        >>> import numpy as np
        >>> RandomCrop(3, 2)(np.ones((2, 5, 5, 1))).shape
        (2, 3, 2, 1)
    """

    def __init__(
        self,
        height: int,
        width: int,
        seed: int | None = None,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        self.height = positive(self, "height", height)
        self.width = positive(self, "width", width)

    def transform(self, images: Any, training: bool) -> Any:
        """Return parts of the images."""
        spare_y = images.shape[1] - self.height
        spare_x = images.shape[2] - self.width
        size = (self.height, self.width)
        if not training or min(spare_y, spare_x) < 0:
            return resized(crop_to_proportions(images, size), size)
        count, channels = images.shape[0], images.shape[-1]
        top = jnp.floor(self.draw(count, (0, spare_y + 1))).astype("int32")
        left = jnp.floor(self.draw(count, (0, spare_x + 1))).astype("int32")

        def cut(image: Any, y: Any, x: Any) -> Any:
            return jax.lax.dynamic_slice(
                image, (y, x, jnp.zeros_like(y)), (*size, channels)
            )

        return jax.vmap(cut)(images, top, left)
