"""New tensors: constants, ranges, windows, and tensors like others."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.dtypes import standardize_dtype
from tengen.ops._dispatch import op
from tengen.ops._families import default_float, floats, tensor, unary

# fmt: off
__all__ = [
    "arange", "array", "bartlett", "blackman", "cast", "convert_to_tensor", "copy",
    "empty", "empty_like", "eye", "full", "full_like", "geomspace", "hamming",
    "hanning", "identity", "kaiser", "linspace", "logspace", "meshgrid", "ones",
    "ones_like", "saturate_cast", "tri", "vander", "zeros", "zeros_like",
]
# fmt: on


@op
def zeros(shape: Any, dtype: Any = None) -> jax.Array:
    """Return zeros of a shape, floats where no dtype is given."""
    return jnp.zeros(shape, default_float(dtype))


@op
def ones(shape: Any, dtype: Any = None) -> jax.Array:
    """Return ones of a shape, floats where no dtype is given."""
    return jnp.ones(shape, default_float(dtype))


@op
def empty(shape: Any, dtype: Any = None) -> jax.Array:
    """Return a tensor to be filled; here zeros."""
    return jnp.empty(shape, default_float(dtype))


@op
def full(shape: Any, fill_value: Any, dtype: Any = None) -> jax.Array:
    """Return a shape filled with one value, floats where no dtype is given."""
    return jnp.full(shape, tensor(fill_value), default_float(dtype))


@op
def zeros_like(x: Any, dtype: Any = None) -> jax.Array:
    """Return zeros of the shape and dtype of `x`."""
    return jnp.zeros_like(tensor(x), dtype=dtype)


@op
def ones_like(x: Any, dtype: Any = None) -> jax.Array:
    """Return ones of the shape and dtype of `x`."""
    return jnp.ones_like(tensor(x), dtype=dtype)


@op
def empty_like(x: Any, dtype: Any = None) -> jax.Array:
    """Return a tensor to be filled, like `x`; here zeros."""
    return jnp.empty_like(tensor(x), dtype=dtype)


@op
def full_like(x: Any, fill_value: Any, dtype: Any = None) -> jax.Array:
    """Return the shape and dtype of `x` filled with one value."""
    return jnp.full_like(tensor(x), tensor(fill_value), dtype=dtype)


@op
def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Any:
    """Return start, start + step, ... below `stop`; from 0 with one argument.

    Example:
        >>> arange(3).tolist(), arange(1, 2, 0.5).tolist()
        ([0, 1, 2], [1.0, 1.5])
    """
    return jnp.arange(start, stop, step, dtype=dtype)


@op
def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """Return `num` evenly spaced numbers from `start` to `stop`.

    With `retstep` also the distance between them.
    """
    return jnp.linspace(
        tensor(start), tensor(stop), num, endpoint, retstep, dtype, axis
    )


@op
def logspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: Any = 10,
    dtype: Any = None,
    axis: int = 0,
) -> jax.Array:
    """Return `num` powers of `base` with evenly spaced exponents."""
    return jnp.logspace(tensor(start), tensor(stop), num, endpoint, base, dtype, axis)


@op
def geomspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    dtype: Any = None,
    axis: int = 0,
) -> jax.Array:
    """Return `num` numbers from `start` to `stop` with a constant quotient."""
    return jnp.geomspace(tensor(start), tensor(stop), num, endpoint, dtype, axis)


@op
def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> jax.Array:
    """Return `(N, M)` with ones on the `k`-th diagonal and zeros elsewhere."""
    return jnp.eye(N, M, k, default_float(dtype))


@op
def identity(n: int, dtype: Any = None) -> jax.Array:
    """Return the `(n, n)` identity matrix."""
    return jnp.identity(n, default_float(dtype))


@op
def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> jax.Array:
    """Return `(N, M)` with ones on and below the `k`-th diagonal."""
    return jnp.tri(N, M, k, default_float(dtype))


@op
def vander(x: Any, N: int | None = None, increasing: bool = False) -> jax.Array:
    """Return the powers of each entry of `(n,)` as rows `(n, N)`."""
    return jnp.vander(tensor(x), N, increasing)


@op
def meshgrid(*x: Any, indexing: str = "xy") -> list[jax.Array]:
    """Return coordinate tensors of the grid that coordinate vectors span."""
    return list(jnp.meshgrid(*(tensor(v) for v in x), indexing=indexing))


@op
def array(x: Any, dtype: Any = None) -> jax.Array:
    """Return a tensor of the values of `x`."""
    return _as_array(x, dtype)


@op
def convert_to_tensor(
    x: Any, dtype: Any = None, sparse: Any = None, ragged: Any = None
) -> jax.Array:
    """Return a tensor of the values of `x`; Python's floats get the default float.

    Args:
        x: number, nested list, NumPy array, variable or tensor.
        dtype: default: the dtype of `x`.
        sparse, ragged: only for calls written for Keras; results are dense.
    """
    return _as_array(x, dtype)


@op
def copy(x: Any) -> jax.Array:
    """Return a copy of a tensor."""
    return jnp.array(x, copy=True)


@op
def cast(x: Any, dtype: Any) -> jax.Array:
    """Return the entries of `x` in another dtype; floats lose their fraction.

    Example:
        >>> cast([0.5, 1.5], "int32").tolist()
        [0, 1]
    """
    return jnp.asarray(x).astype(standardize_dtype(dtype))


@op
def saturate_cast(x: Any, dtype: Any) -> jax.Array:
    """Cast, after clipping to the range of the new dtype."""
    x, name = jnp.asarray(x), standardize_dtype(dtype)
    if name == "bool" or x.dtype == bool:
        return x.astype(name)
    low, high = _range(name)
    own_low, own_high = _range(str(x.dtype))
    # Limits must be numbers of the type of x: the nearest ones inside both ranges.
    low, high = max(low, own_low), min(high, own_high)
    limited = jnp.clip(x, jnp.asarray(low, x.dtype), _not_above(high, x.dtype))
    return limited.astype(name)


def _range(dtype: str) -> tuple[Any, Any]:
    floating = jnp.issubdtype(dtype, jnp.floating)
    make: Any = jnp.finfo if floating else jnp.iinfo
    info = make(dtype)
    cast_back = float if floating else int
    return cast_back(info.min), cast_back(info.max)


def _not_above(limit: Any, dtype: Any) -> jax.Array:
    value = jnp.asarray(limit, dtype)
    if jnp.issubdtype(dtype, jnp.floating) and float(value) > limit:
        return jnp.nextafter(value, jnp.zeros((), dtype))
    return value


def _as_array(x: Any, dtype: Any) -> jax.Array:
    if dtype is not None:
        return jnp.asarray(x, standardize_dtype(dtype))
    if isinstance(x, float):
        return jnp.asarray(x, default_float())
    result = jnp.asarray(x)
    if isinstance(x, (list, tuple)) and result.dtype == "float64":
        return result.astype(default_float())
    return result


def _window(name: str, summary: str) -> Any:
    compute = getattr(jnp, name)
    made = unary(name, summary, lambda x: compute(int(x)).astype(default_float()))
    made.__doc__ = f"{summary}\n\n    Args:\n        x: its length.\n    "
    return made


bartlett = _window("bartlett", "Return the triangular window of a length.")
blackman = _window("blackman", "Return the Blackman window of a length.")
hamming = _window("hamming", "Return the Hamming window of a length.")
hanning = _window("hanning", "Return the Hann window of a length.")


@op
def kaiser(x: int, beta: Any) -> jax.Array:
    """Return the Kaiser window of a length; `beta` sets how fast it falls."""
    return jnp.kaiser(int(x), floats(beta)).astype(default_float())
