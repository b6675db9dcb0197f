"""IMDB: 50,000 film reviews, half of them favourable (Maas et al., ACL 2011).

A review is a list of word numbers: 0 pads, 1 starts, 2 stands for words left out, and
from there on words by frequency, the most frequent first.
"""

from __future__ import annotations

import numpy as np

from tengen.datasets import catalogue, word_sequences
from tengen.datasets.files import fetch
from tengen.datasets.npz import read_npz
from tengen.datasets.splits import Split, shuffled_order
from tengen.datasets.word_sequences import Texts


def load_data(
    path: str = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> Split:
    """Load the IMDB reviews.

    Args:
        path: name of the file in the cache, or path of a file of the caller's.
        num_words: word numbers from here on are replaced by `oov_char`; `None` keeps
            all but the very last one.
        skip_top: word numbers below are replaced as well.
        maxlen: only reviews shorter than this are kept.
        seed: seed of the order.
        start_char: number at the start of each review; `None` for none.
        oov_char: number in place of words left out; `None` drops them.
        index_from: added to the rank of every word.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: object arrays `(25000,)` of lists of
        word numbers; int64 `(25000,)`, 1 for a favourable review, 0 for a bad one.

    Raises:
        ValueError: if `maxlen` leaves no review.
        DownloadError: if the file is nowhere and cannot be downloaded.

    Example:
        >>> (x, y), _ = load_data(num_words=10000)  # doctest: +SKIP
        >>> x[0][:4], int(y[0])  # doctest: +SKIP
        ([1, 14, 22, 16], 1)
    """
    file = fetch(catalogue.IMDB, path)
    names = ("x_train", "y_train", "x_test", "y_test")
    x_train, y_train, x_test, y_test = read_npz(file, *names)
    random = np.random.RandomState(seed)
    parts = []
    for x, y in ((x_train, y_train), (x_test, y_test)):
        order = shuffled_order(len(x), random)
        texts = word_sequences.read_texts(x[order], start_char, index_from)
        labels = y[order]
        if maxlen:
            texts, labels = word_sequences.drop_long(texts, labels, maxlen)
        parts.append((texts, labels))
    (train, y_train), (test, y_test) = parts
    both = Texts(
        np.concatenate([train.words, test.words]),
        np.concatenate([train.lengths, test.lengths]),
    )
    both = word_sequences.limit_words(both, num_words, skip_top, oov_char)
    lists = word_sequences.to_lists(both)
    return (lists[: len(y_train)], y_train), (lists[len(y_train) :], y_test)


def get_word_index(path: str = "imdb_word_index.json") -> dict[str, int]:
    """Return the rank of each word, 1 for the most frequent.

    Reviews hold ranks plus `index_from`, which is 3 unless told otherwise.

    Args:
        path: name of the file in the cache, or path of a file of the caller's.

    Raises:
        DownloadError: if the file is nowhere and cannot be downloaded.

    Example:
        >>> index = get_word_index()  # doctest: +SKIP
        >>> words = {rank + 3: w for w, rank in index.items()}  # doctest: +SKIP
        >>> " ".join(words[number] for number in [14, 22, 16])  # doctest: +SKIP
        'this film was'
    """
    return word_sequences.read_word_index(fetch(catalogue.IMDB_WORDS, path))
