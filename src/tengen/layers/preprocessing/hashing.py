"""`Hashing`: texts or integers as numbers of bins."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp
import numpy as np

from tengen.core.messages import complain
from tengen.layers._checks import positive
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.preprocessing.encoding import checked_mode, encode
from tengen.layers.preprocessing.fingerprints import fingerprint64, keyed64
from tengen.layers.preprocessing.tokens import array_of


class Hashing(Layer):
    """Puts texts or integers into bins by their hash, without a vocabulary.

    Hashes are computed on the host: call the layer on your data before training, it is
    no part of a compiled model. The bins are those of Keras.

    Args:
        num_bins: number of bins.
        mask_value: a value that has bin 0 for itself.
        salt: one or two integers as the key of a SipHash; `None`: FarmHash.
        output_mode: `'int'`, `'one_hot'`, `'multi_hot'` or `'count'`; see
            `CategoryEncoding`.
        sparse: only for calls written for Keras; arrays here are dense.

    Shapes:
        input `(N, ...)`, output as input for `'int'`, else with `num_bins` last.

    Example:
        >>> Hashing(3)([["A"], ["B"], ["C"], ["D"], ["E"]]).ravel().tolist()
        [1, 0, 1, 1, 2]
    """

    def __init__(
        self,
        num_bins: int,
        mask_value: Any = None,
        salt: Any = None,
        output_mode: str = "int",
        sparse: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.num_bins = positive(self, "num_bins", num_bins)
        self.mask_value = mask_value
        self.salt = salt_of(self, salt)
        self.output_mode = checked_mode(self, output_mode)
        self.sparse = sparse

    def call(self, inputs: Any) -> Any:
        """Return the numbers of the bins, or vectors over the bins."""
        values = array_of(inputs)
        if values.dtype.kind == "f":
            values = values.astype("int64")
        shift = int(self.mask_value is not None and self.num_bins > 1)
        bins = [
            0
            if shift and value == self.mask_value
            else shift + bin_of(value, self.num_bins - shift, self.salt)
            for value in values.ravel().tolist()
        ]
        numbers = jnp.asarray(np.array(bins, "int32").reshape(values.shape))
        if self.output_mode == "int":
            return numbers
        return encode(numbers, self.output_mode, self.num_bins, self.compute_dtype)


def bin_of(value: Any, count: int, salt: list[int] | None = None) -> int:
    """Return the bin of a text or an integer, 0 to `count` - 1."""
    text = str(value).encode()
    hashed = fingerprint64(text) if salt is None else keyed64(text, (salt[0], salt[1]))
    return hashed % count


def salt_of(layer: Layer, salt: Any) -> list[int] | None:
    """Return a salt as two integers.

    Raises:
        ValueError: naming the layer class.
    """
    if salt is None:
        return None
    salts = [salt, salt] if isinstance(salt, int) else list(salt)
    if len(salts) != 2 or not all(isinstance(item, int) for item in salts):
        where = f"{type(layer).__name__}: salt"
        raise ValueError(complain(where, repr(salt), "one or two integers"))
    return salts
