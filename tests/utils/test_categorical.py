"""`to_categorical`: rows of the unit matrix, and labels that cannot be rows."""

from __future__ import annotations

import numpy as np
import pytest

from tengen.utils import to_categorical


def test_rows_are_those_of_the_unit_matrix():
    labels = np.random.default_rng(0).integers(0, 7, 100)
    rows = to_categorical(labels, 7)
    np.testing.assert_array_equal(rows, np.eye(7)[labels])
    assert rows.dtype == np.float64  # as in Keras 3.15


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((), (4,)), ((1,), (1, 4)), ((5,), (5, 4)), ((5, 1), (5, 4)), ((3, 2), (3, 2, 4))],
)
def test_a_last_axis_of_size_one_is_dropped(shape, expected):
    rows = to_categorical(np.full(shape, 3))
    assert rows.shape == expected
    assert (rows.argmax(-1) == 3).all() and rows.sum() == rows.size / 4


@pytest.mark.parametrize(
    "labels", [[1, 0, 2], [1.0, 0.0, 2.0], ["1", "0", "2"], np.uint8([1, 0, 2])]
)
def test_whole_numbers_of_any_type_will_do(labels):
    assert to_categorical(labels).argmax(1).tolist() == [1, 0, 2]


def test_true_and_false_are_classes():
    assert to_categorical([True, False]).tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize("labels", [[-1, 0], [0, 3]])
def test_labels_out_of_range_are_named(labels):
    with pytest.raises(ValueError, match="expected 0 to 2"):
        to_categorical(labels, 3)


@pytest.mark.parametrize("labels", [[0.5], [np.nan], [[0.2, 0.8]]])
def test_probabilities_are_no_labels(labels):
    with pytest.raises(ValueError, match="not whole"):
        to_categorical(labels)


def test_no_labels_need_the_number_of_classes():
    assert to_categorical([], 3).shape == (0, 3)
    with pytest.raises(ValueError, match="num_classes"):
        to_categorical([])
