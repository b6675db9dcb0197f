"""Lambda and Masking."""

import jax.numpy as jnp
import numpy as np
import pytest

from tengen import layers
from tengen.core import context
from tengen.core.registry import custom_object_scope


def test_a_function_gets_its_arguments_training_and_mask():
    def scaled(x, factor, training=False, mask=None):
        assert mask is None or mask.shape == (1, 2)
        return x * (factor if training else 1)

    layer = layers.Lambda(scaled, arguments={"factor": 3.0})
    x = jnp.ones((1, 2, 1))
    assert float(layer(x).sum()) == 2
    assert float(layer(x, training=True).sum()) == 6
    with context.open_call() as call:
        call.set_mask(x, jnp.ones((1, 2), bool))
        layer(x)


def test_shapes_are_found_by_evaluation():
    x = layers.Input((4, 3))
    assert layers.Lambda(lambda x: x.sum(1))(x).shape == (None, 3)
    assert layers.Lambda(lambda x: x[:, ::2], output_shape=(9,))(x).shape == (
        None,
        2,
        3,
    )


def test_masks_of_a_lambda():
    x = jnp.asarray(np.arange(6.0).reshape(1, 3, 2))
    layer = layers.Lambda(lambda x: x, mask=lambda x, mask: x[..., 0] > 1)
    with context.open_call() as call:
        mask = call.mask_of(layer(x))
    assert mask.tolist() == [[False, True, True]]


def test_lambdas_are_not_read_from_data():
    config = layers.Lambda(lambda x: x).get_config()
    with pytest.raises(ValueError, match="lambda"):
        layers.Lambda.from_config(config)


def test_named_functions_are_found_in_custom_objects():
    def doubled(x):
        return 2 * x

    config = layers.Lambda(doubled, name="twice").get_config()
    with custom_object_scope({"doubled": doubled}):
        layer = layers.Lambda.from_config(config)
    assert float(layer(np.ones((1, 1)))[0, 0]) == 2
    assert layer.name == "twice"


def test_only_functions():
    with pytest.raises(ValueError, match="a function"):
        layers.Lambda(3)


def test_masked_steps_are_zero_and_left_out():
    x = np.array([[[1.0, 5.0], [5.0, 5.0], [2.0, 2.0]]], "float32")
    with context.open_call() as call:
        y = layers.Masking(5.0)(x)
        assert call.mask_of(y).tolist() == [[True, False, True]]
        mean = layers.GlobalAveragePooling1D()(y)
    assert y.tolist() == [[[1.0, 5.0], [0.0, 0.0], [2.0, 2.0]]]
    assert mean.tolist() == [[1.5, 3.5]]
