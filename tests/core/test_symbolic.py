"""Symbolic tensors: shapes are inferred, values refused in plain words."""

import jax.numpy as jnp
import numpy as np
import pytest

from tengen.core.symbolic import SymbolicTensor, call_symbolically, infer_outputs


class Named:
    name = "operation"


def call(function, *tensors):
    return call_symbolically(Named(), function, tensors, {})


def test_unknown_sizes_stay_unknown_where_they_matter():
    x = SymbolicTensor((None, None, 4))
    flat = call(lambda a: a.reshape(a.shape[0], -1), x)
    assert flat.shape == (None, None)
    assert call(lambda a: a.sum((0, 1)), x).shape == (4,)
    assert call(lambda a: jnp.concatenate([a, a], 1), x).shape == (None, None, 4)
    assert call(lambda a: a[:, 0], x).shape == (None, 4)


def test_structures_of_outputs_are_kept():
    x = SymbolicTensor((None, 2), "int32")
    out = call(lambda a: {"a": a, "b": [a.astype("float32")]}, x)
    assert out["a"].dtype == "int32"
    assert out["b"][0].dtype == "float32"
    assert out["b"][0].node is out["a"].node


def test_inference_runs_nothing():
    specs = infer_outputs(lambda a: a @ a, (SymbolicTensor((10**6, 10**6)),), {})
    assert specs.shape == (10**6, 10**6)


@pytest.mark.parametrize(
    "use", [bool, float, int, np.asarray, jnp.sin, lambda t: list(t)]
)
def test_using_a_symbolic_tensor_as_a_value_is_explained(use):
    with pytest.raises(TypeError, match="no values until the model runs|KerasTensor"):
        use(SymbolicTensor((3,), name="pixels"))
