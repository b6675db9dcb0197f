"""Filters of images, and how alike two images are."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core.messages import complain
from tengen.ops._convolution import depthwise_conv
from tengen.ops._dispatch import op
from tengen.ops._families import floats
from tengen.ops._images import by_batches, channel_axis, checked

__all__ = ["gaussian_blur", "sobel_edges", "ssim"]


@op
def gaussian_blur(
    images: Any,
    kernel_size: Any = (3, 3),
    sigma: Any = (1.0, 1.0),
    data_format: str | None = None,
) -> jax.Array:
    """Return images smoothed by a Gaussian; what lies outside counts as zero.

    Args:
        images: `(N, H, W, C)` or `(H, W, C)`; or with C before H.
        kernel_size: width and height of the window.
        sigma: standard deviations, in pixels, along the width and the height.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.

    Example:
        >>> import jax.numpy as jnp
        >>> gaussian_blur(jnp.ones((1, 5, 5, 1)))[0, 2, 2].round(4).tolist()
        [1.0]
    """
    across = _gaussian(kernel_size[0], sigma[0])[None, :]
    down = _gaussian(kernel_size[1], sigma[1])[:, None]

    def compute(images: jax.Array) -> jax.Array:
        return _filtered(_filtered(floats(images), across, "same"), down, "same")

    return by_batches("gaussian_blur", compute, images, data_format)


@op
def sobel_edges(images: Any, data_format: str | None = None) -> jax.Array:
    """Return the slopes of images by Sobel's filters.

    Args:
        images: `(N, H, W, C)` or `(H, W, C)`; or with C before H.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.

    Returns:
        `(N, H, W, C, 2)`, or with C second: down the image, and across it.
    """
    smooth, slope = np.array([1.0, 2.0, 1.0]), np.array([-1.0, 0.0, 1.0])
    kernels = (np.outer(slope, smooth), np.outer(smooth, slope))

    def edges(kernel: Any) -> jax.Array:
        def compute(images: jax.Array) -> jax.Array:
            return _filtered(floats(images), kernel, "same")

        return by_batches("sobel_edges", compute, images, data_format)

    return jnp.stack([edges(jnp.asarray(kernel)) for kernel in kernels], -1)


@op
def ssim(
    image1: Any,
    image2: Any,
    max_val: float = 1.0,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    data_format: str | None = None,
) -> jax.Array:
    """Return the structural similarity of images, 1 for equal ones.

    Wang, Bovik, Sheikh and Simoncelli 2004, "Image Quality Assessment", equation 13,
    averaged over pixels and channels.

    Args:
        image1, image2: `(N, H, W, C)` or `(H, W, C)`; or with C before H.
        max_val: the greatest possible value of a pixel.
        filter_size, filter_sigma: of the Gaussian window.
        k1, k2: the constants that keep divisions finite.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.

    Returns:
        `(N,)`, or a scalar for single images.

    Raises:
        ValueError: where shapes differ, or images are smaller than the window.
    """
    first, second = checked("ssim", image1), checked("ssim", image2)
    axis = channel_axis(data_format)
    first, second = (jnp.moveaxis(floats(x), axis, -1) for x in (first, second))
    small = min(first.shape[-3:-1]) < filter_size
    if first.shape != second.shape or small:
        got = f"images {tuple(first.shape)} and {tuple(second.shape)}"
        what = f"one shape, at least {filter_size} by {filter_size} pixels"
        raise ValueError(complain("ssim", got, what))
    is_single = first.ndim == 3
    x, y = (image[None] if is_single else image for image in (first, second))
    row = _gaussian(filter_size, filter_sigma)[None, :]

    def local(images: jax.Array) -> jax.Array:
        return _filtered(_filtered(images, row, "valid"), row.T, "valid")

    mean_x, mean_y = local(x), local(y)
    c1, c2 = (k1 * max_val) ** 2, (k2 * max_val) ** 2
    spread = local(x * x) - mean_x**2 + local(y * y) - mean_y**2
    together = local(x * y) - mean_x * mean_y
    likeness = (2 * mean_x * mean_y + c1) * (2 * together + c2)
    likeness = likeness / ((mean_x**2 + mean_y**2 + c1) * (spread + c2))
    result = likeness.mean((1, 2, 3))
    return result[0] if is_single else result


def _gaussian(size: int, sigma: Any) -> jax.Array:
    """Return the weights of a window, of sum 1."""
    places = jnp.arange(size) - (size - 1) / 2
    weights = jnp.exp(-0.5 * jnp.square(places / sigma))
    return weights / weights.sum()


def _filtered(images: jax.Array, kernel: jax.Array, padding: str) -> jax.Array:
    """Return images `(N, H, W, C)`, each channel filtered by one kernel `(h, w)`."""
    shape = (*kernel.shape, images.shape[-1], 1)
    kernel = jnp.broadcast_to(kernel[..., None, None], shape).astype(images.dtype)
    return depthwise_conv(images, kernel, 1, padding, "channels_last")
