"""`Resizing`: images of another size."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp
import numpy as np

from tengen.layers._checks import positive
from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import ImageLayer
from tengen.ops._resizing import (
    check_resize,
    crop_to_proportions,
    pad_to_proportions,
    resized,
)


class Resizing(ImageLayer):
    """Resizes images.

    Args:
        height, width: the size of the output.
        interpolation: `'bilinear'`, `'nearest'`, `'bicubic'`, `'lanczos3'` or
            `'lanczos5'`.
        crop_to_aspect_ratio: whether images are first cut to the output's proportions,
            around their centre.
        pad_to_aspect_ratio: whether images are first padded to the output's
            proportions.
        fill_mode: of the padding; `'constant'`.
        fill_value: of the padding.
        antialias: whether images are smoothed before they are made smaller.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)`, output `(N, height, width, C)`; or both without N.
        Integers stay integers, rounded.

    Example:
        >>> import numpy as np
        >>> Resizing(8, 6)(np.ones((2, 4, 4, 3))).shape
        (2, 8, 6, 3)
    """

    def __init__(
        self,
        height: int,
        width: int,
        interpolation: str = "bilinear",
        crop_to_aspect_ratio: bool = False,
        pad_to_aspect_ratio: bool = False,
        fill_mode: str = "constant",
        fill_value: float = 0.0,
        antialias: bool = False,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(data_format, **options)
        self.height = positive(self, "height", height)
        self.width = positive(self, "width", width)
        self.interpolation = str(interpolation).lower()
        check_resize(
            type(self).__name__,
            self.interpolation,
            crop_to_aspect_ratio,
            pad_to_aspect_ratio,
            fill_mode,
        )
        self.crop_to_aspect_ratio = crop_to_aspect_ratio
        self.pad_to_aspect_ratio = pad_to_aspect_ratio
        self.fill_mode = fill_mode
        self.fill_value = fill_value
        self.antialias = antialias

    def call(self, data: Any, training: bool = True) -> Any:
        """Return the resized images, in the input's format."""
        outputs = super().call(data, training)
        if not jnp.issubdtype(data.dtype, jnp.integer):
            return outputs
        limits = np.iinfo(np.dtype(data.dtype))
        rounded = jnp.clip(jnp.round(outputs), limits.min, limits.max)
        return rounded.astype(data.dtype)

    def transform(self, images: Any, training: bool) -> Any:
        """Return the resized images."""
        size = (self.height, self.width)
        if self.crop_to_aspect_ratio:
            images = crop_to_proportions(images, size)
        if self.pad_to_aspect_ratio:
            images = pad_to_proportions(images, size, self.fill_value)
        return resized(images, size, self.interpolation, self.antialias)
