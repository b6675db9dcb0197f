"""`Cropping2D`: images cut at their edges."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.reshaping.edges import Edges, crop


class Cropping2D(Edges):
    """Takes points away at the edges of images.

    Args:
        cropping: one integer for all edges, (height, width), or
            ((top, bottom), (left, right)).
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)`; each length shrinks by before + after.

    Example:
        >>> import numpy as np
        >>> Cropping2D(1)(np.ones((1, 4, 5, 1))).shape
        (1, 2, 3, 1)
    """

    def __init__(
        self,
        cropping: Any = ((0, 0), (0, 0)),
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(2, "cropping", cropping, data_format, **options)
        self.cropping = self._pairs

    def call(self, inputs: Any) -> Any:
        """Return the middle of the input."""
        return crop(self.name, inputs, self._of_all_axes())
