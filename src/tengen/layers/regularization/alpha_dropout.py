"""`AlphaDropout`: dropout for self-normalizing networks."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.layer import LayerOptions
from tengen.layers.regularization.dropout import Dropout
from tengen.layers.regularization.masks import kept

# -lambda * alpha of SELU: what its output tends to for small inputs.
_SATURATED = -1.0507009873554805 * 1.6732632423543772


class AlphaDropout(Dropout):
    """Sets features in training to SELU's saturation value, mean and variance kept.

    The result a * x + b, with x' = -lambda alpha where dropped, has the input's mean 0
    and variance 1: a = ((1 - rate) (1 + rate x'^2))^(-1/2), b = -a rate x'.

    Args:
        rate: fraction that is dropped, 0 to 1.
        noise_shape: shape of the mask with the batch axis; 1 where the mask is the
            same along an axis, `None` where it is the input's size.
        seed: seed of the layer's own generator.

    Shapes:
        output as input.

    Source:
        Klambauer et al. 2017, section 2, "new dropout technique".

    Example:
        >>> import numpy as np
        >>> AlphaDropout(0.5)(np.ones((1, 2))).tolist()
        [[1.0, 1.0]]
    """

    def __init__(
        self,
        rate: float,
        noise_shape: Any = None,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(rate, noise_shape, seed, **options)

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Return the input, in training with a fraction set to saturation."""
        if not training or self.seed_generator is None:
            return inputs
        if self.rate == 1:
            return jnp.zeros_like(inputs)  # the limit: all one value, mean 0
        rate, low = self.rate, _SATURATED
        keep = kept(self.seed_generator, rate, self._mask_shape(inputs.shape))
        a = ((1 - rate) * (1 + rate * low**2)) ** -0.5
        return (a * jnp.where(keep, inputs, low) - a * rate * low).astype(inputs.dtype)
