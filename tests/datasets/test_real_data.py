"""The data sets as published: facts from their papers, from Keras's own loaders, and
from what people print of them.

`keras_results.json` holds, for many options, a hash, the data type and the shape of
each of the four arrays that Keras 3.15.1 returns from the same files.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tengen import datasets
from tengen.datasets import boston_housing, fashion_mnist, imdb, mnist, reuters

KERAS = json.loads((Path(__file__).parent / "keras_results.json").read_text())


@pytest.fixture(autouse=True)
def real_files(data_dir, monkeypatch):
    monkeypatch.setenv("TENGEN_DATA", str(data_dir))


def need(data_set: str) -> None:
    if not datasets.available(data_set):
        pytest.skip(f"no {data_set} in TENGEN_DATA or the cache")


def digest(array: np.ndarray) -> str:
    """Hash the numbers: lists as JSON, everything else as memory."""
    result = hashlib.sha256()
    if array.dtype == object:
        for row in array:
            result.update(json.dumps(row).encode() + b";")
    else:
        result.update(np.ascontiguousarray(array).tobytes())
    return result.hexdigest()[:16]


def cost(case: dict[str, Any]) -> Any:
    options = case["options"]
    slow = case["data_set"] == "imdb" and options != {"maxlen": 60}
    name = " ".join([case["data_set"], *(f"{k}={v}" for k, v in options.items())])
    return pytest.param(case, marks=pytest.mark.slow if slow else (), id=name)


@pytest.mark.parametrize("case", [cost(case) for case in KERAS])
def test_the_arrays_are_those_of_keras(case):
    need(case["data_set"])
    train, test = getattr(datasets, case["data_set"]).load_data(**case["options"])
    for array, (hashed, dtype, shape) in zip(
        (*train, *test), case["results"], strict=True
    ):
        assert (str(array.dtype), list(array.shape)) == (dtype, shape)
        assert digest(array) == hashed


def test_mnist():
    need("mnist")
    (x, y), (x_test, y_test) = mnist.load_data()
    assert y[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(y).tolist() == counts
    # The mean and deviation that everybody normalises by.
    assert round(x.mean() / 255, 4) == 0.1307
    assert round(x.std() / 255, 4) == 0.3081
    assert (x.min(), x.max()) == (0, 255)
    assert len(x_test) == len(y_test) == 10000


def test_fashion_mnist():
    need("fashion_mnist")
    (x, y), (x_test, y_test) = fashion_mnist.load_data()
    assert y[:5].tolist() == [9, 0, 0, 3, 0]
    assert y_test[:5].tolist() == [9, 2, 1, 1, 6]
    assert np.bincount(y).tolist() == [6000] * 10
    assert np.bincount(y_test).tolist() == [1000] * 10
    assert round(x.mean() / 255, 4) == 0.2860
    assert round(x.std() / 255, 4) == 0.3530
    x[0] = 0  # users may change what they get
    assert x_test.shape == (10000, 28, 28)


def test_imdb_and_its_first_review_in_words():
    need("imdb")
    (x, y), (x_test, y_test) = imdb.load_data(num_words=10000)
    assert x[0][:4] == [1, 14, 22, 16] and x[0][-2:] == [178, 32]
    assert len(x[0]) == 218 and y[0] == 1
    assert max(map(max, x)) == 9999
    assert np.mean([len(review) for part in (x, x_test) for review in part]) == (
        pytest.approx(234.75892)
    )
    assert np.bincount(y).tolist() == np.bincount(y_test).tolist() == [12500, 12500]
    words = {rank + 3: word for word, rank in imdb.get_word_index().items()}
    text = " ".join(words.get(number, "?") for number in x[0])
    assert text.startswith(
        "? this film was just brilliant casting location scenery story direction "
        "everyone's really suited the part they played"
    )
    assert text.endswith(
        "the whole story was so lovely because it was true and was "
        "someone's life after all that was shared with us all"
    )


def test_imdb_word_index():
    need("imdb")
    index = imdb.get_word_index()
    assert len(index) == 88584
    assert [index[word] for word in ("the", "and", "a", "of", "to")] == [1, 2, 3, 4, 5]
    assert sorted(index.values()) == list(range(1, 88585))


def test_reuters_and_a_newswire_in_words():
    need("reuters")
    (x, y), (x_test, y_test) = reuters.load_data(num_words=10000)
    assert (len(x), len(x_test)) == (8982, 2246)
    assert x[10][:12] == [1, 245, 273, 207, 156, 53, 74, 160, 26, 14, 46, 296]
    assert y[:5].tolist() == [3, 4, 3, 4, 4]
    assert y_test[:3].tolist() == [3, 10, 1]
    assert len(np.unique(y)) == 46
    assert np.bincount(y).min() >= 10
    names = reuters.get_label_names()
    assert len(names) == 46
    assert [names[label] for label in y[:3]] == ["earn", "acq", "earn"]
    words = {rank + 3: word for word, rank in reuters.get_word_index().items()}
    text = " ".join(words.get(number, "?") for number in x[0])
    assert text.startswith(
        "? ? ? said as a result of its december acquisition of space"
    )


def test_boston_housing():
    need("boston_housing")
    (x, y), (x_test, y_test) = boston_housing.load_data()
    assert (x.shape, x_test.shape) == ((404, 13), (102, 13))
    assert y[:5].tolist() == [15.2, 42.3, 50.0, 21.1, 17.7]
    assert y_test[:5].tolist() == [7.2, 18.8, 19.0, 27.0, 22.2]
    assert x[0, :3].tolist() == [1.23247, 0.0, 8.14]
    whole = np.concatenate([y, y_test])
    assert round(whole.mean(), 4) == 22.5328
