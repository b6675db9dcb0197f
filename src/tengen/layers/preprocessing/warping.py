"""`warp`: images sampled at other places than their pixels."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from tengen.core.messages import complain

FILL_MODES = ("constant", "nearest", "reflect", "wrap")
INTERPOLATIONS = ("nearest", "bilinear")


def checked_choices(layer: Any, fill_mode: str, interpolation: str) -> tuple[str, str]:
    """Return both choices.

    Raises:
        ValueError: naming the layer class, for one that is not known.
    """
    for name, value, known in (
        ("fill_mode", fill_mode, FILL_MODES),
        ("interpolation", interpolation, INTERPOLATIONS),
    ):
        if value not in known:
            where = f"{type(layer).__name__}: {name}"
            raise ValueError(complain(where, repr(value), f"one of {', '.join(known)}"))
    return fill_mode, interpolation


def warp(
    images: Any,
    matrices: Any,
    fill_mode: str = "reflect",
    interpolation: str = "bilinear",
    fill_value: float = 0.0,
) -> Any:
    """Return images whose pixel (y, x) is the input at M (y, x) around the centre.

    Args:
        images: `(N, H, W, C)`.
        matrices: `(N, 2, 3)`: for each image, rows (y, x) of M and the shift.
        fill_mode: what lies outside: `'constant'` (the value), `'nearest'` (the edge),
            `'reflect'` (d c b a | a b c d | d c b a), `'wrap'`.
        interpolation: `'nearest'` or `'bilinear'`.
    """
    height, width = images.shape[1:3]
    y, x = jnp.meshgrid(
        jnp.arange(height) - (height - 1) / 2,
        jnp.arange(width) - (width - 1) / 2,
        indexing="ij",
    )
    points = jnp.stack([y, x, jnp.ones_like(y)], -1)  # (H, W, 3)
    at = jnp.einsum("nij,hwj->nhwi", matrices, points)
    at_y = at[..., 0] + (height - 1) / 2
    at_x = at[..., 1] + (width - 1) / 2
    fill = (fill_mode, fill_value)
    if interpolation == "nearest":
        return _pixels(images, jnp.round(at_y), jnp.round(at_x), *fill)
    top, left = jnp.floor(at_y), jnp.floor(at_x)
    down, right = (at_y - top)[..., None], (at_x - left)[..., None]
    down, right = down.astype(images.dtype), right.astype(images.dtype)
    above = _pixels(images, top, left, *fill) * (1 - right)
    above = above + _pixels(images, top, left + 1, *fill) * right
    below = _pixels(images, top + 1, left, *fill) * (1 - right)
    below = below + _pixels(images, top + 1, left + 1, *fill) * right
    return above * (1 - down) + below * down


def _pixels(images: Any, y: Any, x: Any, fill_mode: str, fill_value: float) -> Any:
    """Return the pixels at whole coordinates `(N, H, W)`."""
    height, width = images.shape[1:3]
    batch = jnp.arange(images.shape[0])[:, None, None]
    rows = _inside(y.astype("int32"), height, fill_mode)
    columns = _inside(x.astype("int32"), width, fill_mode)
    pixels = images[batch, rows, columns]
    if fill_mode != "constant":
        return pixels
    is_inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
    return jnp.where(
        is_inside[..., None], pixels, jnp.asarray(fill_value, images.dtype)
    )


def _inside(places: Any, size: int, fill_mode: str) -> Any:
    """Map places on an axis to places between 0 and `size` - 1."""
    if fill_mode == "wrap":
        return places % size
    if fill_mode == "reflect":
        folded = places % (2 * size)
        return jnp.minimum(folded, 2 * size - 1 - folded)
    return jnp.clip(places, 0, size - 1)
