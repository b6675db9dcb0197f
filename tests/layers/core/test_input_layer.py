"""What `InputLayer` takes and refuses."""

import numpy as np
import pytest

from tengen import Input, layers, models
from tengen.core.symbolic import SymbolicTensor


def test_a_tensor_instead_of_a_shape():
    tensor = SymbolicTensor((2, 3), "float32")
    layer = layers.InputLayer(input_tensor=tensor)
    assert layer.output is tensor
    assert tuple(layer.batch_shape) == (2, 3)
    model = models.Model(tensor, layers.ReLU()(tensor))
    assert model(np.ones((2, 3))).shape == (2, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"shape": (2,), "batch_shape": (None, 2)},
        {"batch_size": 2, "batch_shape": (None, 2)},
        {"shape": (2,), "input_tensor": np.ones((1, 2))},
    ],
)
def test_contradictions_are_refused(wrong):
    with pytest.raises(ValueError, match="Input"):
        layers.InputLayer(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"shape": (4,)}, {"batch_shape": (2, 4)}, {"batch_size": 5}, {"dtype": "float16"}],
)
def test_what_is_said_of_a_tensor_must_be_so(wrong):
    tensor = Input((3,), batch_size=2)
    with pytest.raises(ValueError, match="beside a tensor"):
        layers.InputLayer(input_tensor=tensor, **wrong)
