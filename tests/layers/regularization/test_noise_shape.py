"""What dropout takes and refuses."""

import pytest

from tengen import layers


@pytest.mark.parametrize("shape", [(20, 1.5, 10), (0, 2), "23", 5])
def test_impossible_noise_shapes(shape):
    with pytest.raises(ValueError, match="noise_shape"):
        layers.Dropout(0.5, noise_shape=shape)
