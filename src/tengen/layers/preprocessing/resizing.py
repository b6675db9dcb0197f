"""`Resizing`: images of another size."""

from __future__ import annotations

from typing import Any, Unpack

import jax.image
import jax.numpy as jnp
import numpy as np

from tengen.core.messages import complain
from tengen.layers._checks import positive
from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import ImageLayer

_INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")


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
        name = type(self).__name__
        self.interpolation = str(interpolation).lower()
        if self.interpolation not in _INTERPOLATIONS:
            choices = f"one of {', '.join(_INTERPOLATIONS)}"
            raise ValueError(
                complain(f"{name}: interpolation", repr(interpolation), choices)
            )
        if crop_to_aspect_ratio and pad_to_aspect_ratio:
            wrong = "crop_to_aspect_ratio and pad_to_aspect_ratio"
            raise ValueError(complain(name, wrong, "one of them"))
        if fill_mode != "constant":
            where = f"{name}: fill_mode"
            raise ValueError(complain(where, repr(fill_mode), "'constant'"))
        self.crop_to_aspect_ratio = crop_to_aspect_ratio
        self.pad_to_aspect_ratio = pad_to_aspect_ratio
        self.fill_mode = fill_mode
        self.fill_value = fill_value
        self.antialias = antialias

    def call(self, inputs: Any, training: bool = True) -> Any:
        """Return the resized images, in the input's format."""
        outputs = super().call(inputs, training)
        if not jnp.issubdtype(inputs.dtype, jnp.integer):
            return outputs
        limits = np.iinfo(np.dtype(inputs.dtype))
        rounded = jnp.clip(jnp.round(outputs), limits.min, limits.max)
        return rounded.astype(inputs.dtype)

    def transform(self, images: Any, training: bool) -> Any:
        """Return the resized images."""
        size = (self.height, self.width)
        if self.crop_to_aspect_ratio:
            images = crop_to_proportions(images, size)
        if self.pad_to_aspect_ratio:
            images = _pad_to_proportions(images, size, self.fill_value)
        return resized(images, size, self.interpolation, self.antialias)


def resized(
    images: Any,
    size: tuple[int, int],
    interpolation: str = "bilinear",
    antialias: bool = False,
) -> Any:
    """Return images `(N, *size, C)`."""
    shape = (images.shape[0], *size, images.shape[-1])
    return jax.image.resize(images, shape, interpolation, antialias=antialias)


def crop_to_proportions(images: Any, size: tuple[int, int]) -> Any:
    """Return the largest central part of images with the proportions of a size."""
    height, width = images.shape[1:3]
    tall = max(1, min(height, width * size[0] // size[1]))
    wide = max(1, min(width, height * size[1] // size[0]))
    top, left = (height - tall) // 2, (width - wide) // 2
    return images[:, top : top + tall, left : left + wide]


def _pad_to_proportions(images: Any, size: tuple[int, int], value: float) -> Any:
    height, width = images.shape[1:3]
    tall = max(height, width * size[0] // size[1])
    wide = max(width, height * size[1] // size[0])
    top, left = (tall - height) // 2, (wide - width) // 2
    # The same on both sides, as with Keras: an odd row or column is left out.
    edges = ((0, 0), (top, top), (left, left), (0, 0))
    return jnp.pad(images, edges, constant_values=value)
