"""The options of IMDB and Reuters, held against loops over single words."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tengen.datasets import imdb, reuters

RANDOM = np.random.default_rng(3)
TEXTS = [RANDOM.integers(1, 60, RANDOM.integers(1, 25)).tolist() for _ in range(50)]
LABELS = RANDOM.integers(0, 5, 50)


def by_loops(texts, num_words, skip_top, start_char, oov_char, index_from, largest):
    """Keep the words below `num_words`, one by one."""
    for text in texts:
        words = [] if start_char is None else [start_char]
        words += [word + index_from for word in text]
        kept = []
        for word in words:
            if skip_top <= word < (num_words or largest):
                kept.append(word)
            elif oov_char is not None:
                kept.append(oov_char)
        yield kept


@pytest.fixture(autouse=True)
def files(given):
    texts = np.array(TEXTS, dtype=object)
    np.savez(given / "reuters.npz", x=texts, y=LABELS)
    np.savez(
        given / "imdb.npz",
        x_train=texts[:30],
        y_train=LABELS[:30],
        x_test=texts[30:],
        y_test=LABELS[30:],
    )


OPTIONS = {
    "num_words": [None, 20],
    "skip_top": [0, 8],
    "start_char": [1, None],
    "oov_char": [2, None],
    "index_from": [3, 0],
}


@pytest.mark.parametrize("values", [*itertools.product(*OPTIONS.values())])
def test_words_are_moved_marked_replaced_or_dropped(values):
    options = dict(zip(OPTIONS, values, strict=True))
    start = 0 if options["start_char"] is None else options["start_char"]
    largest = max(start, max(map(max, TEXTS)) + options["index_from"])
    expected = list(by_loops(TEXTS, **options, largest=largest))

    random = np.random.RandomState(113)
    order = np.arange(50)
    random.shuffle(order)
    (x, y), (x_test, y_test) = reuters.load_data(**options)
    assert [*x, *x_test] == [expected[row] for row in order]
    assert [*y, *y_test] == LABELS[order].tolist()
    assert len(x) == 40

    random = np.random.RandomState(113)
    train, test = np.arange(30), np.arange(20)
    random.shuffle(train)
    random.shuffle(test)
    (x, y), (x_test, y_test) = imdb.load_data(**options)
    assert list(x) == [expected[row] for row in train]
    assert list(x_test) == [expected[30 + row] for row in test]
    assert y.tolist() == LABELS[train].tolist()
    assert y_test.tolist() == LABELS[30 + test].tolist()


@pytest.mark.parametrize("maxlen", [5, 12, 1000])
def test_long_texts_are_left_out_before_the_split(maxlen):
    kept = [text for text in TEXTS if len(text) + 1 < maxlen]
    (x, y), (x_test, y_test) = reuters.load_data(maxlen=maxlen, test_split=0.25)
    assert len(x) + len(x_test) == len(y) + len(y_test) == len(kept)
    assert len(x) == int(len(kept) * 0.75)
    assert max(map(len, x)) < maxlen
    (x, _), (x_test, _) = imdb.load_data(maxlen=maxlen)
    assert len(x) + len(x_test) == len(kept)
    assert len(x) == sum(len(text) + 1 < maxlen for text in TEXTS[:30])


@pytest.mark.parametrize("load_data", [imdb.load_data, reuters.load_data])
def test_leaving_nothing_is_an_error(load_data):
    with pytest.raises(ValueError, match="argument `maxlen`"):
        load_data(maxlen=1)


def test_texts_are_lists_of_python_integers_in_a_flat_array():
    (x, _), (x_test, _) = reuters.load_data(test_split=0.02)
    assert x.shape == (49,) and x_test.shape == (1,)
    assert type(x[0]) is list and type(x[0][0]) is int


def test_another_seed_is_another_order():
    orders = [reuters.load_data(seed=seed)[0][1].tolist() for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]
