"""Reuters: 11,228 newswires of 1987 in 46 topics (Reuters-21578).

A newswire is a list of word numbers: 0 pads, 1 starts, 2 stands for words left out, and
from there on words by frequency, the most frequent first.
"""

from __future__ import annotations

import numpy as np

from tengen.datasets import catalogue, word_sequences
from tengen.datasets.files import fetch
from tengen.datasets.npz import read_npz
from tengen.datasets.splits import Split, check_test_split, shuffled_order

_TOPICS = (
    "cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade "
    "reserves ship cotton carcass crude nat-gas cpi money-fx interest gnp meal-feed "
    "alum oilseed gold tin strategic-metal livestock retail ipi iron-steel rubber heat "
    "jobs lei bop zinc orange pet-chem dlr gas silver wpi hog lead"
)


def load_data(
    path: str = "reuters.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> Split:
    """Load the Reuters newswires.

    Args:
        path: name of the file in the cache, or path of a file of the caller's.
        num_words: word numbers from here on are replaced by `oov_char`; `None` keeps
            all but the very last one.
        skip_top: word numbers below are replaced as well.
        maxlen: only newswires shorter than this are kept.
        test_split: which fraction is for testing.
        seed: seed of the order.
        start_char: number at the start of each newswire; `None` for none.
        oov_char: number in place of words left out; `None` drops them.
        index_from: added to the rank of every word.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: object arrays of lists of word numbers,
        8,982 and 2,246 of them by default; their topics, int64 from 0 to 45.

    Raises:
        ValueError: if `maxlen` leaves no newswire or `test_split` is no fraction.
        DownloadError: if the file is nowhere and cannot be downloaded.

    Example:
        >>> (x, y), _ = load_data(num_words=10000)  # doctest: +SKIP
        >>> x[0][:5], int(y[0])  # doctest: +SKIP
        ([1, 2, 2, 8, 43], 3)
    """
    check_test_split(test_split)
    x, y = read_npz(fetch(catalogue.REUTERS, path), "x", "y")
    order = shuffled_order(len(x), np.random.RandomState(seed))
    texts = word_sequences.read_texts(x[order], start_char, index_from)
    labels = y[order]
    if maxlen:
        texts, labels = word_sequences.drop_long(texts, labels, maxlen)
    texts = word_sequences.limit_words(texts, num_words, skip_top, oov_char)
    lists = word_sequences.to_lists(texts)
    cut = int(len(lists) * (1 - test_split))
    return (lists[:cut], labels[:cut]), (lists[cut:], labels[cut:])


def get_word_index(path: str = "reuters_word_index.json") -> dict[str, int]:
    """Return the rank of each word, 1 for the most frequent.

    Newswires hold ranks plus `index_from`, which is 3 unless told otherwise.

    Args:
        path: name of the file in the cache, or path of a file of the caller's.

    Raises:
        DownloadError: if the file is nowhere and cannot be downloaded.

    Example:
        >>> get_word_index()["the"]  # doctest: +SKIP
        1
    """
    return word_sequences.read_word_index(fetch(catalogue.REUTERS_WORDS, path))


def get_label_names() -> tuple[str, ...]:
    """Return the names of the 46 topics, in the order of their numbers.

    Example:
        >>> get_label_names()[3:5]
        ('earn', 'acq')
    """
    return tuple(_TOPICS.split())
