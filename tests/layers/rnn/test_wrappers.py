"""Bidirectional and TimeDistributed."""

import jax.numpy as jnp
import numpy as np
import pytest

from tengen import layers
from tengen.core import context


def words(seed=0, shape=(3, 5, 4)):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


@pytest.mark.parametrize(
    ("mode", "merge"),
    [
        ("concat", lambda a, b: np.concatenate([a, b], -1)),
        ("sum", lambda a, b: a + b),
        ("ave", lambda a, b: (a + b) / 2),
        ("mul", lambda a, b: a * b),
    ],
)
def test_both_ways_are_merged(mode, merge):
    layer = layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode=mode)
    x = words()
    output = layer(x)
    ahead = np.array(layer.forward_layer(x))
    back = np.array(layer.backward_layer(x))[:, ::-1]
    np.testing.assert_allclose(output, merge(ahead, back), atol=1e-6)


def test_two_outputs_and_states():
    layer = layers.Bidirectional(
        layers.LSTM(3, return_state=True), merge_mode=None, name="both"
    )
    x = words()
    outputs = layer(x)
    assert [tuple(part.shape) for part in outputs] == [(3, 3)] * 6
    ahead, back, *states = outputs
    np.testing.assert_array_equal(ahead, states[0])
    np.testing.assert_array_equal(back, states[2])
    again = layer(x, initial_state=states)
    assert np.abs(np.array(again[0]) - ahead).max() > 1e-4


def test_names_and_weights():
    layer = layers.Bidirectional(layers.LSTM(3, name="words"))
    layer(words())
    assert layer.forward_layer.name == "forward_words"
    assert layer.backward_layer.name == "backward_words"
    assert [w.shape for w in layer.weights][:3] == [(4, 12), (3, 12), (12,)]
    assert len(layer.weights) == 6
    twin = layers.Bidirectional(layers.LSTM(3), weights=layer.get_weights())
    np.testing.assert_array_equal(twin(words()), layer(words()))
    copy = layers.Bidirectional.from_config(layer.get_config())
    assert copy.forward_layer.name == "forward_words"


def test_a_backward_layer_of_its_own():
    layer = layers.Bidirectional(
        layers.LSTM(3), backward_layer=layers.GRU(2, go_backwards=True)
    )
    assert layer(words()).shape == (3, 5)
    with pytest.raises(ValueError, match="go_backwards"):
        layers.Bidirectional(layers.LSTM(3), backward_layer=layers.LSTM(3))
    with pytest.raises(ValueError, match="return_sequences"):
        layers.Bidirectional(
            layers.LSTM(3),
            backward_layer=layers.LSTM(3, go_backwards=True, return_sequences=True),
        )


def test_masked_steps_give_zeros_both_ways():
    layer = layers.Bidirectional(layers.LSTM(2, return_sequences=True))
    x = jnp.asarray(words())
    mask = np.ones((3, 5), bool)
    mask[0, 3:] = False
    with context.open_call() as call:
        call.set_mask(x, jnp.asarray(mask))
        output = layer(x)
        np.testing.assert_array_equal(call.mask_of(output), mask)
    np.testing.assert_array_equal(output[0, 3:], 0)
    np.testing.assert_allclose(output[0, :3], layer(x[:1, :3])[0], atol=1e-6)


def test_every_step_by_itself():
    dense = layers.Dense(2)
    layer = layers.TimeDistributed(dense)
    x = words()
    np.testing.assert_allclose(layer(x)[:, 3], dense(x[:, 3]), atol=1e-6)
    assert layer.weights == dense.weights
    images = layers.TimeDistributed(layers.Conv2D(2, 3))
    assert images(layers.Input((None, 8, 8, 1))).shape == (None, None, 6, 6, 2)
    with pytest.raises(ValueError, match="at least 3 dimensions"):
        layers.TimeDistributed(layers.Dense(2))(np.ones((3, 4)))


def test_sentences_of_words_each_with_its_mask():
    inner = layers.LSTM(2)
    layer = layers.TimeDistributed(inner)
    x = jnp.asarray(words(shape=(2, 3, 4, 5)))
    mask = np.ones((2, 3, 4), bool)
    mask[1, 2, 2:] = False
    layer(x)
    with context.open_call() as call:
        call.set_mask(x, jnp.asarray(mask))
        output = layer(x)
    np.testing.assert_allclose(output[1, 2], inner(x[1, 2:, :2])[0], atol=1e-6)


def test_only_layers_are_wrapped():
    with pytest.raises(ValueError, match="a layer"):
        layers.TimeDistributed(np.tanh)


@pytest.mark.parametrize("shape", [(4, 6), (5, 5), (5, 6), (4, 6, 2)])
def test_a_mask_of_other_steps_is_refused(shape):
    layer = layers.TimeDistributed(layers.Dense(2))
    inputs = np.zeros((4, 5, 3), "float32")
    assert layer(inputs, mask=np.ones((4, 5), bool)).shape == (4, 5, 2)
    with pytest.raises(ValueError, match="mask"):
        layer(inputs, mask=np.ones(shape, bool))
