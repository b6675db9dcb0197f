"""Maximum and average over the windows of an image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tengen.kernels.geometry import Padding, Window, window


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
    w = _window(x, size, strides, padding)
    lowest = (
        -jnp.inf if jnp.issubdtype(x.dtype, jnp.floating) else jnp.iinfo(x.dtype).min  # type: ignore[no-untyped-call]
    )
    return _reduce(x, np.asarray(lowest, x.dtype), lax.max, w)


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
    total = _reduce(x, np.zeros((), x.dtype), lax.add, w)
    if w.pads == ((0, 0), (0, 0)):
        return total / (w.size[0] * w.size[1])
    ones = jnp.ones((1, *x.shape[1:3], 1), x.dtype)
    return total / _reduce(ones, np.zeros((), x.dtype), lax.add, w)


def _window(
    x: jax.Array,
    size: int | Sequence[int],
    strides: int | Sequence[int] | None,
    padding: Padding,
) -> Window:
    if x.ndim != 4:
        raise ValueError(f"Pooling: expected images (N, H, W, C), got shape {x.shape}.")
    return window(x.shape[1:3], size, size if strides is None else strides, padding)


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
