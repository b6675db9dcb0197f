"""`ZeroPadding1D`: zeros around sequences."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.reshaping.edges import Edges


class ZeroPadding1D(Edges):
    """Adds zeros at the edges of sequences.

    Args:
        padding: one integer for both ends, or (before, after).
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, T, C)`, or `(N, C, T)`; each length grows by before + after.

    Example:
        >>> import numpy as np
        >>> ZeroPadding1D(1)(np.ones((1, 3, 1))).shape
        (1, 5, 1)
    """

    def __init__(
        self,
        padding: Any = 1,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(1, "padding", padding, data_format, **options)
        self.padding = self._pairs[0]

    def call(self, inputs: Any) -> Any:
        """Return the padded input."""
        return jnp.pad(inputs, self._of_all_axes())
