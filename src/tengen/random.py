"""Random numbers: `SeedGenerator`, and draws on the host for scripts and examples.

Layers draw inside compiled steps by `tengen.core.random_state`. The functions here draw
with NumPy and return JAX arrays.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core import config
from tengen.core.random_state import SeedGenerator, host_generator

__all__ = ["SeedGenerator", "normal", "randint", "shuffle", "uniform"]


def _generator(seed: Any) -> np.random.Generator:
    if isinstance(seed, SeedGenerator):
        return np.random.default_rng(np.asarray(seed.next()))
    return host_generator(seed)


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
    draws = _generator(seed).normal(mean, stddev, tuple(shape))
    return jnp.asarray(draws, dtype or config.floatx())


def uniform(
    shape: Any,
    minval: float = 0.0,
    maxval: float = 1.0,
    dtype: Any = None,
    seed: Any = None,
) -> jax.Array:
    """Return numbers uniform on `[minval, maxval)` of a shape."""
    draws = _generator(seed).uniform(minval, maxval, tuple(shape))
    return jnp.asarray(draws, dtype or config.floatx())


def randint(
    shape: Any, minval: int, maxval: int, dtype: Any = "int32", seed: Any = None
) -> jax.Array:
    """Return integers uniform on `minval` to `maxval - 1` of a shape."""
    return jnp.asarray(_generator(seed).integers(minval, maxval, tuple(shape)), dtype)


def shuffle(x: Any, axis: int = 0, seed: Any = None) -> jax.Array:
    """Return the entries of `x` in random order along an axis."""
    x = jnp.asarray(x)
    return jnp.take(x, _generator(seed).permutation(x.shape[axis]), axis=axis)
