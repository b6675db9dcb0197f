"""EinsumDense: equations of all kinds."""

import numpy as np
import pytest

from tengen import layers

X = np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32")


@pytest.mark.parametrize(
    ("equation", "output_shape", "bias_axes", "kernel", "bias"),
    [
        ("abc,cd->abd", (None, 5), "d", (4, 5), (5,)),
        ("abc,cde->abde", (None, 5, 6), "e", (4, 5, 6), (6,)),
        ("abc,bc->ab", (None,), None, (3, 4), None),
        ("abc,cd->abd", (3, 5), "bd", (4, 5), (3, 5)),
        ("...c,cd->...d", 5, "d", (4, 5), (5,)),
        ("ab...,bd->ad...", (5,), "d", (3, 5), (5, 1)),
        ("abc,abd->acd", (None, 5), None, None, None),
    ],
)
def test_equations(equation, output_shape, bias_axes, kernel, bias):
    layer = layers.EinsumDense(
        equation, output_shape, bias_axes=bias_axes, bias_initializer="ones"
    )
    if kernel is None:  # the kernel's batch axis has no size
        with pytest.raises(ValueError, match="known size"):
            layer.build((None, 3, 4))
        return
    output = np.array(layer(X))
    assert layer.kernel.shape == kernel
    assert (None if layer.bias is None else layer.bias.shape) == bias
    expected = np.einsum(equation, X, layer.get_weights()[0])
    np.testing.assert_allclose(output, expected + (bias is not None), atol=1e-5)
    copy = layers.EinsumDense.from_config(layer.get_config())
    assert copy.compute_output_shape((None, 3, 4))[1:] == output.shape[1:]


def test_messages():
    with pytest.raises(ValueError, match="input,kernel->output"):
        layers.EinsumDense("abc,cd", 5)
    with pytest.raises(ValueError, match="fit the equation"):
        layers.EinsumDense("ab,bc->ac", 5)(X)
    with pytest.raises(ValueError, match="fit the equation"):
        layers.EinsumDense("abc,cd->abd", (7, None))(X)
    with pytest.raises(ValueError, match="bias_axes"):
        layers.EinsumDense("abc,cd->abd", (None, 5), bias_axes="z")(X)
