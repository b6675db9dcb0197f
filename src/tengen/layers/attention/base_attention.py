"""What `Attention` and `AdditiveAttention` share."""

from __future__ import annotations

from typing import Any, Unpack

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.regularization.dropout import Dropout

_HIDDEN = -1e30


class BaseAttention(Layer):
    """Base of the attentions without projections; a subclass writes `scores`."""

    def __init__(
        self,
        use_scale: bool,
        dropout: float,
        seed: int | None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.use_scale = use_scale
        self.dropout = dropout
        self.seed = seed
        self.supports_masking = True
        self._dropout_layer = Dropout(dropout, seed=seed, dtype=options.get("dtype"))

    def build(self, input_shape: Any) -> None:
        """Check that there are a query, a value and perhaps a key."""
        count = len(input_shape) if isinstance(input_shape, (list, tuple)) else 1
        if count not in (2, 3) or not isinstance(input_shape[0], (list, tuple)):
            raise ValueError(
                complain(
                    f"layer {self.name!r}", "other inputs", "[query, value(, key)]"
                )
            )
        self._add_weights(tuple(input_shape[0]))

    def _add_weights(self, query_shape: tuple[int | None, ...]) -> None:
        """Create the weights; subclasses write this."""

    def scores(self, query: Any, key: Any) -> Any:
        """Return how well keys fit queries, `(N, T, S)`; subclasses write this."""
        raise TypeError(f"{type(self).__name__} has no method scores")

    def call(
        self,
        inputs: Any,
        mask: Any = None,
        training: bool = False,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        """Return the means of the values, weighted by softmax(scores).

        Args:
            inputs: `[query (N, T, d), value (N, S, e)]`, and the key `(N, S, d)` where
                it is not the value.
            mask: `[query's (N, T), value's (N, S)]`: hidden values have no weight,
                outputs for hidden queries are zero.
        """
        query, value = inputs[0], inputs[1]
        key = inputs[2] if len(inputs) > 2 else value
        of_query, of_value = (*(mask or ()), None, None)[:2]
        scores = self.scores(query, key)
        scores = scores.astype(jnp.promote_types(scores.dtype, "float32"))
        seen = jnp.ones((1, *scores.shape[1:]), bool)
        if use_causal_mask:
            seen = jnp.tril(seen)
        if of_value is not None:
            seen = seen & of_value[:, None, :].astype(bool)
        weights = jax.nn.softmax(jnp.where(seen, scores, _HIDDEN), axis=-1)
        weights = weights.astype(value.dtype)
        kept = self._dropout_layer(weights, training=training)
        outputs = jnp.matmul(kept, value)
        if of_query is not None:
            outputs = outputs * of_query[..., None].astype(outputs.dtype)
        return (outputs, weights) if return_attention_scores else outputs

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return the query's mask."""
        several = isinstance(previous_mask, (list, tuple))
        return previous_mask[0] if several else None
