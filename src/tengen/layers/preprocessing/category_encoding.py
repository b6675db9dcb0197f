"""`CategoryEncoding`: integers as vectors."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.core.messages import complain
from tengen.layers._checks import positive
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.preprocessing.encoding import checked_mode, encode

_MODES = ("one_hot", "multi_hot", "count")


class CategoryEncoding(Layer):
    """Encodes integers 0 to `num_tokens - 1`.

    Args:
        num_tokens: how many different integers there are.
        output_mode: `'one_hot'` (each integer a vector), `'multi_hot'` (1 for each that
            is in the sample) or `'count'` (how often it is).
        sparse: only for calls written for Keras; arrays here are dense.

    Shapes:
        input `(N, T)` of integers, output `(N, num_tokens)`; for `'one_hot'`
        `(N, T, num_tokens)`, without T where it is 1.

    Example:
        >>> import numpy as np
        >>> CategoryEncoding(4, output_mode="count")(np.array([[0, 1, 1]])).tolist()
        [[1.0, 2.0, 0.0, 0.0]]
    """

    def __init__(
        self,
        num_tokens: int,
        output_mode: str = "multi_hot",
        sparse: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.num_tokens = positive(self, "num_tokens", num_tokens)
        self.output_mode = checked_mode(self, output_mode, _MODES)
        self.sparse = sparse

    def call(self, inputs: Any, count_weights: Any = None) -> Any:
        """Return the vectors; `count_weights` has the shape of the input."""
        if count_weights is not None and self.output_mode != "count":
            raise ValueError(
                complain(
                    f"layer {self.name!r}: count_weights",
                    f"output_mode={self.output_mode!r}",
                    "output_mode='count'",
                )
            )
        indices = inputs.astype("int32")
        return encode(
            indices,
            self.output_mode,
            self.num_tokens,
            self.compute_dtype,
            count_weights,
        )
