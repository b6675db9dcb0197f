"""TextVectorization: words, vocabularies, vectors."""

import math

import numpy as np
import pytest

from tengen import layers

TEXTS = ["The cat, the dog.", "A dog", "the bird"]


def adapted(**arguments):
    layer = layers.TextVectorization(**arguments)
    layer.adapt(TEXTS)
    return layer


def test_numbers_of_words():
    layer = adapted()
    assert layer.get_vocabulary() == ["", "[UNK]", "the", "dog", "cat", "bird", "a"]
    assert layer.vocabulary_size() == 7
    assert layer(["the zebra", "a a dog"]).tolist() == [[2, 1, 0], [6, 6, 3]]
    assert layer(np.array([["the"], [b"dog"]], dtype=object)).tolist() == [[2], [3]]


def test_limits():
    layer = adapted(max_tokens=4, output_sequence_length=2)
    assert layer.get_vocabulary() == ["", "[UNK]", "the", "dog"]
    assert layer(["the cat dog"]).tolist() == [[2, 1]]
    padded = adapted(max_tokens=9, output_mode="multi_hot", pad_to_max_tokens=True)
    assert padded(["the"]).shape == (1, 9)


def test_ways_to_read():
    assert adapted(standardize=None).get_vocabulary()[2:5] == ["the", "dog.", "dog"]
    letters = adapted(split="character", standardize="lower")
    assert letters(["cat"]).shape == (1, 3)
    pairs = adapted(ngrams=(2,))
    assert pairs.get_vocabulary(False) == [
        "the dog",
        "the cat",
        "the bird",
        "cat the",
        "a dog",
    ]
    assert "dog" in adapted(ngrams=2).get_vocabulary()
    commas = adapted(split=lambda text: text.split("c"), standardize=str.upper)
    assert "THE CAT, THE DOG." in commas.get_vocabulary()


def test_vectors():
    count = adapted(output_mode="count")
    assert count.get_vocabulary() == ["[UNK]", "the", "dog", "cat", "bird", "a"]
    assert count(["the the zebra"]).tolist() == [[1, 2, 0, 0, 0, 0]]
    assert adapted(output_mode="multi_hot")(["the the"]).tolist() == [
        [0, 1, 0, 0, 0, 0]
    ]
    weighted = adapted(output_mode="tf_idf")
    found = np.array(weighted(["the the cat"]))[0]
    assert found[1] == pytest.approx(2 * math.log(1 + 3 / 3))
    assert found[3] == pytest.approx(math.log(1 + 3 / 2))
    copy = layers.TextVectorization.from_config(weighted.get_config())
    np.testing.assert_allclose(copy(TEXTS), weighted(TEXTS))


def test_given_vocabularies(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("red\ngreen\n")
    for vocabulary in (["red", "green"], str(path), ["", "[UNK]", "red", "green"]):
        layer = layers.TextVectorization(vocabulary=vocabulary)
        assert layer(["green red blue"]).tolist() == [[3, 2, 1]]
    with pytest.raises(ValueError, match="each word once"):
        layers.TextVectorization(vocabulary=["a", "a"])
    with pytest.raises(ValueError, match="idf_weights"):
        layers.TextVectorization(vocabulary=["a"], output_mode="tf_idf")
    with pytest.raises(ValueError, match="output_mode"):
        layers.TextVectorization(output_mode="one")
