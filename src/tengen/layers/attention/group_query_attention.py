"""`GroupedQueryAttention`: several query heads share one head of keys and values."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.layers._checks import positive
from tengen.layers.attention.multi_head_attention import MultiHeadAttention
from tengen.layers.layer import LayerOptions


class GroupedQueryAttention(MultiHeadAttention):
    """Multi-head attention with fewer heads of keys and values than of queries.

    Its public name is that of Keras, `layers.GroupQueryAttention`.

    Args:
        head_dim: size of each head.
        num_query_heads: number of heads.
        num_key_value_heads: number of heads of keys and values; it divides the number
            of heads. 1 is multi-query attention.
        dropout: fraction of the weights dropped in training.
        use_bias: whether the projections have biases.
        sliding_window: how far, in positions, a query sees; everything if `None`.
        flash_attention: accepted; the engine decides.
        kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
            activity_regularizer, kernel_constraint, bias_constraint: of the
            projections.
        use_gate: whether heads are multiplied by a sigmoid of the query.
        seed: of the dropout.

    Shapes:
        query `(N, T, D)`, value and key `(N, S, D')`; output `(N, T, D)`, weights
        `(N, heads, T, S)`.

    Source:
        Ainslie et al. 2023, "GQA: Training Generalized Multi-Query Transformer Models".

    Example:
        >>> import numpy as np
        >>> x = np.ones((2, 5, 8))
        >>> GroupedQueryAttention(4, 4, num_key_value_heads=2)(x, x).shape
        (2, 5, 8)
    """

    _file_names = {
        f"{name}_dense": f"_{name}_dense"
        for name in ("query", "key", "value", "output")
    }

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        head_dim: int,
        num_query_heads: int,
        num_key_value_heads: int,
        dropout: float = 0.0,
        use_bias: bool = True,
        sliding_window: int | None = None,
        flash_attention: bool | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        use_gate: bool = False,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            num_query_heads,
            head_dim,
            dropout=dropout,
            use_bias=use_bias,
            sliding_window=sliding_window,
            flash_attention=flash_attention,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
            use_gate=use_gate,
            seed=seed,
            **options,
        )
        self.head_dim = self.key_dim
        self.num_query_heads = self.num_heads
        self.num_key_value_heads = positive(
            self, "num_key_value_heads", num_key_value_heads
        )
        if self.num_query_heads % self.num_key_value_heads:
            got = f"{num_query_heads} heads, {num_key_value_heads} of keys and values"
            what = "a number that divides the number of heads"
            raise ValueError(complain(type(self).__name__, got, what))

    def serialized_entry(self) -> dict[str, Any]:
        """Return the layer's entry in a file, under its public name."""
        return super().serialized_entry() | {"class_name": "GroupQueryAttention"}

    @property
    def _key_value_heads(self) -> int:
        return self.num_key_value_heads

    def _present_arguments(self, constructor: Any) -> dict[str, Any]:
        found = super()._present_arguments(constructor)
        # Not arguments of this layer in Keras, or set by the engine.
        return {k: v for k, v in found.items() if k not in ("output_shape", _FLASH)}

    def _attend(
        self, query: Any, key: Any, value: Any, seen: Any, training: bool
    ) -> tuple[Any, Any]:
        repeats = self.num_query_heads // self.num_key_value_heads
        key, value = (jnp.repeat(x, repeats, axis=2) for x in (key, value))
        return super()._attend(query, key, value, seen, training)


_FLASH = "flash_attention"
