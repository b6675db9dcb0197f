"""`AdditiveAttention`: values looked up by sums (Bahdanau)."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers._checks import known_size
from tengen.layers.attention.base_attention import BaseAttention
from tengen.layers.layer import LayerOptions


class AdditiveAttention(BaseAttention):
    """Additive attention without projections: softmax(sum of scale * tanh(q + k)) v.

    Called as `layer([query, value])` or `layer([query, value, key])`.

    Args:
        use_scale: whether each feature has a trained factor.
        dropout: fraction of the weights dropped in training.
        seed: of the dropout.

    Shapes:
        query `(N, T, d)`, value `(N, S, e)`, key `(N, S, d)`; output `(N, T, e)`.

    Source:
        Bahdanau, Cho and Bengio 2015, appendix A.1.2.

    Example:
        >>> import numpy as np
        >>> AdditiveAttention()([np.ones((2, 3, 4)), np.ones((2, 5, 4))]).shape
        (2, 3, 4)
    """

    def __init__(
        self,
        use_scale: bool = True,
        dropout: float = 0.0,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(use_scale, dropout, seed, **options)

    def _add_weights(self, query_shape: tuple[int | None, ...]) -> None:
        self.scale = None
        if self.use_scale:
            self.scale = self.add_weight(
                name="scale",
                shape=(known_size(self, query_shape, -1),),
                initializer="glorot_uniform",
            )

    def scores(self, query: Any, key: Any) -> Any:
        """Return the sums."""
        sums = jnp.tanh(query[:, :, None, :] + key[:, None, :, :])
        if self.scale is not None:
            sums = sums * self.scale.value
        return sums.sum(-1)
