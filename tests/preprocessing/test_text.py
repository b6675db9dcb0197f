"""Texts as numbers, against what Keras 3.15 makes of the same texts."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tengen.preprocessing import text

from .cases import TEXTS, TOKENIZERS


@pytest.mark.parametrize("at", range(len(TOKENIZERS)))
def test_a_tokenizer_does_as_keras(keras_numbers, at):
    expected = keras_numbers["tokenized"][at]
    tokenizer = text.Tokenizer(**TOKENIZERS[at])
    tokenizer.fit_on_texts(TEXTS)
    assert tokenizer.word_index == expected["word_index"]
    numbers = tokenizer.texts_to_sequences([*TEXTS, "a dog sat"])
    assert numbers == expected["numbers"]
    assert tokenizer.sequences_to_texts(numbers) == expected["texts"]
    modes = ("binary", "count", "freq", "tfidf")
    matrices = [tokenizer.texts_to_matrix(TEXTS, mode) for mode in modes]
    for found, matrix in zip(matrices, expected["matrices"], strict=True):
        np.testing.assert_allclose(found, matrix)


@pytest.mark.parametrize("at", range(len(TOKENIZERS)))
def test_a_tokenizer_of_keras_is_read_and_written(keras_numbers, at):
    expected = keras_numbers["tokenized"][at]
    tokenizer = text.tokenizer_from_json(expected["json"])
    numbers = tokenizer.texts_to_sequences([*TEXTS, "a dog sat"])
    assert numbers == expected["numbers"]
    np.testing.assert_allclose(
        tokenizer.texts_to_matrix(TEXTS, "tfidf"), expected["matrices"][3]
    )
    ours, theirs = json.loads(tokenizer.to_json()), json.loads(expected["json"])
    for name, value in theirs["config"].items():
        found = ours["config"][name]
        is_dict = isinstance(value, str) and value.startswith("{")
        assert (json.loads(found) if is_dict else found) == (
            json.loads(value) if is_dict else value
        )


def test_hashes_are_those_of_keras(keras_numbers):
    assert [text.hashing_trick(line, 50, "md5") for line in TEXTS] == keras_numbers[
        "md5"
    ]


def test_hashes_are_the_same_in_every_process_and_never_zero():
    # crc32(b"the") = 0x3C456DE6, a published algorithm (zlib)
    assert text.hashing_trick("the", 1000) == [1 + 0x3C456DE6 % 999]
    numbers = text.one_hot(" ".join(map(str, range(500))), 20)
    assert set(numbers) == set(range(1, 20))
    assert text.hashing_trick("a bb", 9, len) == [2, 3]


def test_words_of_a_text():
    assert text.text_to_word_sequence("It's 5 o'clock!") == ["it's", "5", "o'clock"]
    assert text.text_to_word_sequence("a,B,c", "", False, ",") == ["a", "B", "c"]


def test_lists_of_words_are_texts_too():
    tokenizer = text.Tokenizer(analyzer=None)
    tokenizer.fit_on_texts([["The", "cat"], ["the"]])
    assert tokenizer.word_index == {"the": 1, "cat": 2}
    assert tokenizer.document_count == 2 and tokenizer.word_docs["the"] == 2


def test_an_analyzer_cuts_the_text():
    tokenizer = text.Tokenizer(analyzer=lambda line: line.split("-"))
    tokenizer.fit_on_texts(["B-A-B"])
    assert tokenizer.word_index == {"B": 1, "A": 2}


def test_counting_more_texts_goes_on():
    tokenizer = text.Tokenizer()
    tokenizer.fit_on_texts(["a b"])
    tokenizer.fit_on_texts(["b c"])
    assert tokenizer.word_counts["b"] == 2
    assert tokenizer.word_index["b"] == 1


def test_sequences_alone_can_be_weighed():
    tokenizer = text.Tokenizer(num_words=4)
    tokenizer.fit_on_sequences([[1, 2], [2, 2]])
    found = tokenizer.sequences_to_matrix([[2, 2], [1]], "tfidf")
    expected = (1 + np.log(2)) * np.log(1 + 2 / 3)
    np.testing.assert_allclose(found, [[0, 0, expected, 0], [0, np.log(2), 0, 0]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: text.Tokenizer().sequences_to_matrix([[1]]), "number of words"),
        (
            lambda: text.Tokenizer(5).sequences_to_matrix([[1]], "tfidf"),
            "fit_on_texts",
        ),
        (lambda: text.Tokenizer(5).sequences_to_matrix([[1]], "idf"), "'idf'"),
        (lambda: text.Tokenizer().fit_on_texts("a text"), r"fit_on_texts\(\[text\]\)"),
        (lambda: text.hashing_trick("a", 5, "sha1"), "'sha1'.*'md5'"),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises((ValueError, TypeError), match=f"(?s){message}"):
        call()
