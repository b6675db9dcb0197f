"""Text as sequences of numbers: `Tokenizer` and its kin.

The layer `TextVectorization` does the same inside a model.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Tokenizer",
    "hashing_trick",
    "one_hot",
    "text_to_word_sequence",
    "tokenizer_from_json",
]

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
_MODES = ("binary", "count", "freq", "tfidf")

Analyzer = Callable[[str], list[str]]


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


def hashing_trick(
    text: str,
    n: int,
    hash_function: str | Callable[[str], int] | None = None,
    filters: str = FILTERS,
    lower: bool = True,
    split: str = " ",
    analyzer: Analyzer | None = None,
) -> list[int]:
    """Return a number from 1 to `n - 1` for each word; words may share one.

    Args:
        text: the text.
        n: how many numbers there are, 0 among them, which no word gets.
        hash_function: `'md5'`, or a function from a word to an integer. `None` is a
            checksum, the same in every process (Keras takes Python's `hash`, which is
            another one in each).
        filters, lower, split: as in `text_to_word_sequence`.
        analyzer: a function that cuts the text into words instead.

    Raises:
        ValueError: for a name of a function other than `'md5'`.

    Example:
        >>> hashing_trick("The cat, the hat", 10, "md5")
        [6, 3, 6, 6]
    """
    if analyzer is not None:
        words = analyzer(text)
    else:
        words = text_to_word_sequence(text, filters, lower, split)
    number = _hash_function(hash_function)
    return [1 + number(word) % (n - 1) for word in words]


def _hash_function(given: str | Callable[[str], int] | None) -> Callable[[str], int]:
    if given is None:
        return lambda word: zlib.crc32(word.encode())
    if given == "md5":
        return lambda word: int(hashlib.md5(word.encode()).hexdigest(), 16)
    if isinstance(given, str):
        raise ValueError(
            f"hashing_trick: argument `hash_function`\n  got {given!r}; expected "
            "'md5', a function or None"
        )
    return given


def one_hot(
    input_text: str,
    n: int,
    filters: str = FILTERS,
    lower: bool = True,
    split: str = " ",
    analyzer: Analyzer | None = None,
) -> list[int]:
    """Return a number from 1 to `n - 1` for each word: `hashing_trick(text, n)`."""
    return hashing_trick(input_text, n, None, filters, lower, split, analyzer)


class Tokenizer:
    """Numbers words by how often they occur; 0 is for padding.

    Args:
        num_words: keep words with smaller numbers only.
        filters, lower, split: as in `text_to_word_sequence`.
        char_level: whether every character counts as a word.
        oov_token: stands for words that are unknown or left out; takes the number 1.
        analyzer: a function that cuts a text into words instead.
        document_count: how many texts the counts stand for, in a tokenizer from a file.

    Attributes:
        word_index, index_word: words to numbers and back.
        word_counts: how often a word occurs.
        word_docs, index_docs: in how many texts a word, or its number, occurs.
        document_count: how many texts there were.

    Example:
        >>> tokenizer = Tokenizer()
        >>> tokenizer.fit_on_texts(["the cat the hat"])
        >>> tokenizer.texts_to_sequences(["the hat"])
        [[1, 3]]
    """

    analyzer: Analyzer | None = None  # pickles of older releases have none

    def __init__(
        self,
        num_words: int | None = None,
        filters: str = FILTERS,
        lower: bool = True,
        split: str = " ",
        char_level: bool = False,
        oov_token: str | None = None,
        analyzer: Analyzer | None = None,
        document_count: int = 0,
    ) -> None:
        self.num_words = num_words
        self.filters = filters
        self.lower = lower
        self.split = split
        self.char_level = char_level
        self.oov_token = oov_token
        self.analyzer = analyzer
        self.document_count = document_count
        self.word_counts: Counter[str] = Counter()
        self.word_docs: Counter[str] = Counter()
        self.index_docs: Counter[int] = Counter()
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}

    def _words(self, text: Any) -> list[str]:
        if isinstance(text, (list, tuple)):
            return [word.lower() if self.lower else word for word in text]
        if self.char_level:
            return list(text.lower() if self.lower else text)
        if self.analyzer is not None:
            return self.analyzer(text)
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def fit_on_texts(self, texts: Iterable[Any]) -> None:
        """Count the words of texts, and number all that were counted so far.

        Args:
            texts: strings, or lists of words.

        Raises:
            TypeError: for a single string, whose characters would be taken for texts.
        """
        if isinstance(texts, str):
            raise TypeError(
                "Tokenizer.fit_on_texts\n  got a string; expected a list of strings\n"
                "  fix: fit_on_texts([text])"
            )
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
        docs = self.word_docs.items()
        self.index_docs = Counter({self.word_index[word]: n for word, n in docs})

    def fit_on_sequences(self, sequences: Iterable[Iterable[int]]) -> None:
        """Count the numbers of sequences, for `sequences_to_matrix` with `'tfidf'`."""
        for numbers in sequences:
            self.document_count += 1
            self.index_docs.update(set(numbers))

    def texts_to_sequences(self, texts: Iterable[Any]) -> list[list[int]]:
        """Return the numbers of the words; unknown words are left out."""
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(self, texts: Iterable[Any]) -> Iterator[list[int]]:
        """Yield what `texts_to_sequences` returns, text by text."""
        return (self._numbers(text) for text in texts)

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
        """Return the words of the numbers, with a space between them.

        Numbers without a word, and those from `num_words` on, become the `oov_token`,
        or nothing where there is none.
        """
        return list(self.sequences_to_texts_generator(sequences))

    def sequences_to_texts_generator(
        self, sequences: Iterable[Iterable[int]]
    ) -> Iterator[str]:
        """Yield what `sequences_to_texts` returns, sequence by sequence."""
        for numbers in sequences:
            words = [self._word(int(number)) for number in numbers]
            yield " ".join(word for word in words if word is not None)

    def _word(self, number: int) -> str | None:
        if self.num_words and number >= self.num_words:
            return self.oov_token
        return self.index_word.get(number, self.oov_token)

    def texts_to_matrix(
        self, texts: Iterable[Any], mode: str = "binary"
    ) -> NDArray[np.float64]:
        """Return one row per text; see `sequences_to_matrix`."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(
        self, sequences: list[list[int]], mode: str = "binary"
    ) -> NDArray[np.float64]:
        """Return one row per sequence, `(n, num_words)`.

        Args:
            sequences: lists of numbers.
            mode: `'binary'`, `'count'`, `'freq'` (shares of the sequence) or
                `'tfidf'`: `(1 + log(count)) * log(1 + texts / (1 + texts with it))`.

        Raises:
            ValueError: for another mode, or before anything was counted.
        """
        if mode not in _MODES:
            raise ValueError(
                f"Tokenizer: argument `mode`\n  got {mode!r}; expected one of {_MODES}"
            )
        width = self.num_words or len(self.word_index) + 1
        nothing = "the texts" if mode == "tfidf" and not self.document_count else ""
        if not self.num_words and not self.word_index:
            nothing = "the number of words"
        if nothing:
            raise ValueError(
                f"Tokenizer: {nothing} cannot be known yet\n"
                "  fix: fit_on_texts(texts) first, or give num_words="
            )
        matrix = np.zeros((len(sequences), width))
        for row, numbers in zip(matrix, sequences, strict=True):
            for number, count in Counter(numbers).items():
                if number < width:
                    row[number] = self._weight(number, count, len(numbers), mode)
        return matrix

    def _weight(self, number: int, count: int, length: int, mode: str) -> float:
        if mode == "binary":
            return 1.0
        if mode == "count":
            return float(count)
        if mode == "freq":
            return count / length
        rarity = np.log(1 + self.document_count / (1 + self.index_docs[number]))
        return float((1 + np.log(count)) * rarity)

    def get_config(self) -> dict[str, Any]:
        """Return arguments and counts; dicts among them as JSON texts, as in Keras."""
        return {
            "num_words": self.num_words,
            "filters": self.filters,
            "lower": self.lower,
            "split": self.split,
            "char_level": self.char_level,
            "oov_token": self.oov_token,
            "document_count": self.document_count,
            "word_counts": json.dumps(self.word_counts),
            "word_docs": json.dumps(self.word_docs),
            "index_docs": json.dumps(self.index_docs),
            "index_word": json.dumps(self.index_word),
            "word_index": json.dumps(self.word_index),
        }

    def to_json(self, **options: Any) -> str:
        """Return the tokenizer as JSON, for `tokenizer_from_json`.

        Args:
            **options: passed on to `json.dumps`.
        """
        entry = {"class_name": type(self).__name__, "config": self.get_config()}
        return json.dumps(entry, **options)


def tokenizer_from_json(json_string: str) -> Tokenizer:
    """Return the tokenizer that `Tokenizer.to_json` described, here or in Keras.

    Example:
        >>> tokenizer = Tokenizer()
        >>> tokenizer.fit_on_texts(["a rose is a rose"])
        >>> tokenizer_from_json(tokenizer.to_json()).word_index
        {'a': 1, 'rose': 2, 'is': 3}
    """
    config = dict(json.loads(json_string)["config"])
    counts = {
        name: json.loads(config.pop(name))
        for name in ("word_counts", "word_docs", "index_docs", "index_word")
    }
    word_index = json.loads(config.pop("word_index"))
    tokenizer = Tokenizer(**config)
    tokenizer.word_counts = Counter(counts["word_counts"])
    tokenizer.word_docs = Counter(counts["word_docs"])
    tokenizer.index_docs = Counter({int(k): v for k, v in counts["index_docs"].items()})
    tokenizer.index_word = {int(k): v for k, v in counts["index_word"].items()}
    tokenizer.word_index = word_index
    return tokenizer
