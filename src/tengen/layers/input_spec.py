"""`InputSpec`: what a layer demands of its input, checked before any work is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tengen.core.messages import complain
from tengen.core.trees import flatten


class InputSpec:
    """Rank, sizes and dtype that a layer's input must have.

    Args:
        dtype: required dtype, any if `None`.
        shape: required shape, `None` entries match any size.
        ndim, min_ndim, max_ndim: required number of dimensions.
        axes: `{axis: size}` that must match.
    """

    def __init__(
        self,
        dtype: str | None = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: Mapping[int, int | None] | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ) -> None:
        self.dtype = dtype
        self.shape = tuple(shape) if shape is not None else None
        self.ndim = len(self.shape) if self.shape is not None else ndim
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        self.name = name
        self.optional = optional

    def expectation(self, shape: tuple[int | None, ...]) -> str | None:
        """Return what is expected where `shape` does not fit, else `None`."""
        rank = len(shape)
        if self.ndim is not None and rank != self.ndim:
            return f"{self.ndim} dimensions"
        if self.min_ndim is not None and rank < self.min_ndim:
            return f"at least {self.min_ndim} dimensions"
        if self.max_ndim is not None and rank > self.max_ndim:
            return f"at most {self.max_ndim} dimensions"
        demands = dict(self.axes)
        demands.update(enumerate(self.shape or ()))
        for axis, size in demands.items():
            if size is not None and shape[axis] not in (size, None):
                where = "last axis" if axis in (-1, rank - 1) else f"axis {axis}"
                return f"size {size} on the {where}"
        return None


def check_input(layer_name: str, input_spec: Any, inputs: Any) -> None:
    """Check a layer's inputs against its specification.

    Raises:
        ValueError: naming the layer, the shape it got and what it expects.
    """
    specs = flatten(input_spec)
    tensors = flatten(inputs)
    if isinstance(input_spec, (list, tuple)) and len(specs) != len(tensors):
        raise ValueError(
            complain(
                f"layer {layer_name!r}",
                f"{len(tensors)} inputs",
                f"{len(specs)} inputs",
            )
        )
    for spec, tensor in zip(specs, tensors, strict=False):
        shape = getattr(tensor, "shape", None)
        if spec is None or shape is None:
            continue
        expected = spec.expectation(tuple(shape))
        if expected is not None:
            raise ValueError(
                complain(
                    f"input of layer {layer_name!r}",
                    f"shape {tuple(shape)}",
                    expected,
                    fix=_fix(spec, tuple(shape)),
                )
            )


def _fix(spec: InputSpec, shape: tuple[int | None, ...]) -> str:
    rank = spec.ndim or spec.min_ndim
    if rank is not None and len(shape) == rank - 1:
        if rank == 4:
            return "images need a channel axis: x[..., None]"
        return "the first axis is the batch; for one sample use x[None]"
    if rank is not None and len(shape) > rank:
        return "put a Flatten layer (or global pooling) before it"
    return ""
