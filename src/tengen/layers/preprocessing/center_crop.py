"""`CenterCrop`: the middle of images."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers._checks import positive
from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.image_layer import ImageLayer
from tengen.ops._resizing import crop_to_proportions, resized


class CenterCrop(ImageLayer):
    """Cuts out the middle of images; smaller ones are enlarged first.

    Args:
        height, width: the size of the output.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)`, output `(N, height, width, C)`; or both without N.

    Example:
        >>> import numpy as np
        >>> CenterCrop(1, 2)(np.arange(8.0).reshape(1, 2, 4, 1)).ravel().tolist()
        [1.0, 2.0]
    """

    def __init__(
        self,
        height: int,
        width: int,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(data_format, **options)
        self.height = positive(self, "height", height)
        self.width = positive(self, "width", width)

    def transform(self, images: Any, training: bool) -> Any:
        """Return the middle of the images."""
        top = (images.shape[1] - self.height) // 2
        left = (images.shape[2] - self.width) // 2
        if min(top, left) < 0:
            size = (self.height, self.width)
            return resized(crop_to_proportions(images, size), size)
        return images[:, top : top + self.height, left : left + self.width]
