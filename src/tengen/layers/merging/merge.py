"""`Merge`: base of the layers that take a list of tensors."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.core.trees import flatten
from tengen.layers.layer import Layer, LayerOptions


class Merge(Layer):
    """Base of `Add`, `Average`, ...: a subclass writes `merge(tensors)`.

    Shapes:
        a list of tensors whose shapes broadcast; those of lower rank get axes of
        size 1 after the batch axis.
    """

    def __init__(self, **options: Unpack[LayerOptions]) -> None:
        super().__init__(**options)
        self.supports_masking = True

    def merge(self, tensors: list[Any]) -> Any:
        """Return the merged tensor; subclasses write this."""
        raise TypeError(f"{type(self).__name__} has no method merge(tensors)")

    def build(self, input_shape: Any) -> None:
        """Check that there is a list of shapes that fit each other."""
        if not isinstance(input_shape, list | tuple) or not all(
            isinstance(shape, tuple) for shape in input_shape
        ):
            raise ValueError(
                complain(f"layer {self.name!r}", "one tensor", "a list of tensors")
            )
        self._check_shapes([tuple(shape) for shape in input_shape])

    def _check_shapes(self, shapes: list[tuple[int | None, ...]]) -> None:
        longest = max(len(shape) for shape in shapes)
        for axis in range(1, longest):
            sizes = {
                shape[axis - longest] for shape in shapes if len(shape) > longest - axis
            }
            if len(sizes - {None, 1}) > 1:
                raise ValueError(
                    complain(
                        f"layer {self.name!r}",
                        f"shapes {' and '.join(map(str, shapes))}",
                        "shapes that are equal, or 1, on each axis",
                    )
                )

    def call(self, inputs: Any) -> Any:
        """Return the merged tensor."""
        tensors = flatten(inputs)
        rank = max(tensor.ndim for tensor in tensors)
        return self.merge([_with_rank(tensor, rank) for tensor in tensors])

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return where all masks agree that there is data."""
        masks = [mask for mask in flatten(previous_mask) if mask is not None]
        if not masks:
            return None
        result = masks[0]
        for mask in masks[1:]:
            result = jnp.logical_and(result, mask)
        return result


def _with_rank(tensor: Any, rank: int) -> Any:
    missing = tuple(range(1, 1 + rank - tensor.ndim))
    return jnp.expand_dims(tensor, missing) if missing else tensor
