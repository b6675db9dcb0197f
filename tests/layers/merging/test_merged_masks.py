"""Masks of merged tensors."""

import numpy as np
import pytest

from tengen import Input, Variable, layers

PAIR = [np.ones((1, 2, 3)), np.ones((1, 2, 3))]
FIRST, SECOND = np.array([[True, False]]), np.array([[True, True]])


def test_masks_of_sums_and_of_tensors_side_by_side():
    together = layers.Add().compute_mask(PAIR, [FIRST, SECOND])
    np.testing.assert_array_equal(together, [[True, False]])
    joined = layers.Concatenate(axis=1).compute_mask(PAIR, [FIRST, None])
    np.testing.assert_array_equal(joined, [[True, False, True, True]])


def test_masks_of_symbolic_tensors_may_be_variables():
    inputs = [Input((4, 5)), Input((4, 5))]
    masks = [Variable(np.ones((2, 4, 5))) for _ in inputs]
    for layer in (layers.Add(), layers.Concatenate()):
        assert np.all(layer.compute_mask(inputs, masks))


@pytest.mark.parametrize("kind", [layers.Add, layers.Concatenate])
@pytest.mark.parametrize(
    ("inputs", "masks"), [(PAIR, FIRST), (PAIR[0], [FIRST]), (PAIR, [FIRST])]
)
def test_there_is_one_mask_for_each_input(kind, inputs, masks):
    with pytest.raises(ValueError, match="mask|inputs"):
        kind().compute_mask(inputs, masks)
