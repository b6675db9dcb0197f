"""`RandomFlip`: images mirrored at random."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import RandomImageLayer

_MODES = ("horizontal", "vertical", "horizontal_and_vertical")


class RandomFlip(RandomImageLayer):
    """Mirrors each image with probability 1/2 in training.

    Args:
        mode: `'horizontal'` (left and right change places), `'vertical'`, or
            `'horizontal_and_vertical'` (each by itself).
        seed: seed of the layer's own generator.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)` or `(H, W, C)`, output as input.

    Example:
        >>> import numpy as np
        >>> RandomFlip("horizontal")(np.ones((2, 4, 4, 3))).shape
        (2, 4, 4, 3)
    """

    def __init__(
        self,
        mode: str = "horizontal_and_vertical",
        seed: int | None = None,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(seed, data_format, **options)
        if mode not in _MODES:
            where = f"{type(self).__name__}: mode"
            raise ValueError(complain(where, repr(mode), f"one of {', '.join(_MODES)}"))
        self.mode = mode

    def augment(self, images: Any) -> Any:
        """Return the images, about half of them mirrored."""
        for name, axis in (("horizontal", 2), ("vertical", 1)):
            if name in self.mode:
                turned = self.draw(images.shape[0], (0.0, 1.0)) < 0.5
                mirrored = jnp.flip(images, axis)
                images = jnp.where(turned[:, None, None, None], mirrored, images)
        return images
