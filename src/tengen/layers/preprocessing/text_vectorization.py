"""`TextVectorization`: texts as integers."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp
import numpy as np

from tengen.core.messages import complain
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.preprocessing import tokens
from tengen.layers.preprocessing.encoding import encode

_STANDARDS = ("lower_and_strip_punctuation", "lower", "strip_punctuation")
_MODES = ("int", "multi_hot", "count", "tf_idf")
_UNKNOWN = "[UNK]"


class TextVectorization(Layer):
    """Turns texts into the numbers of their words, or into vectors over a vocabulary.

    Texts live on the host: call the layer on lists or arrays of strings before
    training, it is no part of a compiled model.

    Args:
        max_tokens: size of the vocabulary, special entries included; no limit if
            `None`.
        standardize: `'lower_and_strip_punctuation'`, `'lower'`, `'strip_punctuation'`,
            `None`, or a function of a text.
        split: `'whitespace'`, `'character'`, `None`, or a function that returns words.
        ngrams: an integer n for all runs of up to n words, or a tuple of their sizes.
        output_mode: `'int'` (a number for each word; 0 is padding, 1 an unknown word),
            `'multi_hot'`, `'count'` or `'tf_idf'` (vectors, place 0 for unknown words).
        output_sequence_length: length of the rows for `'int'`; that of the longest text
            if `None`.
        pad_to_max_tokens: whether vectors have `max_tokens` places in any case.
        vocabulary: list of words, or a file with one on each line.
        idf_weights: weights of the words, for `'tf_idf'` with a vocabulary.
        sparse, ragged: only `False`: arrays here are dense.
        encoding: of the file.

    Shapes:
        input `(N,)` or `(N, 1)` of texts, output `(N, length)` or `(N, vocabulary)`.

    Example:
        >>> layer = TextVectorization(output_sequence_length=4)
        >>> layer.adapt(["the cat", "the dog!"])
        >>> layer.get_vocabulary()
        ['', '[UNK]', 'the', 'dog', 'cat']
        >>> layer(["The dog sat."]).tolist()
        [[2, 3, 1, 0]]
    """

    def __init__(
        self,
        max_tokens: int | None = None,
        standardize: Any = "lower_and_strip_punctuation",
        split: Any = "whitespace",
        ngrams: Any = None,
        output_mode: str = "int",
        output_sequence_length: int | None = None,
        pad_to_max_tokens: bool = False,
        vocabulary: Any = None,
        idf_weights: Any = None,
        sparse: bool = False,
        ragged: bool = False,
        encoding: str = "utf-8",
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self._require("standardize", standardize, (*_STANDARDS, None))
        self._require("split", split, ("whitespace", "character", None))
        self._require("output_mode", output_mode, _MODES)
        self._require("sparse", sparse, (False,))
        self._require("ragged", ragged, (False,))
        self.max_tokens = max_tokens
        self.standardize = standardize
        self.split = split
        self.ngrams = ngrams
        self._sizes = None if ngrams is None else _sizes(ngrams)
        self.output_mode = output_mode
        self.output_sequence_length = output_sequence_length
        self.pad_to_max_tokens = pad_to_max_tokens
        self.sparse = sparse
        self.ragged = ragged
        self.encoding = encoding
        self._words: list[str] = []
        self._numbers: dict[str, int] = {}
        self._weights: Any = None
        if vocabulary is not None:
            self.set_vocabulary(vocabulary, idf_weights)

    def _require(self, name: str, value: Any, known: tuple[Any, ...]) -> None:
        if not (value in known or (callable(value) and None in known)):
            where = f"{type(self).__name__}: {name}"
            choices = f"one of {', '.join(map(str, known))}"
            raise ValueError(complain(where, repr(value), choices))

    # -- the vocabulary ------------------------------------------------------------

    @property
    def _special(self) -> list[str]:
        return ["", _UNKNOWN] if self.output_mode == "int" else [_UNKNOWN]

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Take a list of words, or a file with one on each line."""
        if isinstance(vocabulary, str):
            with open(vocabulary, encoding=self.encoding) as file:
                vocabulary = file.read().split("\n")
        words = [word for word in tokens.texts_of(vocabulary) if word]
        weights = None if idf_weights is None else list(idf_weights)
        if words and words[0] == _UNKNOWN:
            words, weights = words[1:], weights and weights[-len(words) + 1 :]
        if len(set(words)) < len(words):
            repeated = sorted(word for word in set(words) if words.count(word) > 1)
            where = f"layer {self.name!r}: vocabulary"
            raise ValueError(complain(where, f"{repeated[:3]} twice", "each word once"))
        if self.output_mode == "tf_idf" and weights is None:
            where = f"layer {self.name!r}: output_mode='tf_idf'"
            raise ValueError(complain(where, "no idf_weights", "one for each word"))
        self._use(words, weights)

    def _use(self, words: list[str], weights: list[float] | None) -> None:
        self._words = words
        start = len(self._special)
        self._numbers = {word: start + place for place, word in enumerate(words)}
        self._weights = None
        if weights is not None:
            self._weights = [float(np.mean(weights)) if weights else 1.0, *weights]

    def adapt(self, data: Any, batch_size: int | None = None) -> None:
        """Take the most frequent words of texts, or of an iterable of batches."""
        counts = tokens.TokenCounts()
        is_batch = isinstance(data, (list, tuple, np.ndarray))
        for batch in [data] if is_batch else data:
            counts.add(map(self._tokens, tokens.texts_of(batch)))
        limit = self.max_tokens and self.max_tokens - len(self._special)
        words = counts.most_common(limit)
        self._use(
            words, counts.weights(words) if self.output_mode == "tf_idf" else None
        )

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[str]:
        """Return the words, in the order of their numbers."""
        return [*(self._special if include_special_tokens else []), *self._words]

    def vocabulary_size(self) -> int:
        """Return the number of entries, special ones included."""
        return len(self._special) + len(self._words)

    def _present_arguments(self, constructor: Any) -> dict[str, Any]:
        found = super()._present_arguments(constructor)
        weights = None if self._weights is None else self._weights[1:]
        return found | {"vocabulary": self._words or None, "idf_weights": weights}

    # -- the texts -----------------------------------------------------------------

    def _tokens(self, text: str) -> list[str]:
        text = tokens.standardized(text, self.standardize)
        return tokens.with_ngrams(tokens.split(text, self.split), self._sizes)

    def call(self, inputs: Any) -> Any:
        """Return the numbers `(N, length)`, or the vectors `(N, vocabulary)`."""
        unknown = len(self._special) - 1
        rows = [
            [self._numbers.get(word, unknown) for word in self._tokens(text)]
            for text in tokens.texts_of(inputs)
        ]
        length = max(map(len, rows), default=0)
        is_int = self.output_mode == "int"
        if is_int and self.output_sequence_length is not None:
            length = self.output_sequence_length
        padded = np.full((len(rows), length), 0 if is_int else -1, "int32")
        for place, row in enumerate(rows):
            padded[place, : len(row)] = row[:length]
        if is_int:
            return jnp.asarray(padded)
        depth = self.vocabulary_size()
        if self.pad_to_max_tokens and self.max_tokens is not None:
            depth = self.max_tokens
        mode = "multi_hot" if self.output_mode == "multi_hot" else "count"
        vectors = encode(jnp.asarray(padded), mode, depth, self.compute_dtype)
        if self.output_mode == "tf_idf":
            weights = np.zeros(depth)
            weights[: len(self._weights)] = self._weights
            vectors = vectors * jnp.asarray(weights, vectors.dtype)
        return vectors


def _sizes(ngrams: Any) -> tuple[int, ...]:
    several = isinstance(ngrams, (tuple, list))
    return tuple(ngrams) if several else tuple(range(1, int(ngrams) + 1))
