"""Images sampled at other places than their pixels."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import jax.scipy.ndimage

from tengen.core.messages import complain
from tengen.core.random_state import SeedGenerator, jax_key
from tengen.ops._dispatch import op
from tengen.ops._families import floats, tensor
from tengen.ops._filters import gaussian_blur
from tengen.ops._images import by_batches

__all__ = [
    "affine_transform",
    "elastic_transform",
    "map_coordinates",
    "perspective_transform",
]
_ORDERS = {"nearest": 0, "bilinear": 1}
_FILL_MODES = ("constant", "nearest", "wrap", "mirror", "reflect")


@op
def map_coordinates(
    inputs: Any,
    coordinates: Any,
    order: int,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
) -> jax.Array:
    """Return the values of a tensor at any coordinates.

    Args:
        inputs: tensor with `r` axes.
        coordinates: `(r, ...)`: for each axis the places, counted in entries.
        order: 0 takes the nearest entry, 1 interpolates linearly.
        fill_mode: what lies outside: `'constant'`, `'nearest'`, `'wrap'`, `'mirror'`
            (d c b | a b c d | c b a) or `'reflect'` (c b a | a b c d | d c b).
        fill_value: for `'constant'`.

    Returns:
        A tensor `(...)` of the shape of one axis's coordinates.

    Example:
        >>> map_coordinates([[1.0, 2.0], [3.0, 5.0]], [[0.5], [1.0]], 1).tolist()
        [3.5]
    """
    inputs = jnp.asarray(tensor(inputs))
    coordinates = jnp.stack([jnp.asarray(tensor(axis)) for axis in coordinates])
    if len(coordinates) != inputs.ndim:
        got = f"coordinates {coordinates.shape} for a tensor {inputs.shape}"
        what = f"{inputs.ndim} axes of coordinates"
        raise ValueError(complain("map_coordinates", got, what))
    _check_fill("map_coordinates", fill_mode)
    if order not in (0, 1):
        raise ValueError(complain("map_coordinates: order", repr(order), "0 or 1"))
    return jax.scipy.ndimage.map_coordinates(
        inputs, list(coordinates), order, fill_mode, fill_value
    )


@op
def affine_transform(
    images: Any,
    transform: Any,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value: float = 0,
    data_format: str | None = None,
) -> jax.Array:
    """Return images turned, shifted, scaled or sheared.

    Args:
        images: `(N, H, W, C)` or `(H, W, C)`; or with C before H.
        transform: `(8,)`, or `(N, 8)`: the numbers a0, a1, a2, b0, b1, b2, c0, c1; the
            pixel (x, y) of the result is the input at (a0 x + a1 y + a2,
            b0 x + b1 y + b2). c0 and c1 are not used.
        interpolation: `'bilinear'` or `'nearest'`.
        fill_mode, fill_value: what lies outside; see `map_coordinates`.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.

    Example:
        >>> import jax.numpy as jnp
        >>> row = jnp.array([[[1.0], [2.0], [3.0]]])
        >>> shifted = affine_transform(row, [1, 0, 1, 0, 1, 0, 0, 0])
        >>> shifted.ravel().tolist()
        [2.0, 3.0, 0.0]
    """
    _check_fill("affine_transform", fill_mode)
    numbers = jnp.atleast_2d(floats(transform))
    order = _order("affine_transform", interpolation)

    def compute(images: jax.Array) -> jax.Array:
        x, y = _grid(images)
        a0, a1, a2, b0, b1, b2 = numbers[:, :6, None, None].swapaxes(0, 1)
        places = (b0 * x + b1 * y + b2, a0 * x + a1 * y + a2)
        return _sampled(images, places, order, fill_mode, fill_value)

    return by_batches("affine_transform", compute, images, data_format)


@op
def perspective_transform(
    images: Any,
    start_points: Any,
    end_points: Any,
    interpolation: str = "bilinear",
    fill_value: float = 0,
    data_format: str | None = None,
) -> jax.Array:
    """Return images as seen from elsewhere: four points move to four others.

    Args:
        images: `(N, H, W, C)` or `(H, W, C)`; or with C before H.
        start_points: four points (x, y) of the input, `(4, 2)` or `(N, 4, 2)`.
        end_points: where they are in the result.
        interpolation: `'bilinear'` or `'nearest'`.
        fill_value: what lies outside the input.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.
    """
    starts, ends = floats(start_points), floats(end_points)
    for name, points in (("start_points", starts), ("end_points", ends)):
        if points.ndim not in (2, 3) or points.shape[-2:] != (4, 2):
            got, what = f"shape {tuple(points.shape)}", "(4, 2) or (N, 4, 2)"
            raise ValueError(complain(f"perspective_transform: {name}", got, what))
    order = _order("perspective_transform", interpolation)
    numbers = _homography(starts.reshape(-1, 4, 2), ends.reshape(-1, 4, 2))

    def compute(images: jax.Array) -> jax.Array:
        x, y = _grid(images)
        t = numbers[..., None, None].swapaxes(0, 1)
        depth = t[6] * x + t[7] * y + 1
        places = (
            (t[3] * x + t[4] * y + t[5]) / depth,
            (t[0] * x + t[1] * y + t[2]) / depth,
        )
        return _sampled(images, places, order, "constant", fill_value)

    return by_batches("perspective_transform", compute, images, data_format)


def _homography(starts: jax.Array, ends: jax.Array) -> jax.Array:
    """Return the eight numbers `(N, 8)` of the maps from end to start points.

    Each pair of points gives two linear equations (Hartley and Zisserman, "Multiple
    View Geometry", section 4.1, with the ninth number set to 1).
    """
    x, y = ends[..., 0], ends[..., 1]
    u, v = starts[..., 0], starts[..., 1]
    one, zero = jnp.ones_like(x), jnp.zeros_like(x)
    of_u = jnp.stack([x, y, one, zero, zero, zero, -u * x, -u * y], -1)
    of_v = jnp.stack([zero, zero, zero, x, y, one, -v * x, -v * y], -1)
    equations = jnp.concatenate([of_u, of_v], 1)
    return jnp.linalg.solve(equations, jnp.concatenate([u, v], 1)[..., None])[..., 0]


@op
def elastic_transform(
    images: Any,
    alpha: float = 20.0,
    sigma: float = 5.0,
    interpolation: str = "bilinear",
    fill_mode: str = "reflect",
    fill_value: float = 0.0,
    seed: Any = None,
    data_format: str | None = None,
) -> jax.Array:
    """Return images distorted as if printed on rubber.

    Each pixel is fetched from a place nearby; the shifts are random numbers of
    deviation `sigma`, smoothed by a Gaussian of deviation `sigma`, times `alpha`
    (Simard, Steinkraus and Platt 2003, "Best Practices for Convolutional Neural
    Networks").

    Args:
        images: `(N, H, W, C)` or `(H, W, C)`; or with C before H.
        alpha: strength of the distortion.
        sigma: its smoothness, in pixels.
        interpolation: `'bilinear'` or `'nearest'`.
        fill_mode, fill_value: what lies outside; see `map_coordinates`.
        seed: an integer, or a `SeedGenerator`.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.
    """
    _check_fill("elastic_transform", fill_mode)
    order = _order("elastic_transform", interpolation)
    generator = seed if hasattr(seed, "next") else SeedGenerator(seed)
    side = int(6 * sigma) | 1

    def compute(images: jax.Array) -> jax.Array:
        shape = (*images.shape[:3], 2)
        drawn = sigma * jax.random.normal(jax_key(generator.next()), shape)
        smooth = gaussian_blur(drawn, (side, side), (sigma, sigma), "channels_last")
        x, y = _grid(images)
        places = (y + alpha * smooth[..., 1], x + alpha * smooth[..., 0])
        return _sampled(images, places, order, fill_mode, fill_value)

    return by_batches("elastic_transform", compute, images, data_format)


def _grid(images: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Return x and y of all pixels, each `(H, W)`."""
    height, width = images.shape[1:3]
    y, x = jnp.meshgrid(jnp.arange(height), jnp.arange(width), indexing="ij")
    return x.astype("float32"), y.astype("float32")


def _sampled(
    images: jax.Array,
    places: tuple[jax.Array, jax.Array],
    order: int,
    fill_mode: str,
    fill_value: float,
) -> jax.Array:
    """Return images `(N, H, W, C)` at the places (y, x), each `(N or 1, H, W)`."""
    count, height, width = images.shape[:3]
    y, x = (jnp.broadcast_to(axis, (count, height, width)) for axis in places)

    def channel(plane: jax.Array, y: jax.Array, x: jax.Array) -> jax.Array:
        return jax.scipy.ndimage.map_coordinates(
            plane, [y, x], order, fill_mode, fill_value
        )

    by_channel = jax.vmap(channel, in_axes=(-1, None, None), out_axes=-1)
    return jax.vmap(by_channel)(images, y, x)


def _order(name: str, interpolation: str) -> int:
    if interpolation not in _ORDERS:
        what = "'bilinear' or 'nearest'"
        raise ValueError(complain(f"{name}: interpolation", repr(interpolation), what))
    return _ORDERS[interpolation]


def _check_fill(name: str, fill_mode: str) -> None:
    if fill_mode not in _FILL_MODES:
        what = f"one of {', '.join(_FILL_MODES)}"
        raise ValueError(complain(f"{name}: fill_mode", repr(fill_mode), what))
