"""The names of `tf.image`: images `(H, W, C)` or `(N, H, W, C)`."""

from __future__ import annotations

from functools import cache
from typing import Any

import jax.numpy as jnp
import numpy as np

from tengen import ops, random
from tengen.compat.tf_functions import sizes

_LUMA = (0.2989, 0.5870, 0.1140)


def resize(
    images: Any,
    size: Any,
    method: Any = "bilinear",
    preserve_aspect_ratio: bool = False,
    antialias: bool = False,
    name: Any = None,
) -> Any:
    """Return images of another size; whole numbers become float32, but for nearest."""
    kind = str(getattr(method, "value", method)).lower()
    images = jnp.asarray(images) if not hasattr(images, "node") else images
    if "float" not in str(images.dtype) and kind != "nearest":
        images = ops.cast(images, "float32")
    height, width = sizes(size)
    if preserve_aspect_ratio:
        factor = min(height / images.shape[-3], width / images.shape[-2])
        height = round(images.shape[-3] * factor)
        width = round(images.shape[-2] * factor)
    return ops.image.resize(images, (height, width), kind, antialias)


def flip_left_right(image: Any) -> Any:
    """Return mirrored images."""
    return ops.flip(image, axis=-2)


def flip_up_down(image: Any) -> Any:
    """Return images upside down."""
    return ops.flip(image, axis=-3)


def _perhaps(image: Any, axis: int, seed: Any) -> Any:
    samples = (image.shape[0], 1, 1, 1) if len(image.shape) == 4 else (1, 1, 1)
    is_turned = random.uniform(samples, seed=seed) < 0.5
    return ops.where(is_turned, ops.flip(image, axis=axis), image)


def random_flip_left_right(image: Any, seed: Any = None) -> Any:
    """Return each image mirrored or not."""
    return _perhaps(image, -2, seed)


def random_flip_up_down(image: Any, seed: Any = None) -> Any:
    """Return each image upside down or not."""
    return _perhaps(image, -3, seed)


def rot90(image: Any, k: int = 1, name: Any = None) -> Any:
    """Return images turned by a right angle, against the clock, `k` times."""
    return jnp.rot90(jnp.asarray(image), k, axes=(-3, -2))


def adjust_brightness(image: Any, delta: Any) -> Any:
    """Return images with a number added."""
    return _like(image, _floats(image) + delta)


def adjust_contrast(images: Any, contrast_factor: Any) -> Any:
    """Return images whose distance from the mean of each channel is scaled."""
    values = _floats(images)
    mean = ops.mean(values, axis=(-3, -2), keepdims=True)
    return _like(images, (values - mean) * contrast_factor + mean)


def adjust_saturation(image: Any, saturation_factor: Any, name: Any = None) -> Any:
    """Return images with stronger or weaker colours."""
    hue, saturation, value = jnp.split(ops.image.rgb_to_hsv(_floats(image)), 3, -1)
    saturation = jnp.clip(saturation * saturation_factor, 0, 1)
    colours = jnp.concatenate([hue, saturation, value], -1)
    return _like(image, ops.image.hsv_to_rgb(colours))


def random_brightness(image: Any, max_delta: float, seed: Any = None) -> Any:
    """Return images with a number from `-max_delta` to `max_delta` added."""
    return adjust_brightness(
        image, random.uniform((), -max_delta, max_delta, seed=seed)
    )


def random_contrast(image: Any, lower: float, upper: float, seed: Any = None) -> Any:
    """Return images with their contrast scaled by a factor between two numbers."""
    return adjust_contrast(image, random.uniform((), lower, upper, seed=seed))


def random_saturation(image: Any, lower: float, upper: float, seed: Any = None) -> Any:
    """Return images with their saturation scaled by a factor between two numbers."""
    return adjust_saturation(image, random.uniform((), lower, upper, seed=seed))


def random_crop(value: Any, size: Any, seed: Any = None, name: Any = None) -> Any:
    """Return a part of a size from a random place."""
    size = sizes(size)
    room = jnp.asarray(
        [n - part + 1 for n, part in zip(value.shape, size, strict=True)]
    )
    begin = jnp.floor(random.uniform((len(size),), seed=seed) * room).astype("int32")
    return ops.slice(jnp.asarray(value), begin, size)


