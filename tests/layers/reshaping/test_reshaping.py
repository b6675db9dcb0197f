"""What the reshaping layers take and refuse."""

import numpy as np
import pytest

from tengen import layers


@pytest.mark.parametrize("target", [(-2, 5), (-1, -1, 5)])
def test_impossible_targets(target):
    with pytest.raises(ValueError, match="target_shape"):
        layers.Reshape(target)


@pytest.mark.parametrize("cropping", [(1,), (1, 2, 3), "1", -1])
def test_impossible_cropping(cropping):
    with pytest.raises(ValueError, match="cropping"):
        layers.Cropping1D(cropping)


def test_padding_of_sequences_with_channels_first():
    x = np.ones((1, 2, 3))
    layer = layers.ZeroPadding1D((1, 2), data_format="channels_first")
    np.testing.assert_array_equal(layer(x), np.pad(x, [(0, 0), (0, 0), (1, 2)]))
