"""The names of `tf.random`: numbers that are drawn anew at each step of training."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from tengen import random, utils
from tengen.compat.tf_functions import sizes


def _name(dtype: Any) -> str:
    return str(dtype) if isinstance(dtype, str) else np.dtype(dtype).name


def normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = "float32",
    seed: Any = None,
    name: Any = None,
) -> Any:
    """Return normally distributed numbers."""
    return random.normal(_known(shape), dtype=_name(dtype), seed=seed) * stddev + mean


def truncated_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = "float32",
    seed: Any = None,
    name: Any = None,
) -> Any:
    """Return normally distributed numbers, none beyond two standard deviations."""
    drawn = random.truncated_normal(_known(shape), dtype=_name(dtype), seed=seed)
    return drawn * stddev + mean


def uniform(
    shape: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = "float32",
    seed: Any = None,
    name: Any = None,
) -> Any:
    """Return uniform numbers from `minval` up to `maxval`, which is left out."""
    if "int" in _name(dtype):
        return random.randint(
            _known(shape), minval, maxval, dtype=_name(dtype), seed=seed
        )
    width = (1.0 if maxval is None else maxval) - minval
    drawn = random.uniform(_known(shape), dtype=_name(dtype), seed=seed)
    return drawn * width + minval


def shuffle(value: Any, seed: Any = None, name: Any = None) -> Any:
    """Return the entries along the first axis in random order."""
    return random.shuffle(value, seed=seed)


def categorical(
    logits: Any,
    num_samples: int,
    dtype: Any = "int32",
    seed: Any = None,
    name: Any = None,
) -> Any:
    """Return class numbers drawn from logits `(N, classes)`: `(N, num_samples)`."""
    return random.categorical(logits, num_samples, dtype=_name(dtype), seed=seed)


def stateless_normal(shape: Any, seed: Any, **options: Any) -> Any:
    """Return the normal numbers that belong to a seed of two integers."""
    return normal(shape, seed=_folded(seed), **options)


def stateless_uniform(shape: Any, seed: Any, **options: Any) -> Any:
    """Return the uniform numbers that belong to a seed of two integers."""
    return uniform(shape, seed=_folded(seed), **options)


def _folded(seed: Any) -> int:
    parts = [int(part) % 2**32 for part in np.asarray(seed)]
    return int(np.random.SeedSequence(parts).generate_state(1)[0])


def _known(shape: Any) -> tuple[int, ...]:
    listed = () if shape is None or isinstance(shape, int) else tuple(shape)
    if any(size is None or hasattr(size, "node") for size in listed):
        raise TypeError(
            "tf.random\n  got a shape that is not known yet; expected integers\n"
            "  fix: draw in the call of a layer, where the batch has a size"
        )
    return sizes(shape)


@cache
def names() -> dict[str, Any]:
    """Return the names of `tf.random`."""
    own: tuple[Any, ...] = (normal, truncated_normal, uniform, shuffle, categorical)
    own = (*own, stateless_normal, stateless_uniform)
    found = {function.__name__: function for function in own}
    return {
        **found,
        "set_seed": utils.set_random_seed,
        "set_random_seed": utils.set_random_seed,
        "gamma": random.gamma,
    }
