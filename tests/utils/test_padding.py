"""`pad_sequences`: every way to fill and to cut, on rows that can be read."""

from __future__ import annotations

import numpy as np
import pytest

from tengen.utils import pad_sequences

ROWS = [[1], [2, 3], [4, 5, 6], []]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "001 023 456 000"),
        ({"padding": "post"}, "100 230 456 000"),
        ({"maxlen": 2}, "01 23 56 00"),
        ({"maxlen": 2, "truncating": "post"}, "01 23 45 00"),
        ({"maxlen": 4, "value": 9}, "9991 9923 9456 9999"),
        ({"maxlen": 4, "value": 9, "padding": "post"}, "1999 2399 4569 9999"),
    ],
)
def test_filling_and_cutting(options, expected):
    padded = pad_sequences(ROWS, **options)
    assert " ".join("".join(map(str, row)) for row in padded) == expected
    assert padded.dtype == np.int32


def test_samples_may_be_vectors():
    rows = [np.ones((1, 2)), np.full((3, 2), 2.0)]
    padded = pad_sequences(rows, maxlen=2, dtype="float32", value=-1)
    assert padded.shape == (2, 2, 2)
    assert padded.tolist() == [[[-1, -1], [1, 1]], [[2, 2], [2, 2]]]


def test_strings_need_object_arrays():
    padded = pad_sequences([["a"], ["b", "c"]], dtype=object, value="")
    assert padded.tolist() == [["", "a"], ["b", "c"]]
    with pytest.raises(ValueError, match="dtype=object"):
        pad_sequences([["a"]], value="pad")


@pytest.mark.parametrize("maxlen", [None, 0])
def test_nothing_stays_nothing(maxlen):
    assert pad_sequences([], maxlen).shape == (0, 0)
    assert pad_sequences([[], []], maxlen).shape == (2, 0)
    assert pad_sequences([[1, 2]], 0).shape == (1, 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 2],), "element 0 of `sequences` is no sequence"),
        ((iter([[1]]),), "expected a list of sequences"),
        (([[1]], 2, "int32", "before"), "argument `padding`"),
        (([[1]], 2, "int32", "pre", "after"), "argument `truncating`"),
        (([[[1, 2]], [[3]]], 2), "sequence 1 has samples of another shape"),
    ],
)
def test_mistakes_are_named(arguments, message):
    with pytest.raises(ValueError, match=message) as caught:
        pad_sequences(*arguments)
    assert len(str(caught.value).splitlines()) <= 3
