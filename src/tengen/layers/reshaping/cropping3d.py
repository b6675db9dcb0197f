"""`Cropping3D`: volumes cut at their edges."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.reshaping.edges import Edges, crop


class Cropping3D(Edges):
    """Takes points away at the edges of volumes.

    Args:
        cropping: one integer for all edges, one per axis, or (before, after) per axis.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, D, H, W, C)`; each length shrinks by before + after.

    Example:
        >>> import numpy as np
        >>> Cropping3D(1)(np.ones((1, 4, 5, 6, 1))).shape
        (1, 2, 3, 4, 1)
    """

    def __init__(
        self,
        cropping: Any = ((1, 1), (1, 1), (1, 1)),
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(3, "cropping", cropping, data_format, **options)
        self.cropping = self._pairs

    def call(self, inputs: Any) -> Any:
        """Return the middle of the input."""
        return crop(self.name, inputs, self._of_all_axes())
