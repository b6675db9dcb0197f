"""Random masks of the dropout family."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from tengen.core import random_state
from tengen.core.messages import complain


def checked_rate(layer: Any, name: str, rate: Any) -> Any:
    """Return a dropout rate.

    Raises:
        ValueError: naming the layer class, for a rate outside 0 to 1.
    """
    if not 0 <= rate <= 1:
        where = f"{type(layer).__name__}: {name}"
        raise ValueError(complain(where, repr(rate), "0 to 1"))
    return rate


def checked_noise_shape(layer: Any, shape: Any) -> tuple[int | None, ...] | None:
    """Return the shape of a dropout mask.

    Raises:
        ValueError: naming the layer class, for anything but sizes and `None`.
    """
    if shape is None:
        return None
    if not isinstance(shape, (list, tuple)) or not all(
        size is None or (hasattr(size, "__index__") and int(size) > 0) for size in shape
    ):
        where = f"{type(layer).__name__}: noise_shape"
        raise ValueError(complain(where, repr(shape), "a tuple of sizes and None"))
    return tuple(shape)


def kept(seed_generator: Any, rate: float, shape: tuple[int, ...]) -> Any:
    """Draw booleans, each true with probability `1 - rate`."""
    bits = random_state.random_bits(seed_generator.next(), tuple(shape))
    return bits >= jnp.uint32(min(round(rate * 2**32), 2**32 - 1))


def dropout_factors(
    seed_generator: Any, rate: float, shape: tuple[int, ...], dtype: Any
) -> Any:
    """Draw what values are multiplied by: 0 or 1 / (1 - rate)."""
    if rate >= 1:
        return jnp.zeros(shape, dtype)
    return jnp.where(kept(seed_generator, rate, shape), 1 / (1 - rate), 0).astype(dtype)


def normal(seed_generator: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """Draw standard normal numbers (Box and Muller 1958)."""
    first = random_state.uniform(seed_generator.next(), shape, "float32")
    second = random_state.uniform(seed_generator.next(), shape, "float32")
    radius = jnp.sqrt(-2 * jnp.log1p(-first))
    return (radius * jnp.cos(2 * jnp.pi * second)).astype(dtype)
