"""Words out of text, and the vocabulary that numbers them; all on the host."""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

_PUNCTUATION = re.compile(f"[{re.escape(string.punctuation)}]")


def texts_of(data: Any) -> list[Any]:
    """Return samples as a list of texts; `(N,)` or `(N, 1)`, bytes are decoded."""
    array = np.asarray(data)
    if array.dtype.kind == "S":
        array = np.char.decode(array, "utf-8")
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    return [
        item.decode("utf-8") if isinstance(item, bytes) else item
        for item in np.atleast_1d(array).tolist()
    ]


def array_of(data: Any) -> np.ndarray[Any, Any]:
    """Return data as an array of its shape; bytes and objects become texts."""
    array = np.asarray(data)
    if array.dtype.kind == "S":
        return np.char.decode(array, "utf-8")
    if array.dtype.kind == "O":
        texts = [x.decode("utf-8") if isinstance(x, bytes) else x for x in array.flat]
        return np.array(texts).reshape(array.shape)
    return array


def standardized(text: str, how: str | Callable[[str], str] | None) -> str:
    """Return a text in lower case and / or without punctuation."""
    if how is None:
        return text
    if not isinstance(how, str):
        return how(text)
    text = text.lower() if "lower" in how else text
    return _PUNCTUATION.sub("", text) if "punctuation" in how else text


def split(text: str, how: str | Callable[[str], Any] | None) -> list[str]:
    """Return the words, or the characters, of a text."""
    if how is None:
        return [text]
    if not isinstance(how, str):
        return list(how(text))
    return list(text) if how == "character" else text.split()


def with_ngrams(words: list[str], sizes: tuple[int, ...] | None) -> list[str]:
    """Return all runs of words of the sizes, those of the first size first."""
    if sizes is None:
        return words
    return [
        " ".join(words[start : start + size])
        for size in sizes
        for start in range(len(words) - size + 1)
    ]


class TokenCounts:
    """How often words occur, and in how many documents."""

    def __init__(self) -> None:
        self.tokens: Counter[str] = Counter()
        self.documents: Counter[str] = Counter()
        self.count = 0

    def add(self, documents: Iterable[list[str]]) -> None:
        """Count the words of documents."""
        for words in documents:
            self.count += 1
            self.tokens.update(words)
            self.documents.update(set(words))

    def most_common(self, limit: int | None) -> list[str]:
        """Return words by falling count; equally frequent ones in falling order."""
        pairs = sorted(((n, word) for word, n in self.tokens.items()), reverse=True)
        return [word for _, word in pairs[:limit] if word != ""]

    def weights(self, words: list[str]) -> list[float]:
        """Return inverse document frequencies: log(1 + count / (1 + documents))."""
        return [math.log(1 + self.count / (1 + self.documents[word])) for word in words]
