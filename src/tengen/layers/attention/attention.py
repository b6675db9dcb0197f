"""`Attention`: values looked up by dot products (Luong)."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.layers.attention.base_attention import BaseAttention
from tengen.layers.layer import LayerOptions


class Attention(BaseAttention):
    """Dot-product attention without projections: softmax(q k) v.

    Called as `layer([query, value])` or `layer([query, value, key])`.

    Args:
        use_scale: whether the scores are multiplied by a trained number.
        score_mode: `'dot'`, or `'concat'` for the sum of tanh(q + k), times a trained
            number.
        dropout: fraction of the weights dropped in training.
        seed: of the dropout.

    Shapes:
        query `(N, T, d)`, value `(N, S, e)`, key `(N, S, d)`; output `(N, T, e)`.

    Source:
        Luong, Pham and Manning 2015, equation 8 ("dot").

    Example:
        >>> import numpy as np
        >>> Attention()([np.ones((2, 3, 4)), np.ones((2, 5, 4))]).shape
        (2, 3, 4)
    """

    def __init__(
        self,
        use_scale: bool = False,
        score_mode: str = "dot",
        dropout: float = 0.0,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(use_scale, dropout, seed, **options)
        if score_mode not in ("dot", "concat"):
            where = f"{type(self).__name__}: score_mode"
            raise ValueError(complain(where, repr(score_mode), "'dot' or 'concat'"))
        self.score_mode = score_mode

    def _add_weights(self, query_shape: tuple[int | None, ...]) -> None:
        self.scale = self.concat_score_weight = None
        if self.use_scale:
            self.scale = self.add_weight(name="scale", shape=(), initializer="ones")
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight(
                name="concat_score_weight", shape=(), initializer="ones"
            )

    def scores(self, query: Any, key: Any) -> Any:
        """Return q k, or the sum of tanh(q + k)."""
        if self.score_mode == "dot":
            products = jnp.einsum("ntd,nsd->nts", query, key)
            return products if self.scale is None else products * self.scale.value
        sums = query[:, :, None, :] + key[:, None, :, :]
        if self.scale is not None:
            sums = sums * self.scale.value
        assert self.concat_score_weight is not None
        return self.concat_score_weight.value * jnp.tanh(sums).sum(-1)
