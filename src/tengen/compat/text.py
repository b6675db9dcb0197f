"""`Tokenizer` and its kin of Keras 2: text as sequences of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

__all__ = ["Tokenizer", "one_hot", "text_to_word_sequence"]

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


def text_to_word_sequence(
    text: str, filters: str = FILTERS, lower: bool = True, split: str = " "
) -> list[str]:
    """Return the words of a text.

    Args:
        text: the text.
        filters: characters that part words.
        lower: whether to write all of it small.
        split: what stands between words.

    Example:
        >>> text_to_word_sequence("The cat, the hat.")
        ['the', 'cat', 'the', 'hat']
    """
    text = text.lower() if lower else text
    text = text.translate({ord(mark): split for mark in filters})
    return [word for word in text.split(split) if word]


def one_hot(text: str, n: int, **options: Any) -> list[int]:
    """Return a number from 1 to `n - 1` for each word; words may share one."""
    import zlib

    words = text_to_word_sequence(text, **options)
    return [1 + zlib.crc32(word.encode()) % (n - 1) for word in words]


class Tokenizer:
    """Numbers words by how often they occur; 0 is for padding.

    Args:
        num_words: keep words with smaller numbers only.
        filters, lower, split: as in `text_to_word_sequence`.
        char_level: whether every character counts as a word.
        oov_token: stands for words that are unknown or left out; takes the number 1.

    Example:
        >>> tokenizer = Tokenizer()
        >>> tokenizer.fit_on_texts(["the cat the hat"])
        >>> tokenizer.texts_to_sequences(["the hat"])
        [[1, 3]]
    """

    def __init__(
        self,
        num_words: int | None = None,
        filters: str = FILTERS,
        lower: bool = True,
        split: str = " ",
        char_level: bool = False,
        oov_token: str | None = None,
        nb_words: int | None = None,
    ) -> None:
        self.num_words = nb_words if num_words is None else num_words
        self.filters = filters
        self.lower = lower
        self.split = split
        self.char_level = char_level
        self.oov_token = oov_token
        self.word_counts: Counter[str] = Counter()
        self.word_docs: Counter[str] = Counter()
        self.document_count = 0
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}

    def _words(self, text: Any) -> list[str]:
        if isinstance(text, (list, tuple)):
            return [word.lower() if self.lower else word for word in text]
        if self.char_level:
            return list(text.lower() if self.lower else text)
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def fit_on_texts(self, texts: Iterable[Any]) -> None:
        """Count the words of texts, and number them anew."""
        for text in texts:
            words = self._words(text)
            self.document_count += 1
            self.word_counts.update(words)
            self.word_docs.update(set(words))
        first = [self.oov_token] if self.oov_token is not None else []
        by_count = [word for word, _ in self.word_counts.most_common()]
        words = [*first, *(word for word in by_count if word != self.oov_token)]
        self.word_index = {word: number for number, word in enumerate(words, 1)}
        self.index_word = {number: word for word, number in self.word_index.items()}

    def texts_to_sequences(self, texts: Iterable[Any]) -> list[list[int]]:
        """Return the numbers of the words; unknown words are left out."""
        return [self._numbers(text) for text in texts]

    def _numbers(self, text: Any) -> list[int]:
        unknown = self.word_index.get(self.oov_token or "")
        numbers = []
        for word in self._words(text):
            number = self.word_index.get(word)
            if number is None or self.num_words and number >= self.num_words:
                number = unknown
            if number is not None:
                numbers.append(number)
        return numbers

    def sequences_to_texts(self, sequences: Iterable[Iterable[int]]) -> list[str]:
        """Return the words of the numbers."""
        words = self.index_word
        return [
            self.split.join(words[n] for n in numbers if n in words)
            for numbers in sequences
        ]

    def texts_to_matrix(self, texts: Iterable[Any], mode: str = "binary") -> Any:
        """Return one row per text; see `sequences_to_matrix`."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(
        self, sequences: list[list[int]], mode: str = "binary"
    ) -> Any:
        """Return one row per sequence, `(n, num_words)`.

        Args:
            sequences: lists of numbers.
            mode: `'binary'`, `'count'`, `'freq'` or `'tfidf'`.

        Raises:
            ValueError: for another mode.
        """
        if mode not in ("binary", "count", "freq", "tfidf"):
            raise ValueError(
                f"Tokenizer: mode\n  got {mode!r}; expected 'binary', 'count', 'freq' "
                "or 'tfidf'"
            )
        width = self.num_words or len(self.word_index) + 1
        matrix = np.zeros((len(sequences), width))
        for row, numbers in zip(matrix, sequences, strict=True):
            for number, count in Counter(numbers).items():
                row[number] = self._weight(number, count, len(numbers), mode)
        return matrix

    def _weight(self, number: int, count: int, length: int, mode: str) -> float:
        if mode == "binary":
            return 1.0
        if mode == "count":
            return float(count)
        if mode == "freq":
            return count / length
        seen_in = self.word_docs[self.index_word[number]]
        rarity = np.log(1 + self.document_count / (1 + seen_in))
        return float((1 + np.log(count)) * rarity)
