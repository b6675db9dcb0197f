"""Initializers that draw: normal, uniform, truncated normal, orthogonal."""

from __future__ import annotations

import math
from typing import Any, Self

import jax
import numpy as np

from tengen.core.dtypes import standardize_dtype
from tengen.core.messages import complain
from tengen.core.random_state import SeedGenerator, host_generator
from tengen.initializers.initializer import Initializer, as_tensor, registry


class RandomInitializer(Initializer):
    """An initializer that draws; a fixed seed gives the same values at every call.

    Args:
        seed: an integer; `None` draws afresh at every call; a `SeedGenerator` is moved
            on at every call.
    """

    def __init__(self, seed: Any = None) -> None:
        self.seed = _read_seed(seed)

    def __call__(
        self, shape: tuple[int, ...], dtype: Any = None, **ignored: Any
    ) -> jax.Array:
        """Return values drawn for a variable of this shape and dtype."""
        if isinstance(self.seed, SeedGenerator):
            generator = np.random.default_rng(np.asarray(self.seed.next()))
        else:
            generator = host_generator(self.seed)
        dtype = standardize_dtype(dtype)
        wide = "float64" if dtype == "float64" else "float32"
        return as_tensor(self.draw(generator, tuple(shape), wide), dtype)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Build an initializer from what `get_config` returned."""
        seed = config.get("seed")
        if isinstance(seed, dict):
            config = config | {"seed": SeedGenerator(seed["config"]["seed"])}
        return super().from_config(config)

    def draw(
        self, generator: np.random.Generator, shape: tuple[int, ...], dtype: Any
    ) -> np.ndarray[Any, Any]:
        """Return values of a shape, in float32 or float64."""
        raise NotImplementedError(f"{type(self).__name__} does not define draw")


def _read_seed(seed: Any) -> Any:
    if seed is None or isinstance(seed, SeedGenerator):
        return seed
    if isinstance(seed, (int, np.integer)):
        return int(seed)
    raise ValueError(complain("initializer's seed", repr(seed), "an integer or None"))


@registry.register("normal")
class RandomNormal(RandomInitializer):
    """Independent draws of a normal distribution.

    Args:
        mean: its mean.
        stddev: its standard deviation.
        seed: an integer, or `None`.

    Example:
        >>> RandomNormal(stddev=0.1, seed=1)((2, 3)).shape
        (2, 3)
    """

    def __init__(
        self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None
    ) -> None:
        super().__init__(seed)
        self.mean = mean
        self.stddev = stddev

    def draw(
        self, generator: np.random.Generator, shape: tuple[int, ...], dtype: Any
    ) -> np.ndarray[Any, Any]:
        """Return values of a shape, in float32 or float64."""
        values = generator.standard_normal(shape, dtype)
        return self.mean + self.stddev * values


@registry.register("uniform")
class RandomUniform(RandomInitializer):
    """Independent draws of a uniform distribution.

    Args:
        minval: lower end, included.
        maxval: upper end, not included.
        seed: an integer, or `None`.
    """

    def __init__(
        self, minval: float = -0.05, maxval: float = 0.05, seed: Any = None
    ) -> None:
        super().__init__(seed)
        self.minval = minval
        self.maxval = maxval

    def draw(
        self, generator: np.random.Generator, shape: tuple[int, ...], dtype: Any
    ) -> np.ndarray[Any, Any]:
        """Return values of a shape, in float32 or float64."""
        return uniform(generator, shape, dtype, self.minval, self.maxval)


@registry.register()
class TruncatedNormal(RandomInitializer):
    """Independent draws of a normal distribution, none further out than 2 `stddev`.

    What lies further out is drawn again, which makes the actual standard deviation
    0.88 `stddev`.

    Args:
        mean: mean of the distribution.
        stddev: its standard deviation before it is cut.
        seed: an integer, or `None`.
    """

    def __init__(
        self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None
    ) -> None:
        super().__init__(seed)
        self.mean = mean
        self.stddev = stddev

    def draw(
        self, generator: np.random.Generator, shape: tuple[int, ...], dtype: Any
    ) -> np.ndarray[Any, Any]:
        """Return values of a shape, in float32 or float64."""
        return self.mean + self.stddev * truncated_normal(generator, shape, dtype)


@registry.register("OrthogonalInitializer")
class Orthogonal(RandomInitializer):
    """A matrix with orthonormal columns (rows where it is wide), uniformly drawn.

    A shape of more axes is a matrix `(product of the others, last)`. Computed as Q of
    the QR decomposition of normal draws, with the signs that make R's diagonal
    positive. Source: Saxe et al. 2014, section 3; Mezzadri 2007, section 5.

    Args:
        gain: what the matrix is multiplied by.
        seed: an integer, or `None`.
    """

    def __init__(self, gain: float = 1.0, seed: Any = None) -> None:
        super().__init__(seed)
        self.gain = gain

    def draw(
        self, generator: np.random.Generator, shape: tuple[int, ...], dtype: Any
    ) -> np.ndarray[Any, Any]:
        """Return values of a shape, in float32 or float64.

        Raises:
            ValueError: for a shape of fewer than two axes.
        """
        if len(shape) < 2:
            where = "Orthogonal initializer"
            raise ValueError(complain(where, f"shape {shape}", "two axes or more"))
        rows, columns = math.prod(shape[:-1]), shape[-1]
        tall = (max(rows, columns), min(rows, columns))
        q, r = np.linalg.qr(generator.standard_normal(tall, dtype))
        q = q * np.where(np.diagonal(r) < 0, -1, 1).astype(dtype)
        matrix = q if rows >= columns else q.T
        return np.asarray(self.gain * matrix.reshape(shape))


def uniform(
    generator: np.random.Generator,
    shape: tuple[int, ...],
    dtype: Any,
    low: float,
    high: float,
) -> np.ndarray[Any, Any]:
    """Return uniform draws from [low, high)."""
    values = np.asarray(generator.random(shape, dtype))
    values *= high - low
    values += low
    return values


def truncated_normal(
    generator: np.random.Generator, shape: tuple[int, ...], dtype: Any
) -> np.ndarray[Any, Any]:
    """Return standard normal draws, those outside [-2, 2] drawn again."""
    values = np.asarray(generator.standard_normal(shape, dtype))
    while (outside := np.abs(values) > 2).any():
        values[outside] = generator.standard_normal(int(outside.sum()), dtype)
    return values
