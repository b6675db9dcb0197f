"""`Dot`: products of samples along an axis."""

from __future__ import annotations

from typing import Any, Unpack

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.core.trees import flatten
from tengen.layers.layer import LayerOptions
from tengen.layers.merging.merge import Merge


class Dot(Merge):
    """Sums the products of two tensors along one axis of each, sample by sample.

    Args:
        axes: the axis of both, or a pair with one of each; the batch axis is 0.
        normalize: whether vectors along the axis are scaled to length 1 before, which
            makes the result their cosine.

    Shapes:
        `(N, a, d)` and `(N, d, b)` with axes `(2, 1)`: output `(N, a, b)`; two `(N, d)`
        with axes 1: output `(N, 1)`.

    Example:
        >>> import numpy as np
        >>> Dot(1)([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])]).tolist()
        [[11.0]]
    """

    def __init__(
        self, axes: Any, normalize: bool = False, **options: Unpack[LayerOptions]
    ) -> None:
        super().__init__(**options)
        pair = (axes, axes) if isinstance(axes, int) else tuple(axes)
        if len(pair) != 2 or not all(isinstance(axis, int) for axis in pair):
            where = f"{type(self).__name__}: axes"
            raise ValueError(complain(where, repr(axes), "an integer or two"))
        self.axes = axes
        self.normalize = normalize
        self._pair = pair

    def _places(self, ranks: list[int]) -> tuple[int, int]:
        first, second = (
            axis % rank for axis, rank in zip(self._pair, ranks, strict=True)
        )
        return first, second

    def _check_shapes(self, shapes: list[tuple[int | None, ...]]) -> None:
        if len(shapes) != 2:
            raise ValueError(
                complain(f"layer {self.name!r}", f"{len(shapes)} tensors", "two")
            )
        places = self._places([len(shape) for shape in shapes])
        sizes = {shape[place] for shape, place in zip(shapes, places, strict=True)} - {
            None
        }
        if 0 in places or len(sizes) > 1:
            raise ValueError(
                complain(
                    f"layer {self.name!r}, axes {self.axes}",
                    f"shapes {' and '.join(map(str, shapes))}",
                    "axes of one size, none of them the batch axis",
                )
            )

    def call(self, inputs: Any) -> Any:
        """Return the products."""
        first, second = flatten(inputs)
        places = self._places([first.ndim, second.ndim])
        if self.normalize:
            first = _unit(first, places[0])
            second = _unit(second, places[1])
        result = jax.lax.dot_general(
            first, second, (([places[0]], [places[1]]), ([0], [0]))
        )
        return result[:, None] if result.ndim == 1 else result

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return `None`."""
        return None


def _unit(tensor: Any, axis: int) -> Any:
    square = jnp.sum(jnp.square(tensor), axis, keepdims=True)
    return tensor * jax.lax.rsqrt(jnp.maximum(square, 1e-12))


def dot(inputs: Any, axes: Any = -1, **options: Any) -> Any:
    """Return `Dot(axes, ...)(inputs)`."""
    return Dot(axes=axes, **options)(inputs)
