"""`ZeroPadding3D`: zeros around volumes."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.reshaping.edges import Edges


class ZeroPadding3D(Edges):
    """Adds zeros at the edges of volumes.

    Args:
        padding: one integer for all edges, one per axis, or (before, after) per axis.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, D, H, W, C)`; each length grows by before + after.

    Example:
        >>> import numpy as np
        >>> ZeroPadding3D(1)(np.ones((1, 4, 5, 6, 1))).shape
        (1, 6, 7, 8, 1)
    """

    def __init__(
        self,
        padding: Any = ((1, 1), (1, 1), (1, 1)),
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(3, "padding", padding, data_format, **options)
        self.padding = self._pairs

    def call(self, inputs: Any) -> Any:
        """Return the padded input."""
        return jnp.pad(inputs, self._of_all_axes())
