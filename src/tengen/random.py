"""Random arrays under the names of `keras.random`, outside and inside of layers.

A draw needs a key of two 32-bit integers: a seed and a count. An integer as seed
always gives the same numbers, a `SeedGenerator` the next ones, `None` fresh ones. The
same seed gives the numbers that Keras gives on JAX.

Inside a layer or a training step both `SeedGenerator` and `None` draw anew at every
step: the count is a variable. A `SeedGenerator` that a layer keeps as an attribute is
saved with it.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import config
from tengen.core.random_state import SeedGenerator, jax_key, next_key

__all__ = [
    "SeedGenerator",
    "beta",
    "binomial",
    "categorical",
    "dropout",
    "gamma",
    "normal",
    "randint",
    "shuffle",
    "truncated_normal",
    "uniform",
]


def _key(seed: Any) -> jax.Array:
    return jax_key(next_key(seed))


def normal(
    shape: Any,
    mean: float = 0.0,
    stddev: float = 1.0,
    dtype: Any = None,
    seed: Any = None,
) -> jax.Array:
    """Return normally distributed numbers of a shape.

    Example:
        >>> normal((2, 3), seed=1).shape
        (2, 3)
    """
    dtype = dtype or config.floatx()
    drawn: jax.Array = jax.random.normal(_key(seed), tuple(shape), dtype)
    return drawn * stddev + mean


def truncated_normal(
    shape: Any,
    mean: float = 0.0,
    stddev: float = 1.0,
    dtype: Any = None,
    seed: Any = None,
) -> jax.Array:
    """Return normally distributed numbers, none beyond two standard deviations."""
    dtype = dtype or config.floatx()
    drawn: jax.Array = jax.random.truncated_normal(
        _key(seed), -2.0, 2.0, tuple(shape), dtype
    )
    return drawn * stddev + mean


def uniform(
    shape: Any,
    minval: float = 0.0,
    maxval: float = 1.0,
    dtype: Any = None,
    seed: Any = None,
) -> jax.Array:
    """Return numbers uniform on `[minval, maxval)` of a shape."""
    dtype = dtype or config.floatx()
    return jax.random.uniform(_key(seed), tuple(shape), dtype, minval, maxval)


def randint(
    shape: Any, minval: int, maxval: int, dtype: Any = "int32", seed: Any = None
) -> jax.Array:
    """Return integers uniform on `minval` to `maxval - 1` of a shape."""
    return jax.random.randint(_key(seed), tuple(shape), minval, maxval, dtype)


def categorical(
    logits: Any, num_samples: int, dtype: Any = "int32", seed: Any = None
) -> jax.Array:
    """Return classes drawn from unnormalized log-probabilities.

    Args:
        logits: `(N, K)`.
        num_samples: how many to draw for each row.

    Returns:
        Integers from 0 to K - 1, `(N, num_samples)`.
    """
    logits = jnp.asarray(logits)
    shape = (logits.shape[0], num_samples)
    drawn = jax.random.categorical(_key(seed), logits[:, :, None], 1, shape)
    return drawn.astype(dtype)


def gamma(shape: Any, alpha: Any, dtype: Any = None, seed: Any = None) -> jax.Array:
    """Return numbers of the gamma distribution with form `alpha` and scale 1."""
    dtype = dtype or config.floatx()
    return jax.random.gamma(_key(seed), alpha, tuple(shape), dtype)


def beta(
    shape: Any, alpha: Any, beta: Any, dtype: Any = None, seed: Any = None
) -> jax.Array:
    """Return numbers of the beta distribution, between 0 and 1."""
    dtype = dtype or config.floatx()
    return jax.random.beta(_key(seed), alpha, beta, tuple(shape), dtype)


def binomial(
    shape: Any, counts: Any, probabilities: Any, dtype: Any = None, seed: Any = None
) -> jax.Array:
    """Return how many of `counts` trials succeed, each with a probability."""
    dtype = dtype or config.floatx()
    return jax.random.binomial(_key(seed), counts, probabilities, tuple(shape), dtype)


def dropout(
    inputs: Any, rate: float, noise_shape: Any = None, seed: Any = None
) -> jax.Array:
    """Return the input, a fraction `rate` set to zero and the rest scaled up for it."""
    inputs = jnp.asarray(inputs)
    shape = inputs.shape if noise_shape is None else noise_shape
    shape = [
        have if wanted is None else wanted
        for wanted, have in zip(shape, inputs.shape, strict=True)
    ]
    kept = jax.random.bernoulli(_key(seed), 1.0 - rate, shape)
    return jnp.where(kept, inputs / (1.0 - rate), 0).astype(inputs.dtype)


def shuffle(x: Any, axis: int = 0, seed: Any = None) -> jax.Array:
    """Return the entries of `x` in random order along an axis.

    Rows stay whole, as in NumPy and TensorFlow; Keras on JAX orders each column anew.
    """
    return jax.random.permutation(_key(seed), jnp.asarray(x), axis)
