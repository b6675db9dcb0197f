"""`Cropping1D`: sequences cut at their edges."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.reshaping.edges import Edges, crop


class Cropping1D(Edges):
    """Takes points away at the edges of sequences.

    Args:
        cropping: one integer for both ends, or (before, after).

    Shapes:
        input `(N, T, C)`; each length shrinks by before + after.

    Example:
        >>> import numpy as np
        >>> Cropping1D(1)(np.ones((1, 3, 1))).shape
        (1, 1, 1)
    """

    def __init__(
        self,
        cropping: Any = (1, 1),
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(1, "cropping", cropping, "channels_last", **options)
        self.cropping = self._pairs[0]

    def call(self, inputs: Any) -> Any:
        """Return the middle of the input."""
        return crop(self.name, inputs, self._of_all_axes())
