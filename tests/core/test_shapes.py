"""Shapes: unknown sizes, stand-ins, and what two probes agree on."""

import pytest

from tengen.core.shapes import (
    Shape,
    known_shape,
    merge_probes,
    stand_in,
    standardize_shape,
)


def test_a_shape_is_a_tuple_with_tensorflow_attributes():
    shape = Shape((None, 784))
    assert shape == (None, 784)
    assert shape.as_list() == [None, 784]
    assert shape.rank == shape.ndims == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [(784, (784,)), ([28, 28], (28, 28)), ((None, 3), (None, 3)), ((), ())],
)
def test_standardize_shape(given, expected):
    assert standardize_shape(given) == expected


@pytest.mark.parametrize("bad", [None, (2, -1), ("a",), 2.5])
def test_standardize_shape_refuses(bad):
    with pytest.raises(ValueError, match="shape"):
        standardize_shape(bad)


def test_weights_need_known_sizes():
    assert known_shape([2, 3]) == (2, 3)
    with pytest.raises(ValueError, match="known sizes"):
        known_shape((None, 3))


def test_probes_differ_exactly_where_a_size_is_unknown():
    shape = (None, 5, None)
    assert merge_probes(stand_in(shape, 0), stand_in(shape, 1)) == shape


def test_unknown_axes_have_different_stand_ins():
    first = stand_in((None,) * 6, 0)
    assert len(set(first)) == 6
