"""`UpSampling2D`: images made larger by whole factors."""

from __future__ import annotations

from typing import Any, Unpack

import jax.image
import jax.numpy as jnp

from tengen import kernels
from tengen.core import config
from tengen.core.messages import complain
from tengen.layers._checks import tuple_of
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions

_INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")


class UpSampling2D(Layer):
    """Enlarges images: repeats every point, or interpolates between points.

    Args:
        size: factors of height and width; one integer for both.
        data_format: `'channels_last'` (default) or `'channels_first'`.
        interpolation: `'nearest'`, `'bilinear'`, `'bicubic'`, `'lanczos3'` or
            `'lanczos5'`.

    Shapes:
        input `(N, H, W, C)`, output `(N, H * size[0], W * size[1], C)`.

    Example:
        >>> import numpy as np
        >>> x = np.arange(2.0).reshape(1, 1, 2, 1)
        >>> UpSampling2D((1, 2))(x).ravel().tolist()
        [0.0, 0.0, 1.0, 1.0]
    """

    def __init__(
        self,
        size: Any = (2, 2),
        data_format: str | None = None,
        interpolation: str = "nearest",
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.size = tuple_of(self, "size", size, 2)
        self.data_format = config.standardize_data_format(data_format)
        self.interpolation = str(interpolation).lower()
        if self.interpolation not in _INTERPOLATIONS:
            raise ValueError(
                complain(
                    f"{type(self).__name__}: interpolation",
                    repr(interpolation),
                    f"one of {', '.join(_INTERPOLATIONS)}",
                )
            )
        self.input_spec = InputSpec(ndim=4)

    def call(self, inputs: Any) -> Any:
        """Return the larger images."""
        if self.data_format == "channels_last":
            return self._enlarge(inputs)
        return jnp.moveaxis(self._enlarge(jnp.moveaxis(inputs, 1, -1)), -1, 1)

    def _enlarge(self, images: Any) -> Any:
        if self.interpolation == "nearest":
            return kernels.upsample2d(images, self.size)
        n, height, width, channels = images.shape
        shape = (n, height * self.size[0], width * self.size[1], channels)
        return jax.image.resize(images, shape, self.interpolation, antialias=False)
