"""Colours: grey, and hue, saturation and value."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.ops._dispatch import op
from tengen.ops._families import floats
from tengen.ops._images import channel_axis, checked

__all__ = ["hsv_to_rgb", "rgb_to_grayscale", "rgb_to_hsv"]
_LUMA = (0.2989, 0.5870, 0.1140)  # ITU-R BT.601, with Keras's digits


@op
def rgb_to_grayscale(images: Any, data_format: str | None = None) -> jax.Array:
    """Return images with one channel: the brightness of red, green and blue.

    Args:
        images: `(N, H, W, 3)` or `(H, W, 3)`, or with C before H; one channel stays as
            it is.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.

    Example:
        >>> import jax.numpy as jnp
        >>> rgb_to_grayscale(jnp.ones((1, 1, 3))).ravel().round(3).tolist()
        [1.0]
    """
    images, axis = checked("rgb_to_grayscale", images), channel_axis(data_format)
    if images.shape[axis] == 1:
        return images
    red, green, blue = _planes("rgb_to_grayscale", images, axis)
    grey = _LUMA[0] * red + _LUMA[1] * green + _LUMA[2] * blue
    return jnp.expand_dims(grey, axis).astype(images.dtype)


@op
def rgb_to_hsv(images: Any, data_format: str | None = None) -> jax.Array:
    """Return hue, saturation and value, 0 to 1, of red, green and blue.

    Args:
        images: floats 0 to 1, `(N, H, W, 3)` or `(H, W, 3)`, or with C before H.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.

    Source:
        Smith 1978, "Color Gamut Transform Pairs".
    """
    images, axis = checked("rgb_to_hsv", images), channel_axis(data_format)
    red, green, blue = _planes("rgb_to_hsv", images, axis)
    value = jnp.maximum(jnp.maximum(red, green), blue)
    chroma = value - jnp.minimum(jnp.minimum(red, green), blue)
    divisor = jnp.where(chroma > 0, chroma, 1)
    sixth = jnp.where(
        value == red,
        (green - blue) / divisor,
        jnp.where(
            value == green, 2 + (blue - red) / divisor, 4 + (red - green) / divisor
        ),
    )
    hue = jnp.where(chroma > 0, jnp.mod(sixth / 6, 1), 0)
    saturation = jnp.where(value > 0, chroma / jnp.where(value > 0, value, 1), 0)
    return jnp.stack([hue, saturation, value], axis)


@op
def hsv_to_rgb(images: Any, data_format: str | None = None) -> jax.Array:
    """Return red, green and blue of hue, saturation and value: undoes `rgb_to_hsv`."""
    images, axis = checked("hsv_to_rgb", images), channel_axis(data_format)
    hue, saturation, value = _planes("hsv_to_rgb", images, axis)
    colours = []
    for offset in (5, 3, 1):
        place = jnp.mod(offset + 6 * hue, 6)
        share = jnp.clip(jnp.minimum(place, 4 - place), 0, 1)
        colours.append(value - value * saturation * share)
    return jnp.stack(colours, axis)


def _planes(name: str, images: jax.Array, axis: int) -> tuple[jax.Array, ...]:
    if images.shape[axis] != 3:
        got = f"shape {tuple(images.shape)}"
        raise ValueError(complain(name, got, f"3 channels on axis {axis}"))
    return tuple(jnp.moveaxis(floats(images), axis, 0))
