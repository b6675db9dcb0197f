"""California's houses: shuffled and split as Keras does, in two sizes."""

from __future__ import annotations

import numpy as np
import pytest

from tengen.datasets import california_housing

COUNT = 1000


@pytest.fixture(autouse=True)
def file(given):
    x = np.arange(COUNT * 8, dtype=np.float32).reshape(COUNT, 8)
    np.savez(
        given / "california_housing.npz", x=x, y=np.arange(COUNT, dtype=np.float32)
    )


@pytest.mark.parametrize(("version", "count"), [("large", COUNT), ("small", 600)])
@pytest.mark.parametrize("test_split", [0.0, 0.2, 0.35])
def test_rows_stay_together_and_every_one_is_there(version, count, test_split):
    (x, y), (x_test, y_test) = california_housing.load_data(
        version, test_split=test_split, seed=5
    )
    order = np.arange(count)
    np.random.RandomState(5).shuffle(order)
    np.testing.assert_array_equal(np.concatenate([y, y_test]), order)
    np.testing.assert_array_equal(np.concatenate([x, x_test])[:, 0], order * 8)
    assert len(x) == int(count * (1 - test_split))
    assert x.dtype == y.dtype == np.float32


def test_other_versions_are_refused():
    with pytest.raises(ValueError, match="'large' or 'small'"):
        california_housing.load_data("medium")
