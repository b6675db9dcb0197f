"""What cross-entropies share: smoothing, clipping, and logarithms of probabilities."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import config
from tengen.losses._tensors import logits_behind


def clip(p: jax.Array) -> jax.Array:
    """Keep probabilities `epsilon` away from 0 and 1."""
    epsilon = config.epsilon()
    return jnp.clip(p, epsilon, 1.0 - epsilon)


def log_softmax_of(y_pred: jax.Array, from_logits: bool, axis: int) -> jax.Array:
    """Return the logarithm of class probabilities, shape of `y_pred`.

    Probabilities that came out of a softmax are taken back to their logits, which
    loses no digits; others are normalised to sum 1 and clipped.
    """
    logits = y_pred if from_logits else None
    if logits is None and axis in (-1, y_pred.ndim - 1):
        logits = logits_behind(y_pred, "softmax")
    if logits is not None:
        return jax.nn.log_softmax(logits.astype(y_pred.dtype), axis=axis)
    return jnp.log(clip(y_pred / y_pred.sum(axis=axis, keepdims=True)))


def log_sigmoid_of(y_pred: jax.Array, from_logits: bool) -> tuple[Any, Any]:
    """Return `log p` and `log(1 - p)`, stably where the logits are known."""
    logits = y_pred if from_logits else logits_behind(y_pred, "sigmoid")
    if logits is not None:
        logits = logits.astype(y_pred.dtype)
        return jax.nn.log_sigmoid(logits), jax.nn.log_sigmoid(-logits)
    p = clip(y_pred)
    return jnp.log(p), jnp.log(1.0 - p)


def smooth_classes(y_true: jax.Array, smoothing: float, axis: int) -> jax.Array:
    """Move a share `smoothing` of each one-hot target to all classes alike."""
    if not smoothing:
        return y_true
    return y_true * (1.0 - smoothing) + smoothing / y_true.shape[axis]


def smooth_binary(y_true: jax.Array, smoothing: float) -> jax.Array:
    """Move targets 0 and 1 by half of `smoothing` towards each other."""
    return y_true * (1.0 - smoothing) + 0.5 * smoothing if smoothing else y_true
