"""`IntegerLookup`: any integers as integers from 0 on."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp
import numpy as np

from tengen.core.messages import complain
from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.index_lookup import IndexLookup


class IntegerLookup(IndexLookup):
    """Numbers the integers of a vocabulary, or turns numbers back into them.

    The layer may be part of a model, as long as unknown integers are not hashed.

    Args:
        max_tokens: size of the vocabulary, special places included; no limit if `None`.
        num_oov_indices: how many places unknown integers have; with more than one, an
            unknown n has place n modulo their number. With 0, they are errors where
            values are looked at, and place -1 in a compiled model.
        mask_token: an integer that means "nothing": place 0 for `'int'`, else no place.
        oov_token: what unknown integers are called in the vocabulary, and for `invert`.
        vocabulary: list of integers, or a file with one on each line.
        vocabulary_dtype: accepted; `'int64'` or `'int32'`.
        idf_weights: weights of the integers, for `'tf_idf'` with a vocabulary.
        invert: whether places are turned into integers of the vocabulary.
        output_mode: `'int'`, `'one_hot'`, `'multi_hot'`, `'count'` or `'tf_idf'`; see
            `CategoryEncoding`.
        sparse: only for calls written for Keras; arrays here are dense.
        pad_to_max_tokens: whether vectors have `max_tokens` places in any case.
        oov_method: `'floormod'`, or `'farmhash'` for the hash of Keras.
        salt: one or two integers, for `'farmhash'`.

    Shapes:
        input `(N, ...)` of integers, output as input for `'int'`, else with the size of
        the vocabulary last.

    Example:
        >>> layer = IntegerLookup(vocabulary=[12, 36])
        >>> layer([[36, 12], [7, 36]]).tolist()
        [[2, 1], [0, 2]]
    """

    def __init__(
        self,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        mask_token: int | None = None,
        oov_token: int = -1,
        vocabulary: Any = None,
        vocabulary_dtype: str = "int64",
        idf_weights: Any = None,
        invert: bool = False,
        output_mode: str = "int",
        sparse: bool = False,
        pad_to_max_tokens: bool = False,
        oov_method: str = "floormod",
        salt: Any = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        if oov_method not in ("floormod", "farmhash"):
            where = f"{type(self).__name__}: oov_method"
            choices = "'floormod' or 'farmhash'"
            raise ValueError(complain(where, repr(oov_method), choices))
        self.vocabulary_dtype = vocabulary_dtype
        self.oov_method = oov_method
        super().__init__(
            max_tokens,
            num_oov_indices,
            mask_token,
            oov_token,
            vocabulary,
            idf_weights,
            invert,
            output_mode,
            sparse,
            pad_to_max_tokens,
            salt,
            **options,
        )

    def _token(self, value: Any) -> int:
        return int(value)

    def _unknown_place(self, token: Any) -> int:
        if self.oov_method == "farmhash":
            return super()._unknown_place(token)
        return int(token) % max(self.num_oov_indices, 1)

    def call(self, inputs: Any) -> Any:
        """Return places, vectors over the vocabulary, or for `invert` integers."""
        if isinstance(inputs, np.ndarray) or self.oov_method == "farmhash":
            return super().call(np.asarray(inputs))
        values = jnp.asarray(inputs).astype("int32")
        if self.invert:
            known = jnp.asarray(self.get_vocabulary() or [self.oov_token], "int32")
            is_known = (values >= 0) & (values < len(known))
            chosen = known[jnp.clip(values, 0, len(known) - 1)]
            return jnp.where(is_known, chosen, self.oov_token)
        return self._encoded(self._places_of(values))

    def _places_of(self, values: Any) -> Any:
        """Return the places by halving a sorted vocabulary."""
        unknown = jnp.mod(values, max(self.num_oov_indices, 1)) + self._first_unknown
        places = unknown if self.num_oov_indices else jnp.full_like(values, -1)
        if self._tokens:
            tokens = np.array(self._tokens, "int32")
            order = np.argsort(tokens)
            known = jnp.asarray(tokens[order])
            near = jnp.clip(jnp.searchsorted(known, values), 0, len(tokens) - 1)
            numbers = jnp.asarray(order.astype("int32")) + len(self._special)
            places = jnp.where(known[near] == values, numbers[near], places)
        if self.mask_token is None:
            return places
        nothing = 0 if self.output_mode == "int" else -1
        return jnp.where(values == self.mask_token, nothing, places)
