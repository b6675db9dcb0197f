"""Images and volumes cut into patches, and put together again."""

from __future__ import annotations

import itertools
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.config import standardize_data_format
from tengen.core.messages import complain
from tengen.ops._dispatch import op
from tengen.ops._families import tensor

__all__ = ["extract_patches", "extract_patches_3d", "fold", "unfold"]


@op
def extract_patches(
    images: Any,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> jax.Array:
    """Return the patches of images, each as one row of numbers.

    Args:
        images: `(N, H, W, C)` or `(H, W, C)`; or with C before H.
        size: height and width of a patch, one integer for both; three integers for
            volumes (see `extract_patches_3d`).
        strides: from one patch to the next; the size if `None`.
        dilation_rate: distance of the pixels of a patch.
        padding: `'valid'` or `'same'`, as for convolutions.
        data_format: `'channels_last'` or `'channels_first'`; default: the setting.

    Returns:
        `(N, rows, columns, height * width * C)`; pixel after pixel, with all channels.

    Example:
        >>> import jax.numpy as jnp
        >>> extract_patches(jnp.ones((1, 6, 6, 3)), 2).shape
        (1, 3, 3, 12)
    """
    if isinstance(size, (tuple, list)) and len(size) == 3:
        return extract_patches_3d(
            images, size, strides, dilation_rate, padding, data_format
        )
    size = _sizes("size", size, 2)
    return _cut(images, size, strides, dilation_rate, padding, data_format)


@op
def extract_patches_3d(
    volumes: Any,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> jax.Array:
    """Return the patches of volumes `(N, D, H, W, C)`, as `extract_patches` does.

    Args:
        volumes: `(N, D, H, W, C)` or `(D, H, W, C)`; or with C before D.
        size: depth, height and width of a patch, one integer for all.
        strides, dilation_rate, padding, data_format: as for `extract_patches`.

    Returns:
        `(N, depths, rows, columns, volume of a patch * C)`.
    """
    size = _sizes("size", size, 3)
    return _cut(volumes, size, strides, dilation_rate, padding, data_format)


def _cut(
    x: Any,
    size: tuple[int, ...],
    strides: Any,
    dilation_rate: Any,
    padding: str,
    data_format: str | None,
) -> jax.Array:
    x, rank = jnp.asarray(tensor(x)), len(size)
    is_single = x.ndim == rank + 1
    x = x[None] if is_single else x
    is_first = standardize_data_format(data_format) == "channels_first"
    x = jnp.moveaxis(x, 1, -1) if is_first else x
    steps = size if strides is None else _sizes("strides", strides, rank)
    gaps = _sizes("dilation_rate", dilation_rate, rank)
    if padding == "same":
        x = jnp.pad(x, [(0, 0), *_same_edges(x.shape[1:-1], size, steps, gaps), (0, 0)])
    patches = jnp.stack(_windows(x, 1, size, steps, gaps), -2)
    patches = patches.reshape(*patches.shape[: rank + 1], -1)
    patches = jnp.moveaxis(patches, -1, 1) if is_first else patches
    return patches[0] if is_single else patches


def _same_edges(
    lengths: Any, size: tuple[int, ...], steps: Any, gaps: Any
) -> list[tuple[int, int]]:
    """Return the padding (before, after) of each axis for `'same'`."""
    edges = []
    for length, side, step, gap in zip(lengths, size, steps, gaps, strict=True):
        reach = (-(-length // step) - 1) * step + (side - 1) * gap + 1
        missing = max(reach - length, 0)
        edges.append((missing // 2, missing - missing // 2))
    return edges


def _windows(
    x: jax.Array, first_axis: int, size: tuple[int, ...], steps: Any, gaps: Any
) -> list[jax.Array]:
    """Return, for each place in a patch, that pixel of all patches."""
    lengths = x.shape[first_axis : first_axis + len(size)]
    counts = [
        (length - (side - 1) * gap - 1) // step + 1
        for length, side, step, gap in zip(lengths, size, steps, gaps, strict=True)
    ]
    found = []
    for place in itertools.product(*map(range, size)):
        cuts = [slice(None)] * x.ndim
        for axis, (index, gap) in enumerate(zip(place, gaps, strict=True)):
            start, step = index * gap, steps[axis]
            stop = start + (counts[axis] - 1) * step + 1
            cuts[first_axis + axis] = slice(start, stop, step)
        found.append(x[tuple(cuts)])
    return found


def _sizes(name: str, value: Any, rank: int) -> tuple[int, ...]:
    sizes = (value,) * rank if isinstance(value, int) else tuple(value)
    if len(sizes) != rank:
        what = f"an integer or {rank} integers"
        raise ValueError(complain(f"patches: {name}", repr(value), what))
    return sizes


@op
def unfold(
    x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> jax.Array:
    """Return the patches of images `(N, C, H, W)` as columns `(N, C * kh * kw, count)`.

    Args:
        x: images, channels first.
        kernel_size: height and width of a patch, one integer for both.
        dilation: distance of the pixels of a patch.
        padding: zeros around the image.
        stride: from one patch to the next.
    """
    x = jnp.asarray(tensor(x))
    top, left = _sizes("padding", padding, 2)
    x = jnp.pad(x, ((0, 0), (0, 0), (top, top), (left, left)))
    size = _sizes("kernel_size", kernel_size, 2)
    steps, gaps = _sizes("stride", stride, 2), _sizes("dilation", dilation, 2)
    patches = jnp.stack(_windows(x, 2, size, steps, gaps), 2)
    return patches.reshape(x.shape[0], x.shape[1] * size[0] * size[1], -1)


@op
def fold(
    x: Any,
    output_size: Any,
    kernel_size: Any,
    dilation: Any = 1,
    padding: Any = 0,
    stride: Any = 1,
) -> jax.Array:
    """Add up patches `(N, C * kh * kw, count)` to images `(N, C, H, W)`.

    It is the transpose of `unfold`: pixels that lie in several patches are sums.

    Args:
        x: patches as columns, in the order of `unfold`.
        output_size: height and width of the images.
        kernel_size, dilation, padding, stride: as for `unfold`.
    """
    x = jnp.asarray(tensor(x))
    height, width = _sizes("kernel_size", kernel_size, 2)
    whole = _sizes("output_size", output_size, 2)
    shape = (x.shape[0], x.shape[1] // (height * width), *whole)

    def cut(images: jax.Array) -> jax.Array:
        return unfold(images, kernel_size, dilation, padding, stride)

    transposed = jax.linear_transpose(cut, jax.ShapeDtypeStruct(shape, x.dtype))
    (images,) = transposed(x)
    return images
