"""`Merge`: base of the layers that take a list of tensors."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.core.trees import flatten
from tengen.layers._arguments import as_tensor
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
        masks = [m for m in self._masks_of(inputs, previous_mask) if m is not None]
        if not masks:
            return None
        result = masks[0]
        for mask in masks[1:]:
            result = jnp.logical_and(result, mask)
        return result

    def _masks_of(self, inputs: Any, masks: Any) -> list[Any]:
        """Return a mask, or `None`, for each input.

        Raises:
            ValueError: where inputs or masks are no lists, or lists of other lengths.
        """
        if masks is None:
            return [None] * len(flatten(inputs))
        for what, given in (("inputs", inputs), ("mask", masks)):
            if not isinstance(given, (list, tuple)):
                got = f"one of type {type(given).__name__}"
                where = f"layer {self.name!r}: {what}"
                raise ValueError(complain(where, got, "a list, one for each tensor"))
        if len(masks) != len(inputs):
            where = f"layer {self.name!r}: mask"
            raise ValueError(
                complain(where, f"{len(masks)} masks", f"{len(inputs)}, as inputs")
            )
        return [as_tensor(mask) for mask in masks]


def _with_rank(tensor: Any, rank: int) -> Any:
    missing = tuple(range(1, 1 + rank - tensor.ndim))
    return jnp.expand_dims(tensor, missing) if missing else tensor
