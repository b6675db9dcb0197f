"""`rearrange`: axes by name."""

from __future__ import annotations

import math
import re
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.ops._dispatch import op
from tengen.ops._families import tensor as as_array

__all__ = ["rearrange"]


@op
def rearrange(tensor: Any, pattern: str, **axes_lengths: int) -> jax.Array:
    """Permute, split and join axes by their names.

    Args:
        tensor: the tensor.
        pattern: `'names before -> names after'`; names in parentheses make one axis.
        axes_lengths: sizes of the axes in parentheses before the arrow; one of each
            group may be left out.

    Raises:
        ValueError: for a pattern that does not fit the tensor.

    Example:
        >>> import jax.numpy as jnp
        >>> images = jnp.zeros((2, 4, 6, 3))
        >>> rearrange(images, "b (h p) (w q) c -> b (h w) (p q c)", p=2, q=2).shape
        (2, 6, 12)
    """
    x = jnp.asarray(as_array(tensor))
    before, after = _sides(pattern)
    if len(before) != x.ndim:
        raise ValueError(_misfit(pattern, f"{x.ndim} axes", f"{len(before)} axes"))
    sizes: dict[str, int] = {}
    for group, size in zip(before, x.shape, strict=True):
        sizes |= _split(pattern, group, size, axes_lengths)
    names = [name for group in before for name in group]
    wanted = [name for group in after for name in group]
    if sorted(names) != sorted(wanted) or len({*names}) != len(names):
        got = f"{names} before and {wanted} after"
        raise ValueError(_misfit(pattern, got, "the same names on both sides"))
    x = x.reshape([sizes[name] for name in names])
    x = x.transpose([names.index(name) for name in wanted])
    return x.reshape([math.prod(sizes[name] for name in group) for group in after])


def _sides(pattern: str) -> tuple[list[list[str]], list[list[str]]]:
    sides = pattern.split("->")
    if len(sides) != 2:
        raise ValueError(_misfit(pattern, repr(pattern), "'names -> names'"))
    before, after = (re.findall(r"\([^()]*\)|\w+", side) for side in sides)
    return [re.findall(r"\w+", g) for g in before], [
        re.findall(r"\w+", g) for g in after
    ]


def _split(
    pattern: str, group: list[str], size: int, lengths: dict[str, int]
) -> dict[str, int]:
    """Return the sizes of the names that make up one axis."""
    sizes = {name: lengths[name] for name in group if name in lengths}
    unknown = [name for name in group if name not in lengths]
    if len(unknown) > 1:
        raise ValueError(_misfit(pattern, f"no sizes of {unknown}", "all but one"))
    known = math.prod(sizes.values())
    if size % known or (not unknown and known != size):
        got = f"an axis of {size} for {' '.join(group)}"
        raise ValueError(_misfit(pattern, got, f"a multiple of {known}"))
    return sizes | {name: size // known for name in unknown}


def _misfit(pattern: str, got: str, expected: str) -> str:
    return complain(f"rearrange with pattern {pattern!r}", got, expected)
