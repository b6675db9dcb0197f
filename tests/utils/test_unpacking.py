"""What a training step takes from a batch."""

from __future__ import annotations

import numpy as np
import pytest

from tengen.utils import unpack_x_y_sample_weight


def test_parts_that_are_not_there_are_none():
    x, y, w = np.zeros(3), np.ones(3), np.full(3, 2.0)
    for data, expected in (
        (x, (x, None, None)),
        ((x,), (x, None, None)),
        ((x, y), (x, y, None)),
        ([x, y], (x, y, None)),
        ((x, y, w), (x, y, w)),
        ((x, None, w), (x, None, w)),
        (([x, y], w), ([x, y], w, None)),
        ({"a": x}, ({"a": x}, None, None)),
    ):
        found = unpack_x_y_sample_weight(data)
        assert len(found) == 3
        for part, whole in zip(found, expected, strict=True):
            assert part is whole or part == whole


@pytest.mark.parametrize("data", [(), (1, 2, 3, 4)])
def test_other_numbers_of_parts_are_refused(data):
    with pytest.raises(ValueError, match=f"got {len(data)} parts"):
        unpack_x_y_sample_weight(data)
