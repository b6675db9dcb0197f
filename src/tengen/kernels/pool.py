"""Maximum and average over the windows of an image."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.interpreters import ad

from tengen.kernels import native
from tengen.kernels.geometry import Padding, Window, window
from tengen.kernels.primitive import Computation, define, linear


def max_pool2d(
    x: jax.Array,
    size: int | Sequence[int] = 2,
    strides: int | Sequence[int] | None = None,
    padding: Padding = "valid",
) -> jax.Array:
    """The largest value of each window and channel; padding never wins.

    Args:
        x: images `(N, H, W, C)`.
        size: height and width of the window.
        strides: one integer or two; the window's size where None.
        padding: "valid", "same" or ((top, bottom), (left, right)).

    Returns:
        `(N, OH, OW, C)`.

    Raises:
        ValueError: a window that does not fit.

    Example:
        >>> import jax.numpy as jnp
        >>> max_pool2d(jnp.arange(4.0).reshape(1, 2, 2, 1)).item()
        3.0
    """
    return _max_pool(x, _window(x, size, strides, padding))


def average_pool2d(
    x: jax.Array,
    size: int | Sequence[int] = 2,
    strides: int | Sequence[int] | None = None,
    padding: Padding = "valid",
) -> jax.Array:
    """The mean of each window and channel over the points inside the image.

    Args:
        x: images `(N, H, W, C)`.
        size: height and width of the window.
        strides: one integer or two; the window's size where None.
        padding: "valid", "same" or ((top, bottom), (left, right)).

    Returns:
        `(N, OH, OW, C)`.

    Raises:
        ValueError: a window that does not fit.

    Example:
        >>> import jax.numpy as jnp
        >>> average_pool2d(jnp.arange(4.0).reshape(1, 2, 2, 1)).item()
        1.5
    """
    w = _window(x, size, strides, padding)
    total = _sum.bind(x, window=w, image=x.shape)
    return total * (1 / _inside(w, x.shape)).astype(x.dtype)


def _inside(w: Window, image: Sequence[int]) -> np.ndarray[Any, Any]:
    """How many points of each window lie inside the image, `(OH, OW, 1)`."""
    counts = []
    for axis in range(2):
        first = np.arange(w.out[axis]) * w.strides[axis] - w.pads[axis][0]
        last = np.minimum(first + w.size[axis], image[1 + axis])
        counts.append(last - np.maximum(first, 0))
    return (counts[0][:, None] * counts[1])[..., None]


def _window(
    x: jax.Array,
    size: int | Sequence[int],
    strides: int | Sequence[int] | None,
    padding: Padding,
) -> Window:
    if x.ndim != 4:
        raise ValueError(f"Pooling: expected images (N, H, W, C), got shape {x.shape}.")
    return window(x.shape[1:3], size, size if strides is None else strides, padding)


# The largest points are found once, with their places; everything after that is linear:
# `take` along the places, and `put` back, the transpose of it.


@functools.partial(jax.custom_jvp, nondiff_argnums=(1,))
def _max_pool(x: jax.Array, w: Window) -> jax.Array:
    largest: jax.Array = _max.bind(x, window=w)
    return largest


@_max_pool.defjvp
def _max_pool_jvp(w: Window, primals: Any, tangents: Any) -> tuple[Any, Any]:
    (x,), (dx,) = primals, tangents
    if w.size[0] * w.size[1] > 256:
        return jax.jvp(lambda x: _largest(x, w), primals, tangents)
    y, place = _pool.bind(x, window=w)
    return y, _take.bind(dx, place, window=w, image=x.shape)


def _pool_jvp(primals: Any, tangents: Any, *, window: Window) -> tuple[Any, Any]:
    (x,), (dx,) = primals, tangents
    y, place = _pool.bind(x, window=window)
    dy = _take.bind(ad.instantiate_zeros(dx), place, window=window, image=x.shape)
    return [y, place], [dy, ad.Zero(jax.typeof(place).to_tangent_aval())]


def _largest(x: jax.Array, w: Window) -> jax.Array:
    if jnp.issubdtype(x.dtype, jnp.floating):
        lowest = -jnp.inf
    else:
        lowest = np.iinfo(x.dtype).min
    return _reduce(x, np.asarray(lowest, x.dtype), lax.max, w)


def _points(x: jax.Array, w: Window, padding: float) -> list[jax.Array]:
    """For each point of the window the images `(N, OH, OW, C)` that it sees."""
    config = [(0, 0, 0), *((low, high, 0) for low, high in w.pads), (0, 0, 0)]
    x = lax.pad(x, jnp.asarray(padding, x.dtype), config)
    ends = [(n - 1) * s + 1 for n, s in zip(w.out, w.strides, strict=True)]
    return [
        x[:, a : a + ends[0] : w.strides[0], b : b + ends[1] : w.strides[1]]
        for a in range(w.size[0])
        for b in range(w.size[1])
    ]


def _xla_pool(x: Any, *, window: Window) -> list[jax.Array]:
    place = jnp.argmax(jnp.stack(_points(x, window, -jnp.inf)), 0).astype(jnp.uint8)
    return [_largest(x, window), place]


def _xla_take(t: Any, place: Any, *, window: Window, image: Any) -> jax.Array:
    points = _points(t, window, 0)
    return sum(
        (jnp.where(place == i, point, 0) for i, point in enumerate(points)),
        start=jnp.zeros(place.shape, t.dtype),
    )


def _xla_put(dy: Any, place: Any, *, window: Window, image: Any) -> jax.Array:
    t = jax.ShapeDtypeStruct(image, dy.dtype)
    take = functools.partial(_xla_take, window=window, image=image)
    (dx,) = jax.linear_transpose(lambda t: take(t, place), t)(dy)
    return dx


def _numbers(w: Window) -> np.ndarray:
    return np.array([*w.size, *w.strides, *(low for low, _ in w.pads)], np.int64)


def _native_pool(x: Any, *, window: Window) -> list[jax.Array]:
    if not native.serves(x) or x.size == 0:
        return _xla_pool(x, window=window)
    shape = (x.shape[0], *window.out, x.shape[3])
    results = [
        jax.ShapeDtypeStruct(shape, jnp.float32),
        jax.ShapeDtypeStruct(shape, jnp.uint8),
    ]
    return native.call("tengen_max_pool", results, x, numbers=_numbers(window))


def _native_take(t: Any, place: Any, *, window: Window, image: Any) -> jax.Array:
    if not native.serves(t) or t.size == 0:
        return _xla_take(t, place, window=window, image=image)
    result = jax.ShapeDtypeStruct(place.shape, jnp.float32)
    return native.call("tengen_pool_take", result, t, place, numbers=_numbers(window))


def _native_put(dy: Any, place: Any, *, window: Window, image: Any) -> jax.Array:
    if not native.serves(dy) or dy.size == 0:
        return _xla_put(dy, place, window=window, image=image)
    result = jax.ShapeDtypeStruct(image, jnp.float32)
    return native.call("tengen_pool_put", result, dy, place, numbers=_numbers(window))


_pool = define("tengen_max_pool", _xla_pool, _native_pool, several=True)
_take = define("tengen_pool_take", _xla_take, _native_take)
_put = define("tengen_pool_put", _xla_put, _native_put)
ad.primitive_jvps[_pool] = _pool_jvp
linear(_take, lambda dy, place, **static: _put.bind(dy, place, **static))
linear(_put, lambda dx, place, **static: _take.bind(dx, place, **static))


def _reduce(
    x: jax.Array, start: np.ndarray[Any, Any], function: object, w: Window
) -> jax.Array:
    return lax.reduce_window(
        x,
        start,
        function,  # type: ignore[arg-type]
        (1, *w.size, 1),
        (1, *w.strides, 1),
        ((0, 0), *w.pads, (0, 0)),
    )


# XLA's windows on CPU are slow, up to twenty times slower than the images under each
# point of the window, put together element by element.

_MOST_POINTS = 64


def _has_few_points(w: Window) -> bool:
    return w.size[0] * w.size[1] <= _MOST_POINTS


def _xla_max(x: Any, *, window: Window) -> jax.Array:
    return _largest(x, window)


def _max_of_points(x: Any, *, window: Window) -> jax.Array:
    if not _has_few_points(window) or not jnp.issubdtype(x.dtype, jnp.floating):
        return _largest(x, window)
    return functools.reduce(jnp.maximum, _points(x, window, -jnp.inf))


def _xla_sum(x: Any, *, window: Window, image: Any) -> jax.Array:
    return _reduce(x, np.zeros((), x.dtype), lax.add, window)


def _sum_of_points(x: Any, *, window: Window, image: Any) -> jax.Array:
    if not _has_few_points(window):
        return _xla_sum(x, window=window, image=image)
    return functools.reduce(operator.add, _points(x, window, 0))


def _turned(sums: Computation) -> Computation:
    def spread(dy: Any, *, window: Window, image: Any) -> jax.Array:
        shape = jax.ShapeDtypeStruct(image, dy.dtype)
        forward = functools.partial(sums, window=window, image=image)
        (dx,) = jax.linear_transpose(forward, shape)(dy)
        return dx

    return spread


_max = define("tengen_window_max", _xla_max, _max_of_points)
_sum = define("tengen_window_sum", _xla_sum, _sum_of_points)
_spread = define("tengen_window_spread", _turned(_xla_sum), _turned(_sum_of_points))
linear(_sum, lambda dy, **static: _spread.bind(dy, **static))
linear(_spread, lambda dx, **static: _sum.bind(dx, **static))
