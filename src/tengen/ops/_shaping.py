"""Functions that move entries about: reshape, join, split, pad, pick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core.messages import complain
from tengen.ops._dispatch import op
from tengen.ops._families import tensor

# fmt: off
__all__ = [
    "append", "array_split", "broadcast_to", "concatenate", "depth_to_space",
    "diag", "diagflat", "diagonal", "dsplit", "dstack", "expand_dims", "flip",
    "fliplr", "flipud", "get_item", "hsplit", "hstack", "moveaxis", "pad", "ravel",
    "repeat", "reshape", "roll", "rot90", "space_to_depth", "split", "squeeze",
    "stack", "swapaxes", "take", "take_along_axis", "tile", "transpose", "tril",
    "triu", "unravel_index", "unstack", "view", "vsplit", "vstack",
]
# fmt: on


@op
def reshape(x: Any, newshape: Any) -> jax.Array:
    """Return the entries of `x`, in the same order, in another shape.

    Args:
        x: tensor.
        newshape: the new sizes. One may be -1 and is computed. An unknown size
            (`None`, from the shape of a symbolic tensor) is computed where it is the
            only one, and else that of `x` on the same axis.

    Raises:
        TypeError: where the numbers of entries differ.
    """
    x = jnp.asarray(x)
    if isinstance(newshape, Sequence) and None in newshape:
        newshape = _fill_unknown(x.shape, newshape)
    return jnp.reshape(x, newshape)


def _fill_unknown(shape: tuple[int, ...], newshape: Sequence[Any]) -> tuple[Any, ...]:
    if sum(size in (None, -1) for size in newshape) == 1:
        return tuple(-1 if size is None else size for size in newshape)
    return tuple(
        shape[axis] if size is None and axis < len(shape) else size
        for axis, size in enumerate(newshape)
    )


@op
def transpose(x: Any, axes: Any = None) -> jax.Array:
    """Return `x` with its axes in the order `axes`, reversed for `None`."""
    return jnp.transpose(tensor(x), axes)


@op
def expand_dims(x: Any, axis: Any) -> jax.Array:
    """Return `x` with a new axis of size 1 at each given place."""
    return jnp.expand_dims(tensor(x), axis)


@op
def squeeze(x: Any, axis: Any = None) -> jax.Array:
    """Return `x` without axes of size 1: the given ones, or all."""
    return jnp.squeeze(tensor(x), axis)


@op
def ravel(x: Any) -> jax.Array:
    """Return the entries as one axis."""
    return jnp.ravel(tensor(x))


@op
def swapaxes(x: Any, axis1: int, axis2: int) -> jax.Array:
    """Return `x` with two axes exchanged."""
    return jnp.swapaxes(tensor(x), axis1, axis2)


@op
def moveaxis(x: Any, source: Any, destination: Any) -> jax.Array:
    """Return `x` with axes moved to new places, the others in their order."""
    return jnp.moveaxis(tensor(x), source, destination)


@op
def broadcast_to(x: Any, shape: Any) -> jax.Array:
    """Return `x` repeated along missing axes and axes of size 1."""
    return jnp.broadcast_to(tensor(x), shape)


@op
def concatenate(xs: Any, axis: int = 0) -> jax.Array:
    """Join tensors along an existing axis; all other sizes are the same."""
    return jnp.concatenate(_members(xs), axis=axis)


@op
def stack(x: Any, axis: int = 0) -> jax.Array:
    """Join tensors of one shape along a new axis."""
    return jnp.stack(_members(x), axis=axis)


@op
def hstack(xs: Any) -> jax.Array:
    """Join along the second axis, vectors along their only one."""
    return jnp.hstack(_members(xs))


@op
def vstack(xs: Any) -> jax.Array:
    """Join along the first axis, vectors as rows."""
    return jnp.vstack(_members(xs))


@op
def dstack(xs: Any) -> jax.Array:
    """Join along the third axis."""
    return jnp.dstack(_members(xs))


@op
def append(x1: Any, x2: Any, axis: int | None = None) -> jax.Array:
    """Join two tensors along an axis, flattened for `None`."""
    return jnp.append(tensor(x1), tensor(x2), axis=axis)


def _members(xs: Any) -> Any:
    return [tensor(x) for x in xs] if isinstance(xs, (list, tuple)) else xs


@op
def split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[jax.Array]:
    """Cut a tensor into equal parts (an integer), or at indices (a list).

    Raises:
        ValueError: where the axis cannot be cut into that many equal parts.
    """
    return list(jnp.split(tensor(x), _cuts(indices_or_sections), axis=axis))


@op
def array_split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[jax.Array]:
    """Cut a tensor into nearly equal parts: the first ones are longer by one."""
    return list(jnp.array_split(tensor(x), _cuts(indices_or_sections), axis=axis))


@op
def hsplit(x: Any, indices_or_sections: Any) -> list[jax.Array]:
    """Cut along the second axis, a vector along its only one."""
    return list(jnp.hsplit(tensor(x), _cuts(indices_or_sections)))


@op
def vsplit(x: Any, indices_or_sections: Any) -> list[jax.Array]:
    """Cut along the first axis."""
    return list(jnp.vsplit(tensor(x), _cuts(indices_or_sections)))


@op
def dsplit(x: Any, indices_or_sections: Any) -> list[jax.Array]:
    """Cut along the third axis."""
    return list(jnp.dsplit(tensor(x), _cuts(indices_or_sections)))


def _cuts(indices_or_sections: Any) -> Any:
    if isinstance(indices_or_sections, (int, np.integer)):
        return int(indices_or_sections)
    return [int(index) for index in indices_or_sections]


@op
def unstack(x: Any, num: int | None = None, axis: int = 0) -> list[jax.Array]:
    """Return the slices along an axis as a list."""
    x = jnp.asarray(x)
    if num is not None and num != x.shape[axis]:
        raise ValueError(complain("unstack(num=...)", str(num), str(x.shape[axis])))
    return [jnp.take(x, i, axis=axis) for i in range(x.shape[axis])]


@op
def tile(x: Any, repeats: Any) -> jax.Array:
    """Return `x` repeated as a whole, so many times along each axis."""
    return jnp.tile(tensor(x), repeats)


@op
def repeat(x: Any, repeats: Any, axis: int | None = None) -> jax.Array:
    """Return each entry repeated in place along an axis."""
    return jnp.repeat(tensor(x), tensor(repeats), axis=axis)


@op
def pad(
    x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None
) -> jax.Array:
    """Add entries around a tensor.

    Args:
        x: tensor of n axes.
        pad_width: `((before, after), ...)` per axis, one pair or one integer for all.
        mode: `'constant'`, `'reflect'`, `'symmetric'` or another of NumPy's.
        constant_values: what is added in constant mode; default 0.

    Raises:
        ValueError: for `constant_values` in another mode.
    """
    if mode != "constant":
        if constant_values is not None:
            raise ValueError(
                complain("pad(constant_values=...)", f"mode={mode!r}", "'constant'")
            )
        return jnp.pad(tensor(x), pad_width, mode=mode)
    value = 0 if constant_values is None else constant_values
    return jnp.pad(tensor(x), pad_width, mode=mode, constant_values=value)


@op
def flip(x: Any, axis: Any = None) -> jax.Array:
    """Return the entries in reverse order along an axis, along all for `None`."""
    return jnp.flip(tensor(x), axis)


@op
def fliplr(x: Any) -> jax.Array:
    """Return the entries in reverse order along the second axis."""
    return jnp.fliplr(jnp.asarray(x))


@op
def flipud(x: Any) -> jax.Array:
    """Return the entries in reverse order along the first axis."""
    return jnp.flipud(jnp.asarray(x))


@op
def roll(x: Any, shift: Any, axis: Any = None) -> jax.Array:
    """Move entries along an axis; what leaves at one end enters at the other."""
    return jnp.roll(tensor(x), shift, axis)


@op
def rot90(array: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> jax.Array:
    """Turn a tensor by `k` quarter turns in the plane of two axes."""
    return jnp.rot90(jnp.asarray(array), k, axes)


@op
def take(x: Any, indices: Any, axis: int | None = None) -> jax.Array:
    """Return the entries at given indices of an axis, of the flat tensor for `None`.

    Negative indices count from the end; one outside gives NaN (floats).
    """
    return jnp.take(tensor(x), tensor(indices), axis=axis)


@op
def take_along_axis(x: Any, indices: Any, axis: int | None = None) -> jax.Array:
    """Return the entries that `indices`, of the shape of `x`, picks along an axis."""
    return jnp.take_along_axis(tensor(x), tensor(indices), axis=axis)


@op
def get_item(x: Any, key: Any) -> jax.Array:
    """Return `x[key]`: integers, slices, `None`, `...`, integer or boolean tensors."""
    return jnp.asarray(x)[key]


@op
def diag(x: Any, k: int = 0) -> jax.Array:
    """Return the `k`-th diagonal of a matrix, or the matrix with a diagonal."""
    return jnp.diag(tensor(x), k)


@op
def diagflat(x: Any, k: int = 0) -> jax.Array:
    """Return a matrix with the flattened entries on its `k`-th diagonal."""
    return jnp.diagflat(tensor(x), k)


@op
def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> jax.Array:
    """Return the diagonal of two axes as the last axis."""
    return jnp.diagonal(tensor(x), offset, axis1, axis2)


@op
def tril(x: Any, k: int = 0) -> jax.Array:
    """Return `x` with zeros above the `k`-th diagonal of the last two axes."""
    return jnp.tril(tensor(x), k)


@op
def triu(x: Any, k: int = 0) -> jax.Array:
    """Return `x` with zeros below the `k`-th diagonal of the last two axes."""
    return jnp.triu(tensor(x), k)


@op
def unravel_index(indices: Any, shape: Any) -> tuple[jax.Array, ...]:
    """Return flat indices as one index per axis of a shape."""
    return tuple(jnp.unravel_index(jnp.asarray(indices), shape))


@op
def view(x: Any, dtype: Any = None) -> jax.Array:
    """Return the same bytes read as another dtype."""
    return jnp.asarray(x).view(dtype)


@op
def space_to_depth(
    x: Any, block_size: int, data_format: str = "channels_last"
) -> jax.Array:
    """Move each block of b x b pixels into channels.

    `(N, H, W, C)` becomes `(N, H/b, W/b, b b C)`, row by row within a block, and for
    `'channels_first'` `(N, C, H, W)` becomes `(N, C b b, H/b, W/b)`.
    """
    x, b = jnp.asarray(x), block_size
    if data_format == "channels_first":
        n, c, h, w = x.shape
        x = x.reshape(n, c, h // b, b, w // b, b).transpose(0, 1, 3, 5, 2, 4)
        return x.reshape(n, c * b * b, h // b, w // b)
    n, h, w, c = x.shape
    x = x.reshape(n, h // b, b, w // b, b, c).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(n, h // b, w // b, b * b * c)


@op
def depth_to_space(
    x: Any, block_size: int, data_format: str = "channels_last"
) -> jax.Array:
    """Move channels into blocks of pixels: the inverse of `space_to_depth`."""
    x, b = jnp.asarray(x), block_size
    if data_format == "channels_first":
        n, c, h, w = x.shape
        x = x.reshape(n, c // (b * b), b, b, h, w).transpose(0, 1, 4, 2, 5, 3)
        return x.reshape(n, c // (b * b), h * b, w * b)
    n, h, w, c = x.shape
    x = x.reshape(n, h, w, b, b, c // (b * b)).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(n, h * b, w * b, c // (b * b))
