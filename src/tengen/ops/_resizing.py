"""Images of another size: resized, cropped, padded, scaled and shifted."""

from __future__ import annotations

from typing import Any

import jax
import jax.image
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.ops._dispatch import op
from tengen.ops._families import tensor
from tengen.ops._images import by_batches, image_axes

__all__ = ["crop_images", "pad_images", "resize", "scale_and_translate"]
INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")
Size = tuple[int, int]


@op
def resize(
    images: Any,
    size: Any,
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> jax.Array:
    """Return images of another size.

    Args:
        images: `(N, H, W, C)` or `(H, W, C)`; or with C before H.
        size: (height, width) of the result.
        interpolation: `'nearest'`, `'bilinear'`, `'bicubic'`, `'lanczos3'` or
            `'lanczos5'`.
        antialias: whether images are smoothed before they are made smaller.
        crop_to_aspect_ratio: whether images are first cut to the proportions of `size`,
            around their centre.
        pad_to_aspect_ratio: whether images are first padded to those proportions.
        fill_mode: of the padding; `'constant'`.
        fill_value: of the padding.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.

    Raises:
        ValueError: for an unknown interpolation, or where both crop and pad are asked.

    Example:
        >>> import jax.numpy as jnp
        >>> resize(jnp.ones((1, 4, 6, 3)), (8, 3)).shape
        (1, 8, 3, 3)
    """
    check_resize(
        "resize", interpolation, crop_to_aspect_ratio, pad_to_aspect_ratio, fill_mode
    )
    height, width = size

    def compute(images: jax.Array) -> jax.Array:
        if crop_to_aspect_ratio:
            images = crop_to_proportions(images, (height, width))
        if pad_to_aspect_ratio:
            images = pad_to_proportions(images, (height, width), fill_value)
        return resized(images, (height, width), interpolation, antialias)

    return by_batches("resize", compute, images, data_format)


def check_resize(
    where: str, interpolation: str, crop: bool, pad: bool, fill_mode: str
) -> None:
    """Refuse what `resize` cannot do."""
    if interpolation not in INTERPOLATIONS:
        choices = f"one of {', '.join(INTERPOLATIONS)}"
        raise ValueError(
            complain(f"{where}: interpolation", repr(interpolation), choices)
        )
    if crop and pad:
        wrong = "crop_to_aspect_ratio and pad_to_aspect_ratio"
        raise ValueError(complain(where, wrong, "one of them"))
    if fill_mode != "constant":
        raise ValueError(complain(f"{where}: fill_mode", repr(fill_mode), "'constant'"))


def resized(
    images: Any, size: Size, interpolation: str = "bilinear", antialias: bool = False
) -> jax.Array:
    """Return images `(N, *size, C)` for `(N, H, W, C)`."""
    shape = (images.shape[0], *size, images.shape[-1])
    return jax.image.resize(images, shape, interpolation, antialias=antialias)


def crop_to_proportions(images: Any, size: Size) -> Any:
    """Return the largest central part of images with the proportions of a size."""
    height, width = images.shape[1:3]
    tall = max(1, min(height, width * size[0] // size[1]))
    wide = max(1, min(width, height * size[1] // size[0]))
    top, left = (height - tall) // 2, (width - wide) // 2
    return images[:, top : top + tall, left : left + wide]


def pad_to_proportions(images: Any, size: Size, value: float) -> jax.Array:
    """Return images with edges that give them the proportions of a size."""
    height, width = images.shape[1:3]
    tall = max(height, width * size[0] // size[1])
    wide = max(width, height * size[1] // size[0])
    top, left = (tall - height) // 2, (wide - width) // 2
    # The same on both sides, as with Keras: an odd row or column is left out.
    edges = ((0, 0), (top, top), (left, left), (0, 0))
    return jnp.pad(images, edges, constant_values=value)


@op
def pad_images(
    images: Any,
    top_padding: int | None = None,
    left_padding: int | None = None,
    bottom_padding: int | None = None,
    right_padding: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> jax.Array:
    """Return images with zeros around them.

    Args:
        images: `(N, H, W, C)` or `(H, W, C)`; or with C before H.
        top_padding, bottom_padding, target_height: two of the three.
        left_padding, right_padding, target_width: two of the three.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.

    Example:
        >>> import jax.numpy as jnp
        >>> pad_images(jnp.ones((4, 4, 3)), 1, 2, target_height=6, target_width=6).shape
        (6, 6, 3)
    """
    images = jnp.asarray(tensor(images))
    edges = [(0, 0)] * images.ndim
    rows, columns = image_axes("pad_images", images, data_format)
    for axis, before, after, target in (
        (rows, top_padding, bottom_padding, target_height),
        (columns, left_padding, right_padding, target_width),
    ):
        before, after, _ = _solved(
            "pad_images", -images.shape[axis], before, after, target
        )
        edges[axis] = (before, after)
    return jnp.pad(images, edges)


@op
def crop_images(
    images: Any,
    top_cropping: int | None = None,
    left_cropping: int | None = None,
    bottom_cropping: int | None = None,
    right_cropping: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> jax.Array:
    """Return a part of images.

    Args:
        images: `(N, H, W, C)` or `(H, W, C)`; or with C before H.
        top_cropping, bottom_cropping, target_height: two of the three.
        left_cropping, right_cropping, target_width: two of the three.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.

    Example:
        >>> import jax.numpy as jnp
        >>> crop_images(jnp.ones((6, 6, 3)), 1, 2, 1, target_width=3).shape
        (4, 3, 3)
    """
    images = jnp.asarray(tensor(images))
    cuts = [slice(None)] * images.ndim
    rows, columns = image_axes("crop_images", images, data_format)
    for axis, before, after, target in (
        (rows, top_cropping, bottom_cropping, target_height),
        (columns, left_cropping, right_cropping, target_width),
    ):
        length = images.shape[axis]
        before, _, target = _solved("crop_images", length, before, after, target)
        cuts[axis] = slice(before, before + target)
    return images[tuple(cuts)]


def _solved(
    name: str, length: int, before: Any, after: Any, target: Any
) -> tuple[int, int, int]:
    """Return all three where two are given.

    A positive length is cut, `before + target + after = length`; a negative one is
    padded, `before - length + after = target`.
    """
    given = (before, after, target)
    if sum(value is None for value in given) != 1:
        what = "exactly two of: before, after, target size"
        raise ValueError(complain(name, f"{given}", what))
    sign = 1 if length > 0 else -1
    if target is None:
        target = (
            sign * (length - before - after) if sign > 0 else before - length + after
        )
    whole = length - target if sign > 0 else target + length
    before = whole - after if before is None else before
    after = whole - before
    if min(before, after, target) < 0:
        got = f"before {before}, after {after}, size {target}"
        raise ValueError(complain(name, got, "nothing negative"))
    return before, after, target


@op
def scale_and_translate(
    images: Any,
    output_shape: Any,
    scale: Any,
    translation: Any,
    spatial_dims: Any,
    method: str,
    antialias: bool = True,
) -> jax.Array:
    """Return tensors scaled and shifted along some axes.

    Args:
        images: tensor.
        output_shape: shape of the result.
        scale: a factor for each of the axes.
        translation: a shift, in pixels of the result, for each of the axes.
        spatial_dims: the axes.
        method: `'linear'`, `'bilinear'`, `'cubic'`, `'bicubic'`, `'lanczos3'` or
            `'lanczos5'`.
        antialias: whether images are smoothed before they are made smaller.
    """
    return jax.image.scale_and_translate(
        jnp.asarray(tensor(images)),
        tuple(output_shape),
        tuple(spatial_dims),
        jnp.asarray(tensor(scale)),
        jnp.asarray(tensor(translation)),
        method,
        antialias,
    )
