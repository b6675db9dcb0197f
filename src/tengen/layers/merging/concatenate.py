"""`Concatenate`: inputs side by side."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.core.trees import flatten
from tengen.layers.layer import LayerOptions
from tengen.layers.merging.merge import Merge


class Concatenate(Merge):
    """Joins its inputs along an axis.

    Args:
        axis: the axis; all other sizes must be equal.

    Shapes:
        a list of tensors, such as `(N, a)` and `(N, b)`: output `(N, a + b)`.

    Example:
        >>> import numpy as np
        >>> Concatenate()([np.ones((2, 3)), np.ones((2, 4))]).shape
        (2, 7)
    """

    def __init__(self, axis: int = -1, **options: Unpack[LayerOptions]) -> None:
        super().__init__(**options)
        self.axis = axis

    def _check_shapes(self, shapes: list[tuple[int | None, ...]]) -> None:
        ranks = {len(shape) for shape in shapes}
        rank = max(ranks)
        axis = self.axis % rank
        fits = len(ranks) == 1 and all(
            len({shape[place] for shape in shapes} - {None}) <= 1
            for place in range(1, rank)
            if place != axis
        )
        if not fits:
            raise ValueError(
                complain(
                    f"layer {self.name!r}, axis {self.axis}",
                    f"shapes {' and '.join(map(str, shapes))}",
                    "shapes that are equal on all other axes",
                )
            )

    def call(self, inputs: Any) -> Any:
        """Return the joined tensor."""
        return jnp.concatenate(flatten(inputs), axis=self.axis)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return the masks side by side; inputs without one count as data."""
        tensors, masks = flatten(inputs), self._masks_of(inputs, previous_mask)
        if all(mask is None for mask in masks):
            return None
        full = [
            jnp.ones(tensor.shape, bool) if mask is None else _spread(mask, tensor)
            for tensor, mask in zip(tensors, masks, strict=True)
        ]
        return jnp.concatenate(full, axis=self.axis).all(-1)


def _spread(mask: Any, tensor: Any) -> Any:
    """Return a mask in a tensor's shape; unknown sizes are the mask's."""
    mask = mask.reshape(mask.shape + (1,) * (tensor.ndim - mask.ndim))
    sizes = zip(tensor.shape, mask.shape, strict=True)
    return jnp.broadcast_to(mask, [n if size is None else size for size, n in sizes])


def concatenate(inputs: Any, axis: int = -1, **options: Unpack[LayerOptions]) -> Any:
    """Return `Concatenate(axis, ...)(inputs)`."""
    return Concatenate(axis=axis, **options)(inputs)
