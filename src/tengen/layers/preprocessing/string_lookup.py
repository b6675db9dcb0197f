"""`StringLookup`: words as integers."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.layer import LayerOptions
from tengen.layers.preprocessing.index_lookup import IndexLookup


class StringLookup(IndexLookup):
    """Numbers the words of a vocabulary, or turns numbers back into words.

    Texts live on the host: call the layer on your data before training, it is no part
    of a compiled model.

    Args:
        max_tokens: size of the vocabulary, special places included; no limit if `None`.
        num_oov_indices: how many places unknown words have; more than one are chosen by
            hash. With 0, unknown words are errors.
        mask_token: a word that means "nothing": place 0 for `'int'`, else no place.
        oov_token: what unknown words are called in the vocabulary, and for `invert`.
        vocabulary: list of words, or a file with one on each line.
        idf_weights: weights of the words, for `'tf_idf'` with a vocabulary.
        invert: whether numbers are turned into words.
        output_mode: `'int'`, `'one_hot'`, `'multi_hot'`, `'count'` or `'tf_idf'`; see
            `CategoryEncoding`.
        pad_to_max_tokens: whether vectors have `max_tokens` places in any case.
        sparse: only for calls written for Keras; arrays here are dense.
        encoding: accepted; texts are UTF-8.
        salt: one or two integers that choose the hash of unknown words.

    Shapes:
        input `(N, ...)` of texts, output as input for `'int'`, else with the size of
        the vocabulary last.

    Example:
        >>> layer = StringLookup(vocabulary=["cat", "dog"])
        >>> layer([["dog", "cat"], ["bird", "dog"]]).tolist()
        [[2, 1], [0, 2]]
    """

    def __init__(
        self,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        mask_token: str | None = None,
        oov_token: str = "[UNK]",
        vocabulary: Any = None,
        idf_weights: Any = None,
        invert: bool = False,
        output_mode: str = "int",
        pad_to_max_tokens: bool = False,
        sparse: bool = False,
        encoding: str = "utf-8",
        salt: Any = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        self.encoding = encoding
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

    def _token(self, value: Any) -> str:
        return value.decode("utf-8") if isinstance(value, bytes) else str(value)
