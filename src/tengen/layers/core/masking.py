"""`Masking`: steps that later layers leave out."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import Layer, LayerOptions


class Masking(Layer):
    """Masks the steps of a sequence whose features all have one value.

    Masked steps are set to zero, and layers that know masks leave them out.

    Args:
        mask_value: the value.

    Shapes:
        input `(N, T, features)`, output as input, mask `(N, T)`.

    Example:
        >>> import numpy as np
        >>> Masking(-1.0)(np.array([[[1.0, -1.0], [-1.0, -1.0]]])).tolist()
        [[[1.0, -1.0], [0.0, 0.0]]]
    """

    def __init__(
        self, mask_value: float = 0.0, **options: Unpack[LayerOptions]
    ) -> None:
        super().__init__(**options)
        self.mask_value = mask_value
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """Return the input, masked steps zero."""
        return jnp.where(self.compute_mask(inputs)[..., None], inputs, 0)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return where any feature differs from the value."""
        return jnp.any(inputs != self.mask_value, axis=-1)