def central_crop(image: Any, central_fraction: float) -> Any:
    """Return the middle of images."""
    height, width = image.shape[-3:-1]
    top = int((height - height * central_fraction) / 2)
    left = int((width - width * central_fraction) / 2)
    return image[..., top : height - top, left : width - left, :]


def crop_to_bounding_box(
    image: Any, offset_height: int, offset_width: int, height: int, width: int
) -> Any:
    """Return a part of images."""
    rows = slice(offset_height, offset_height + height)
    return image[..., rows, offset_width : offset_width + width, :]


def pad_to_bounding_box(
    image: Any, offset_height: int, offset_width: int, height: int, width: int
) -> Any:
    """Return images with zeros around."""
    below = height - offset_height - image.shape[-3]
    right = width - offset_width - image.shape[-2]
    widths = ((offset_height, below), (offset_width, right), (0, 0))
    return ops.pad(image, ((0, 0),) * (len(image.shape) - 3) + widths)


def resize_with_crop_or_pad(image: Any, height: int, width: int) -> Any:
    """Return the middle of images, or images with zeros around."""
    top = max(0, (image.shape[-3] - height) // 2)
    left = max(0, (image.shape[-2] - width) // 2)
    image = image[..., top : top + height, left : left + width, :]
    above = (height - image.shape[-3]) // 2
    before = (width - image.shape[-2]) // 2
    return pad_to_bounding_box(image, above, before, height, width)


def per_image_standardization(image: Any) -> Any:
    """Return images with mean 0 and deviation 1, which is taken as not too small."""
    values = _floats(image)
    axes = (-3, -2, -1)
    count = float(values.shape[-1] * values.shape[-2] * values.shape[-3])
    deviation = ops.maximum(ops.std(values, axis=axes, keepdims=True), count**-0.5)
    return (values - ops.mean(values, axis=axes, keepdims=True)) / deviation


def rgb_to_grayscale(images: Any, name: Any = None) -> Any:
    """Return brightness, with one channel."""
    return _like(images, ops.sum(_floats(images) * jnp.asarray(_LUMA), -1, True))


def grayscale_to_rgb(images: Any, name: Any = None) -> Any:
    """Return the one channel three times."""
    return ops.repeat(images, 3, axis=-1)


def convert_image_dtype(image: Any, dtype: Any, saturate: bool = False) -> Any:
    """Return images of another type, scaled: floats are from 0 to 1."""
    image, dtype = jnp.asarray(image), str(dtype)
    if "float" in dtype and "float" not in str(image.dtype):
        return image.astype(dtype) / np.iinfo(image.dtype).max
    if "float" not in dtype and "float" in str(image.dtype):
        top = np.iinfo(dtype).max
        return jnp.clip(image * (top + 0.5), 0, top).astype(dtype)
    return image.astype(dtype)


def _floats(image: Any) -> Any:
    return image if "float" in str(image.dtype) else ops.cast(image, "float32")


def _like(image: Any, values: Any) -> Any:
    if "float" in str(image.dtype):
        return values
    return ops.cast(ops.clip(ops.round(values), 0, 255), str(image.dtype))


class ResizeMethod:
    """Names of ways to resize."""

    BILINEAR = "bilinear"
    NEAREST_NEIGHBOR = "nearest"
    BICUBIC = "bicubic"
    LANCZOS3 = "lanczos3"
    LANCZOS5 = "lanczos5"


@cache
def names() -> dict[str, Any]:
    """Return the names of `tf.image`."""
    own = (
        *(resize, flip_left_right, flip_up_down, random_flip_left_right, rot90),
        *(random_flip_up_down, adjust_brightness, adjust_contrast, adjust_saturation),
        *(random_brightness, random_contrast, random_saturation, random_crop),
        *(central_crop, crop_to_bounding_box, pad_to_bounding_box, grayscale_to_rgb),
        *(resize_with_crop_or_pad, per_image_standardization, rgb_to_grayscale),
        *(convert_image_dtype, ResizeMethod),
    )
    found = {thing.__name__: thing for thing in own}
    found["resize_with_pad"] = lambda image, height, width: ops.image.resize(
        image, (height, width), pad_to_aspect_ratio=True
    )
    for name in ("rgb_to_hsv", "hsv_to_rgb", "ssim"):
        found[name] = getattr(ops.image, name)
    return found
