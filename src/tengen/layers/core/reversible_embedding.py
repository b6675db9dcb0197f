"""`ReversibleEmbedding`: integers to vectors, and vectors back to scores."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.layers.core.embedding import Embedding
from tengen.layers.layer import LayerOptions


class ReversibleEmbedding(Embedding):
    """An `Embedding` that can be called in reverse, as the end of a language model.

    Args:
        input_dim: size of the vocabulary: indices are 0 to `input_dim - 1`.
        output_dim: length of the vectors.
        tie_weights: whether the way back uses the same table, transposed.
        embeddings_initializer: uniform on (-0.05, 0.05) by default.
        embeddings_regularizer: penalty on the whole table.
        embeddings_constraint: projection after each update.
        mask_zero: whether index 0 marks padding that later layers leave out.
        reverse_dtype: dtype of the way back; the layer's compute dtype if `None`.
        logit_soft_cap: bounds the scores s softly: cap * tanh(s / cap).

    Shapes:
        forwards `(N, ...)` to `(N, ..., output_dim)`; in reverse `(N, ..., output_dim)`
        to `(N, ..., input_dim)`.

    Source:
        Press and Wolf, "Using the Output Embedding to Improve Language Models", 2017.

    Example:
        >>> import numpy as np
        >>> layer = ReversibleEmbedding(100, 8)
        >>> vectors = layer(np.array([[1, 2, 3]]))
        >>> layer(vectors, reverse=True).shape
        (1, 3, 100)
    """

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        input_dim: int,
        output_dim: int,
        tie_weights: bool = True,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        reverse_dtype: Any = None,
        logit_soft_cap: float | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            input_dim,
            output_dim,
            embeddings_initializer,
            embeddings_regularizer,
            embeddings_constraint,
            mask_zero,
            **options,
        )
        self.tie_weights = tie_weights
        self.reverse_dtype = reverse_dtype
        self.logit_soft_cap = logit_soft_cap

    def build(self, input_shape: Any = None) -> None:
        """Create the table, and a second one for the way back unless they are tied."""
        super().build(input_shape)
        if not self.tie_weights:
            self.reverse_embeddings = self.add_weight(
                name="reverse_embeddings",
                shape=(self.output_dim, self.input_dim),
                initializer=self.embeddings_initializer,
            )

    def call(self, inputs: Any, reverse: bool = False) -> Any:
        """Return vectors, or in reverse the scores of all integers."""
        if not reverse:
            return super().call(inputs)
        table = self.embeddings if self.tie_weights else self.reverse_embeddings
        table = jnp.asarray(getattr(table, "value", table))
        dtype = self.reverse_dtype or self.compute_dtype
        kernel = table.T if self.tie_weights else table
        scores = jnp.matmul(inputs.astype(dtype), kernel.astype(dtype))
        if self.logit_soft_cap is None:
            return scores
        return self.logit_soft_cap * jnp.tanh(scores / self.logit_soft_cap)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return where integers are not 0, if `mask_zero`."""
        if jnp.issubdtype(inputs.dtype, jnp.floating):
            return None  # vectors, on their way back
        return super().compute_mask(inputs, previous_mask)
