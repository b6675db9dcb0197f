"""`MultiHeadAttention`: several attentions side by side."""

from __future__ import annotations

import math
import string
from typing import Any, Unpack

import jax
import jax.numpy as jnp

from tengen import constraints, initializers, regularizers
from tengen.core import context
from tengen.core.messages import complain
from tengen.layers._checks import positive
from tengen.layers.core.einsum_dense import EinsumDense
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.regularization.dropout import Dropout

# Far below all scores, yet finite: a query that sees nothing gets a mean, not NaN.
_HIDDEN = -1e30


class MultiHeadAttention(Layer):
    """Looks up values by the likeness of queries and keys, with several heads.

    Each head projects its inputs, and returns softmax(q k / sqrt(key_dim)) v; the heads
    are joined and projected once more. Called as `layer(query, value, key=value)`;
    masks of the inputs are heeded.

    Args:
        num_heads: number of heads.
        key_dim: features of queries and keys in each head.
        value_dim: features of values in each head; `key_dim` if `None`.
        dropout: fraction of the attention weights dropped in training.
        use_bias: whether the projections have biases.
        output_shape: features of the output, an integer or several; the query's if
            `None`.
        attention_axes: axes that are attended over; all but the first and last if
            `None`.
        sliding_window: each query sees only keys at most this number minus 1 away.
        flash_attention: only for calls written for Keras; XLA chooses.
        kernel_initializer: Glorot uniform by default.
        bias_initializer: zeros by default.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties on the
            weights and outputs of the projections.
        kernel_constraint, bias_constraint: projections after each update.
        use_gate: whether the joined heads are multiplied by a sigmoid of the query.
        seed: of the dropout.

    Shapes:
        query `(N, T, a)`, value `(N, S, b)`, key `(N, S, c)`; output `(N, T, a)`, with
        `return_attention_scores` followed by `(N, heads, T, S)`.

    Source:
        Vaswani et al. 2017, section 3.2.

    Example:
        >>> import numpy as np
        >>> x = np.ones((2, 5, 8))
        >>> MultiHeadAttention(num_heads=2, key_dim=4)(x, x).shape
        (2, 5, 8)
    """

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        dropout: float = 0.0,
        use_bias: bool = True,
        output_shape: Any = None,
        attention_axes: Any = None,
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
        super().__init__(**options)
        self.num_heads = positive(self, "num_heads", num_heads)
        self.key_dim = positive(self, "key_dim", key_dim)
        self.value_dim = positive(self, "value_dim", value_dim or key_dim)
        self.dropout = dropout
        self.use_bias = use_bias
        self.use_gate = use_gate
        self.flash_attention = flash_attention
        self._features = None if output_shape is None else _tuple(output_shape)
        self.attention_axes = None if attention_axes is None else _tuple(attention_axes)
        self.sliding_window = sliding_window
        if sliding_window is not None:
            positive(self, "sliding_window", sliding_window)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        # Of the projections' outputs, not of this layer's own.
        self._of_projections = regularizers.get(activity_regularizer)
        self.seed = seed
        self.supports_masking = True
        self._dropout_layer = Dropout(dropout, seed=seed, dtype=options.get("dtype"))
        self._shapes: dict[str, Any] | None = None

    # -- weights -------------------------------------------------------------------

    def build(  # type: ignore[override]  # one shape for each tensor
        self, query_shape: Any, value_shape: Any, key_shape: Any = None
    ) -> None:
        """Create the projections."""
        shapes = {"query_shape": query_shape, "value_shape": value_shape}
        if key_shape is not None:
            shapes["key_shape"] = key_shape
        self._shapes = shapes
        key_shape = value_shape if key_shape is None else key_shape
        if tuple(value_shape[1:-1]) != tuple(key_shape[1:-1]):
            raise ValueError(
                complain(
                    f"layer {self.name!r}",
                    f"values {tuple(value_shape)} and keys {tuple(key_shape)}",
                    "as many keys as values",
                )
            )
        heads = self.num_heads
        fewer = self._key_value_heads
        self.query_dense = self._projection("query", query_shape, (heads, self.key_dim))
        self.key_dense = self._projection("key", key_shape, (fewer, self.key_dim))
        of_values = (heads, self.value_dim)
        self._gate_dense = None
        if self.use_gate:
            self._gate_dense = self._projection(
                "gate", query_shape, of_values, activation="sigmoid"
            )
        self.value_dense = self._projection(
            "value", value_shape, (fewer, self.value_dim)
        )
        joined = (*query_shape[:-1], *of_values)
        features = self._features or (query_shape[-1],)
        self.output_dense = self._projection("attention_output", joined, features, 2)

    @property
    def _key_value_heads(self) -> int:
        return self.num_heads

    def _projection(
        self,
        name: str,
        input_shape: Any,
        outputs: tuple[int, ...],
        bound: int = 1,
        activation: Any = None,
    ) -> EinsumDense:
        """Make a dense layer from the last axes (`bound`) to others."""
        letters = iter(string.ascii_lowercase)
        free = "".join(next(letters) for _ in input_shape[:-bound])
        summed = "".join(next(letters) for _ in range(bound))
        made = "".join(next(letters) for _ in outputs)
        layer = EinsumDense(
            f"{free}{summed},{summed}{made}->{free}{made}",
            (*(None for _ in free[1:]), *outputs),
            activation=activation,
            bias_axes=made if self.use_bias else None,
            kernel_initializer=_with_fans(
                _copy(self.kernel_initializer), bound, len(outputs)
            ),
            bias_initializer=_copy(self.bias_initializer),
            kernel_regularizer=self.kernel_regularizer,
            bias_regularizer=self.bias_regularizer,
            activity_regularizer=self._of_projections,
            kernel_constraint=self.kernel_constraint,
            bias_constraint=self.bias_constraint,
            name=name,
            dtype=self.dtype_policy.name,
            trainable=self.trainable,
        )
        layer.build(tuple(input_shape))
        return layer

    def get_build_config(self) -> dict[str, Any] | None:
        """Return the shapes the layer was built for."""
        return None if self._shapes is None else {"shapes_dict": self._shapes}

    def _present_arguments(self, constructor: Any) -> dict[str, Any]:
        found = super()._present_arguments(constructor)
        own = {
            "output_shape": self._features,
            "activity_regularizer": self._of_projections,
        }
        return found | own

    # -- the computation -----------------------------------------------------------

    def call(
        self,
        query: Any,
        value: Any,
        key: Any = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        """Return the output, with `return_attention_scores` also the weights.

        Args:
            attention_mask: booleans `(N, T, S)` or `(N, heads, T, S)`; false hides.
            use_causal_mask: whether query t sees positions up to t only.
        """
        key = value if key is None else key
        seen = self._what_is_seen(
            (query.shape[1], value.shape[1]),
            {"query": query_mask, "value": value_mask, "key": key_mask},
            attention_mask,
            use_causal_mask,
        )
        gate = None if self._gate_dense is None else self._gate_dense(query)
        outputs, scores = self._attend(
            self.query_dense(query),
            self.key_dense(key),
            self.value_dense(value),
            seen,
            training,
        )
        if gate is not None:
            outputs = outputs * gate
        outputs = self.output_dense(outputs)
        return (outputs, scores) if return_attention_scores else outputs

    def _what_is_seen(
        self,
        lengths: tuple[int, int],
        masks: dict[str, Any],
        given: Any,
        causal: bool,
    ) -> Any:
        """Join all masks into booleans that broadcast to `(N, T, S)`, or `None`."""
        found = [] if given is None else [jnp.asarray(given, bool)]
        for name, mask in masks.items():
            if mask is not None:
                axis = -1 if name == "query" else -2
                found.append(jnp.expand_dims(jnp.asarray(mask, bool), axis))
        ahead = jnp.arange(lengths[0])[:, None] - jnp.arange(lengths[1])
        if causal:
            found.append((ahead >= 0)[None])
        if self.sliding_window is not None:
            found.append((jnp.abs(ahead) < self.sliding_window)[None])
        if not found:
            return None
        rank = max(mask.ndim for mask in found)
        result: Any = True
        for mask in found:
            missing = range(1, 1 + rank - mask.ndim)
            result = result & jnp.expand_dims(mask, tuple(missing))
        return result

    def _attend(
        self, query: Any, key: Any, value: Any, seen: Any, training: bool
    ) -> tuple[Any, Any]:
        """Attend with projected tensors `(N, T, heads, features)`."""
        axes = self.attention_axes or tuple(range(1, query.ndim - 2))
        axes = tuple(axis % (query.ndim - 1) for axis in axes)
        letters = string.ascii_lowercase
        of_query = letters[: query.ndim]
        of_key = "".join(
            letters[10 + i] if i in axes else letter
            for i, letter in enumerate(of_query[:-1])
        )
        shared = "".join(a for a in of_query[:-1] if a in of_key)
        targets = "".join(of_query[i] for i in axes)
        sources = "".join(of_key[i] for i in axes)
        of_scores = shared + targets + sources
        scaled = query * (1 / math.sqrt(self.key_dim))
        last = of_query[-1]
        scores = jnp.einsum(
            f"{of_query},{of_key}{last}->{of_scores}", scaled, key
        ).astype(jnp.promote_types(query.dtype, "float32"))
        if seen is not None:
            missing = scores.ndim - seen.ndim
            place = seen.ndim - 2 * len(axes)
            added = tuple(range(place, place + missing))
            scores = jnp.where(jnp.expand_dims(seen, added), scores, _HIDDEN)
        over = tuple(range(scores.ndim - len(axes), scores.ndim))
        scores = jax.nn.softmax(scores, axis=over).astype(query.dtype)
        kept = self._dropout_layer(scores, training=training)
        outputs = jnp.einsum(f"{of_scores},{of_key}{last}->{of_query}", kept, value)
        return outputs, scores

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return the query's mask."""
        call = context.current_call()
        return None if call is None else call.mask_of(inputs)


def _tuple(value: Any) -> tuple[int, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (int(value),)


def _copy(initializer: Any) -> Any:
    """One initializer with a seed must not give all projections the same weights."""
    if not hasattr(initializer, "get_config"):
        return initializer
    return type(initializer).from_config(initializer.get_config())


def _with_fans(initializer: Any, inputs: int, outputs: int) -> Any:
    """Let heads count among the outputs (or inputs) of a unit, not among its places."""
    if isinstance(initializer, initializers.VarianceScaling) and (
        initializer.input_axes is None
    ):
        initializer.input_axes = tuple(range(inputs))
        initializer.output_axes = tuple(range(inputs, inputs + outputs))
    return initializer
