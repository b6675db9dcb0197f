"""What IMDB and Reuters share: texts as word ranks, and what the options make of them.

A text is a list of word ranks. All texts are worked on at once, as one long array of
words `(T,)` with the lengths `(N,)` of the texts: faster than going through lists.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Texts:
    """N texts: their words one after another, and the number of words of each."""

    words: Integers  # (T,)
    lengths: Integers  # (N,)

    def owners(self) -> Integers:
        """Return for each word the number of its text, `(T,)`."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def starts(self) -> Integers:
        """Return for each text the position of its first word, `(N,)`."""
        return np.cumsum(self.lengths) - self.lengths


def read_texts(
    sequences: Iterable[Any], start_char: int | None, index_from: int | None
) -> Texts:
    """Return lists of ranks as texts: ranks moved up, the start marked."""
    sequences = list(sequences)
    lengths = np.fromiter(map(len, sequences), np.int64, len(sequences))
    ranks = chain.from_iterable(sequences)
    words = np.fromiter(ranks, np.int64, int(lengths.sum())) + (index_from or 0)
    if start_char is None:
        return Texts(words, lengths)
    starts = Texts(words, lengths).starts()
    return Texts(np.insert(words, starts, start_char), lengths + 1)


def drop_long(texts: Texts, labels: Integers, maxlen: int) -> tuple[Texts, Integers]:
    """Keep the texts shorter than `maxlen`, and their labels."""
    kept = texts.lengths < maxlen
    if not kept.any():
        raise ValueError(
            f"load_data: argument `maxlen`\n  got {maxlen}; the shortest text has "
            f"{texts.lengths.min()} words\n  fix: raise it above that"
        )
    words = texts.words[np.repeat(kept, texts.lengths)]
    return Texts(words, texts.lengths[kept]), labels[kept]


def limit_words(
    texts: Texts, num_words: int | None, skip_top: int, oov_char: int | None
) -> Texts:
    """Replace words outside `skip_top <= w < num_words`, or drop them without a mark.

    Without `num_words` its place is taken by the largest number that occurs, so that
    this one word is replaced too: it is what Keras does, and what its results show.
    """
    bound = num_words or int(texts.words.max(initial=0))
    known = (texts.words >= skip_top) & (texts.words < bound)
    if oov_char is not None:
        return Texts(np.where(known, texts.words, oov_char), texts.lengths)
    lengths = np.bincount(texts.owners()[known], minlength=len(texts.lengths))
    return Texts(texts.words[known], lengths)


def to_lists(texts: Texts) -> NDArray[Any]:
    """Return an object array `(N,)` of lists of Python integers."""
    words = texts.words.tolist()
    starts = texts.starts().tolist()
    lists = np.empty(len(starts), dtype=object)
    for row, (start, length) in enumerate(
        zip(starts, texts.lengths.tolist(), strict=True)
    ):
        lists[row] = words[start : start + length]
    return lists


def read_word_index(path: Path) -> dict[str, int]:
    """Return a dictionary from words to ranks."""
    with path.open(encoding="utf-8") as stream:
        index: dict[str, int] = json.load(stream)
    return index
