"""`Edges`: base of the layers that add or take away at the edges."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.core import config
from tengen.core.messages import complain
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions


class Edges(Layer):
    """Base of `ZeroPadding1D` to `3D` and `Cropping1D` to `3D`.

    Args:
        rank: number of spatial axes.
        argument: the name of the amounts, for messages.
        amounts: one integer for all edges, one per axis, or (before, after) per axis.
    """

    def __init__(
        self,
        rank: int,
        argument: str,
        amounts: Any,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=rank + 2)
        self._pairs = _pairs(f"{type(self).__name__}: {argument}", amounts, rank)

    def _of_all_axes(self) -> list[tuple[int, int]]:
        """Return (before, after) for every axis of the input."""
        if self.data_format == "channels_last":
            return [(0, 0), *self._pairs, (0, 0)]
        return [(0, 0), (0, 0), *self._pairs]


def _pairs(where: str, amounts: Any, rank: int) -> tuple[tuple[int, int], ...]:
    several = isinstance(amounts, (tuple, list))
    entries = tuple(amounts) if several else (amounts,) * rank
    if rank == 1 and several and all(map(_is_amount, entries)):
        entries = (entries,)  # (before, after), or too few or too many
    pairs = tuple(e if isinstance(e, (tuple, list)) else (e, e) for e in entries)
    if len(pairs) != rank or not all(
        len(pair) == 2 and all(map(_is_amount, pair)) for pair in pairs
    ):
        shape = "two integers" if rank == 1 else f"{rank} integers or pairs of integers"
        raise ValueError(
            complain(where, repr(amounts), f"an integer or {shape}, none negative")
        )
    return tuple((int(before), int(after)) for before, after in pairs)


def _is_amount(value: Any) -> bool:
    return hasattr(value, "__index__") and int(value) >= 0


def crop(name: str, inputs: Any, edges: list[tuple[int, int]]) -> Any:
    """Return the middle of a tensor.

    Raises:
        ValueError: where nothing would be left.
    """
    kept = [
        size - before - after
        for size, (before, after) in zip(inputs.shape, edges, strict=True)
    ]
    if min(kept[1:]) <= 0:
        raise ValueError(
            complain(
                f"layer {name!r}: cropping",
                f"input of shape {tuple(inputs.shape)}",
                "an input larger than what is cut away",
            )
        )
    return inputs[
        tuple(
            slice(before, before + length)
            for (before, _), length in zip(edges, kept, strict=True)
        )
    ]
