"""`encode`: integers as vectors, in the ways that several layers offer."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain

MODES = ("int", "one_hot", "multi_hot", "count")


def checked_mode(layer: Any, mode: str, known: tuple[str, ...] = MODES) -> str:
    """Return an output mode; old names are translated.

    Raises:
        ValueError: naming the layer class.
    """
    mode = {"binary": "multi_hot", "tf-idf": "tf_idf"}.get(mode, mode)
    if mode not in known:
        where = f"{type(layer).__name__}: output_mode"
        raise ValueError(complain(where, repr(mode), f"one of {', '.join(known)}"))
    return mode


def encode(indices: Any, mode: str, depth: int, dtype: Any, weights: Any = None) -> Any:
    """Return integers one-hot, or their sets or counts along the last axis.

    Args:
        indices: `(..., T)`; those outside 0 to `depth - 1` count nowhere.
        mode: `'one_hot'`: `(..., T, depth)`, a last axis of size 1 left out;
            `'multi_hot'` (1 where present) or `'count'`: `(..., depth)`.
        weights: of the integers, for `'count'`.
    """
    if mode == "one_hot":
        if indices.ndim > 1 and indices.shape[-1] == 1:
            indices = indices[..., 0]
        return jax.nn.one_hot(indices, depth, dtype=dtype)
    indices = indices[None] if indices.ndim == 0 else indices
    ones = jax.nn.one_hot(indices, depth, dtype=dtype)
    if mode == "multi_hot":
        return ones.max(-2)
    if weights is not None:
        ones = ones * jnp.asarray(weights, dtype)[..., None]
    return ones.sum(-2)
