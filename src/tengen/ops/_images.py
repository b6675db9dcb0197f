"""What functions of images share: batches or single ones, channels last or first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.config import standardize_data_format
from tengen.core.messages import complain
from tengen.ops._families import tensor


def by_batches(
    name: str,
    compute: Callable[[jax.Array], jax.Array],
    images: Any,
    data_format: str | None,
) -> jax.Array:
    """Return `compute` of images as `(N, H, W, C)`, in the form they came in.

    Raises:
        ValueError: for tensors that are no images.
    """
    images = checked(name, images)
    is_single = images.ndim == 3
    is_first = standardize_data_format(data_format) == "channels_first"
    images = images[None] if is_single else images
    images = jnp.moveaxis(images, 1, 3) if is_first else images
    images = compute(images)
    images = jnp.moveaxis(images, 3, 1) if is_first else images
    return images[0] if is_single else images


def checked(name: str, images: Any) -> jax.Array:
    """Return images as an array; refuse what is none."""
    images = jnp.asarray(tensor(images))
    if images.ndim not in (3, 4):
        what = "images (N, H, W, C), or one image (H, W, C)"
        raise ValueError(complain(name, f"shape {tuple(images.shape)}", what))
    return images


def image_axes(name: str, images: Any, data_format: str | None) -> tuple[int, int]:
    """Return the axes of the height and the width of images."""
    rows = checked(name, images).ndim - 3
    if standardize_data_format(data_format) == "channels_first":
        rows += 1
    return rows, rows + 1


def channel_axis(data_format: str | None) -> int:
    """Return the axis of the channels, counted from the end."""
    return -1 if standardize_data_format(data_format) == "channels_last" else -3
