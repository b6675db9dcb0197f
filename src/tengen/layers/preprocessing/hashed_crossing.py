"""`HashedCrossing`: combinations of features as numbers of bins."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp
import numpy as np

from tengen.core.messages import complain
from tengen.layers._checks import positive
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.preprocessing.encoding import checked_mode, encode
from tengen.layers.preprocessing.fingerprints import fingerprint64, joined
from tengen.layers.preprocessing.tokens import array_of

_START = 0xDECAFCAFFE  # with it the bins are those of Keras


class HashedCrossing(Layer):
    """Puts each combination of two or more features into a bin by its hash.

    Hashes are computed on the host: call the layer on your data before training, it is
    no part of a compiled model.

    Args:
        num_bins: number of bins.
        output_mode: `'int'` or `'one_hot'`.
        sparse: only for calls written for Keras; arrays here are dense.

    Shapes:
        inputs: a list of `(N,)` or `(N, 1)`, texts or integers; output as one of them,
        for `'one_hot'` `(N, num_bins)`.

    Example:
        >>> HashedCrossing(5)([["A", "B"], [101, 101]]).tolist()
        [1, 4]
    """

    def __init__(
        self,
        num_bins: int,
        output_mode: str = "int",
        sparse: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.num_bins = positive(self, "num_bins", num_bins)
        self.output_mode = checked_mode(self, output_mode, ("int", "one_hot"))
        self.sparse = sparse

    def call(self, inputs: Any) -> Any:
        """Return the numbers of the bins, or vectors over the bins."""
        features = [array_of(feature) for feature in inputs]
        shapes = {feature.shape for feature in features}
        kinds = {feature.dtype.kind for feature in features}
        if len(features) < 2 or len(shapes) > 1 or "f" in kinds:
            got = f"features of shapes {[feature.shape for feature in features]}"
            what = "two or more of one shape, texts or integers"
            raise ValueError(complain(f"layer {self.name!r}", got, what))
        rows = zip(*(feature.ravel().tolist() for feature in features), strict=True)
        bins = [self._bin(row) for row in rows]
        numbers = jnp.asarray(np.array(bins, "int32").reshape(features[0].shape))
        if self.output_mode == "int":
            return numbers
        return encode(numbers, self.output_mode, self.num_bins, self.compute_dtype)

    def _bin(self, values: tuple[Any, ...]) -> int:
        crossed = _START
        for value in values:
            is_text = isinstance(value, str)
            crossed = joined(
                crossed, fingerprint64(value.encode()) if is_text else value
            )
        return crossed % self.num_bins
