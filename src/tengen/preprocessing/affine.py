"""Single images turned, moved, zoomed, brightened: given amounts, or drawn ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Image = NDArray[Any]


def apply_affine_transform(
    x: Image,
    theta: float = 0,
    tx: float = 0,
    ty: float = 0,
    shear: float = 0,
    zx: float = 1,
    zy: float = 1,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    order: int = 1,
) -> Image:
    """Return an image turned, moved, sheared and zoomed about its centre.

    The point of the result at (X, Y) shows the image at R T S Z (X, Y), with the
    rotation R, translation T, shear S and zoom Z; X runs along the columns.

    Args:
        x: one image, three axes.
        theta: rotation, in degrees.
        tx, ty: translation along the columns and along the rows, in pixels.
        shear: shear, in degrees.
        zx, zy: zoom along the columns and rows; smaller than 1 is nearer.
        row_axis, col_axis, channel_axis: where rows, columns and channels are.
        fill_mode: `'nearest'`, `'constant'`, `'reflect'` or `'wrap'`: what is seen
            outside of the image.
        cval: the value outside for `'constant'`.
        order: of the interpolating splines, 0 (nearest pixel) to 5.

    Raises:
        ValueError: if `x` has not three axes or the axes are not 0, 1 and 2.

    Example:
        >>> x = np.arange(3.0).reshape(1, 1, 3)
        >>> apply_affine_transform(x, tx=1).ravel().tolist()
        [1.0, 2.0, 2.0]
    """
    axes = (row_axis, col_axis, channel_axis)
    if x.ndim != 3 or {axis % 3 for axis in axes} != {0, 1, 2}:
        raise ValueError(
            f"apply_affine_transform\n  got shape {x.shape} with axes {axes}; expected "
            "one image with three axes, and three different ones named"
        )
    if (theta, tx, ty, shear, zx, zy) == (0, 0, 0, 0, 1, 1):
        return x
    from scipy import ndimage

    matrix = _matrix(theta, tx, ty, shear, zx, zy)
    planes = np.moveaxis(x, axes, (1, 2, 0))
    center = (np.array(planes.shape[1:]) - 1) / 2
    turn, shift = matrix[:2, :2], matrix[:2, 2]
    offset = shift + center - turn @ center
    turned = [
        ndimage.affine_transform(
            plane, turn, offset, order=order, mode=fill_mode, cval=cval
        )
        for plane in planes
    ]
    return np.moveaxis(np.stack(turned), (1, 2, 0), axes)


def _matrix(
    theta: float, tx: float, ty: float, shear: float, zx: float, zy: float
) -> NDArray[np.float64]:
    """Return R T S Z for coordinates (row, column, 1)."""
    angle, lean = np.deg2rad(theta), np.deg2rad(shear)
    sin, cos = np.sin(angle), np.cos(angle)
    rotation = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]])
    translation = np.array([[1, 0, ty], [0, 1, tx], [0, 0, 1]])
    shearing = np.array([[np.cos(lean), 0, 0], [-np.sin(lean), 1, 0], [0, 0, 1]])
    return rotation @ translation @ shearing @ np.diag([zy, zx, 1.0])


def apply_channel_shift(x: Image, intensity: float, channel_axis: int = 0) -> Image:
    """Return an image with a number added, within the range that it had."""
    return np.clip(x + intensity, x.min(), x.max()).astype(x.dtype)


def apply_brightness_shift(x: Image, brightness: float, scale: bool = True) -> Image:
    """Return an image with its values multiplied, within their range.

    The range is 0 to 1 or 0 to 255, whichever the image keeps; an image that keeps
    neither has that from its smallest value to its largest.

    Args:
        x: one image.
        brightness: 0 is black, 1 the image as it is.
        scale: stretch the values to 0...255 first.

    Example:
        >>> apply_brightness_shift(np.array([[[0.0, 100.0, 200.0]]]), 1.5, False)
        array([[[  0., 150., 255.]]])
    """
    low, high = float(x.min()), float(x.max())
    if scale:
        x = (x - low) / ((high - low) or 1) * 255
        low, high = 0.0, 255.0
    elif low >= 0 and high <= 255:
        low, high = 0.0, 1.0 if high <= 1 else 255.0
    return np.clip(low + (x - low) * brightness, low, high).astype(x.dtype)


def flip_axis(x: Image, axis: int) -> Image:
    """Return an array turned around along an axis."""
    return np.flip(x, axis)


def random_rotation(
    x: Image,
    rg: float,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int = 1,
) -> Image:
    """Return an image turned by up to `rg` degrees."""
    theta = np.random.uniform(-rg, rg)
    axes = (row_axis, col_axis, channel_axis)
    return _transformed(x, axes, fill_mode, cval, interpolation_order, theta=theta)


def random_shift(
    x: Image,
    wrg: float,
    hrg: float,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int = 1,
) -> Image:
    """Return an image moved by up to shares of its width and of its height."""
    axes = (row_axis, col_axis, channel_axis)
    ty = np.random.uniform(-hrg, hrg) * x.shape[row_axis]
    tx = np.random.uniform(-wrg, wrg) * x.shape[col_axis]
    return _transformed(x, axes, fill_mode, cval, interpolation_order, tx=tx, ty=ty)


def random_shear(
    x: Image,
    intensity: float,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int = 1,
) -> Image:
    """Return an image sheared by up to `intensity` degrees."""
    shear = np.random.uniform(-intensity, intensity)
    axes = (row_axis, col_axis, channel_axis)
    return _transformed(x, axes, fill_mode, cval, interpolation_order, shear=shear)


def random_zoom(
    x: Image,
    zoom_range: tuple[float, float],
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int = 1,
) -> Image:
    """Return an image zoomed by factors between two, one for each direction."""
    zx, zy = np.random.uniform(zoom_range[0], zoom_range[1], 2)
    axes = (row_axis, col_axis, channel_axis)
    return _transformed(x, axes, fill_mode, cval, interpolation_order, zx=zx, zy=zy)


def random_channel_shift(
    x: Image, intensity_range: float, channel_axis: int = 0
) -> Image:
    """Return an image with a number up to `intensity_range` added."""
    intensity = np.random.uniform(-intensity_range, intensity_range)
    return apply_channel_shift(x, intensity, channel_axis)


def random_brightness(
    x: Image, brightness_range: tuple[float, float], scale: bool = True
) -> Image:
    """Return an image with its brightness multiplied by a factor between two."""
    brightness = np.random.uniform(brightness_range[0], brightness_range[1])
    return apply_brightness_shift(x, brightness, scale)


def _transformed(
    x: Image,
    axes: tuple[int, int, int],
    fill_mode: str,
    cval: float,
    order: int,
    **amounts: float,
) -> Image:
    rows, columns, channels = axes
    return apply_affine_transform(
        x,
        **amounts,
        row_axis=rows,
        col_axis=columns,
        channel_axis=channels,
        fill_mode=fill_mode,
        cval=cval,
        order=order,
    )
