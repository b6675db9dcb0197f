"""What a convolution does to its results before it writes them."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

_ACTIVATIONS = ("linear", "relu", "swish")  # in the order of native/kernels.h


def number(activation: str) -> np.int64:
    """The activation as the compiled kernels know it."""
    return np.int64(_ACTIVATIONS.index(activation))


def activated(y: Any, activation: str) -> jax.Array:
    """The activation of `y`, by XLA."""
    if activation == "relu":
        return jnp.maximum(y, 0)
    return jax.nn.silu(y) if activation == "swish" else y
