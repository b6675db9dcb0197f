"""Recurrent layers: states, masks, dropout, cells of one's own."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import tengen
from tengen import layers
from tengen.core import context

KINDS = ["SimpleRNN", "GRU", "LSTM"]


def words(seed=0, shape=(3, 5, 4)):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def masked_call(layer, x, mask):
    x = jnp.asarray(x)
    with context.open_call() as call:
        call.set_mask(x, jnp.asarray(mask))
        return layer(x)


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_is_its_cell_step_by_step(kind):
    layer = getattr(layers, kind)(3, return_sequences=True, return_state=True)
    x = words()
    output, *states = layer(x)
    state = layer.get_initial_state(3)
    for step in range(5):
        one, state = layer.cell(x[:, step], state)
        np.testing.assert_allclose(output[:, step], one, atol=1e-6)
    for ours, theirs in zip(states, state, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_unrolled_is_the_loop(kind):
    looped = getattr(layers, kind)(3, go_backwards=True)
    x = words()
    expected = looped(x)
    unrolled = getattr(layers, kind)(3, go_backwards=True, unroll=True)
    unrolled(x)
    unrolled.set_weights(looped.get_weights())
    np.testing.assert_allclose(unrolled(x), expected, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_mask_hides_does_not_count(kind):
    layer = getattr(layers, kind)(3, return_sequences=True)
    x = words()
    mask = np.ones((3, 5), bool)
    mask[0, 3:] = False
    mask[1, :2] = False
    output = np.array(masked_call(layer, x, mask))
    changed = x.copy()
    changed[~mask] = 99.0
    np.testing.assert_array_equal(masked_call(layer, changed, mask), output)
    np.testing.assert_allclose(output[0, :3], layer(x[:1, :3])[0], atol=1e-6)
    np.testing.assert_array_equal(output[0, 3], output[0, 2])  # repeated
    np.testing.assert_array_equal(output[1, :2], 0)  # nothing before
    np.testing.assert_allclose(output[1, 2:], layer(x[1:2, 2:])[0], atol=1e-6)
    layer.zero_output_for_mask = True
    np.testing.assert_array_equal(masked_call(layer, x, mask)[0, 3:], 0)


def test_initial_states_are_where_it_begins():
    layer = layers.LSTM(3, return_state=True)
    x = words()
    whole, *_ = layer(x)
    _, *states = layer(x[:, :2])
    rest, *_ = layer(x[:, 2:], initial_state=states)
    np.testing.assert_allclose(rest, whole, atol=1e-6)
    with pytest.raises(ValueError, match="2, of sizes"):
        layer(x, initial_state=states[:1])


def test_encoder_states_start_a_decoder_in_a_graph():
    x = layers.Input((5, 4))
    _, *states = layers.LSTM(3, return_state=True)(x)
    decoded = layers.LSTM(3, return_sequences=True)(x, initial_state=states)
    model = tengen.Model(x, decoded)
    assert model.output_shape == (None, 5, 3)
    given = words()
    encoder, decoder = model.layers[1], model.layers[2]
    _, *found = encoder(given)
    expected = decoder(given, initial_state=found)
    np.testing.assert_allclose(model(given), expected, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_stateful_layers_go_on_until_they_are_reset(kind):
    layer = getattr(layers, kind)(3, stateful=True)
    x = words()
    first = np.array(layer(x[:, :2]))
    second = np.array(layer(x[:, 2:]))
    plain = getattr(layers, kind)(3)
    plain(x)
    plain.set_weights(layer.get_weights())
    np.testing.assert_allclose(second, plain(x), atol=1e-6)
    layer.reset_state()
    np.testing.assert_array_equal(layer(x[:, :2]), first)
    assert len(layer.weights) == 3
    assert len(layer.variables) == 3 + len(layer.states)
    with pytest.raises(ValueError, match="a batch of 2"):
        layer(x[:2])


def test_stateful_layers_need_a_batch_size():
    with pytest.raises(ValueError, match="fixed"):
        layers.GRU(3, stateful=True)(layers.Input((5, 4)))


def test_states_pass_through_training():
    inputs = layers.Input(batch_shape=(3, 5, 4))
    gru = layers.GRU(2, stateful=True)
    model = tengen.Model(inputs, layers.Dense(1)(gru(inputs)))
    model.compile("sgd", "mse")
    model.fit(words(), np.zeros((3, 1)), batch_size=3, verbose=0)
    assert np.abs(gru.states[0].numpy()).max() > 0
    gru.reset_state()
    assert np.abs(gru.states[0].numpy()).max() == 0


@pytest.mark.parametrize("implementation", [1, 2])
def test_dropout_of_inputs_is_the_same_at_every_step(implementation):
    layer = layers.GRU(
        8, dropout=0.5, implementation=implementation, return_sequences=True, seed=3
    )
    x = np.ones((2, 3, 6), "float32")
    layer(x)
    cell = layer.cell
    cell.kernel.assign(np.ones((6, 24)))
    with cell.same_masks(2, True) as masks:
        assert len(masks.inputs) == (3 if implementation == 1 else 1)
        assert set(np.unique(masks.inputs[0])) <= {0.0, 2.0}
        projected = cell.project(jnp.asarray(x).swapaxes(0, 1), masks)
    np.testing.assert_array_equal(projected[0], projected[1])
    np.testing.assert_array_equal(layer(x), layer(x))
    assert np.abs(np.array(layer(x, training=True)) - layer(x)).max() > 1e-3


def test_recurrent_dropout_keeps_the_expectation():
    layer = layers.SimpleRNN(
        1,
        activation=None,
        kernel_initializer="ones",
        recurrent_initializer="ones",
        recurrent_dropout=0.25,
        seed=5,
    )
    x = np.zeros((4000, 2, 1), "float32")
    x[:, 0] = 1.0
    output = np.array(layer(x, training=True))
    assert set(np.unique(output.round(4))) == {0.0, np.float32(1.3333)}
    assert output.mean() == pytest.approx(1.0, abs=0.05)


class Counter(layers.Layer):
    """A cell that counts its steps in a variable, and has dropout inside."""

    state_size = 3

    def __init__(self, **options):
        super().__init__(**options)
        self.dropout = layers.Dropout(0.5, seed=1)
        self.steps = self.add_weight((), "zeros", trainable=False, name="steps")

    def call(self, inputs, states):
        self.steps.assign(self.steps + 1)
        self.add_loss(jnp.sum(inputs))
        total = states[0] + self.dropout(inputs)
        return total, total


def test_a_cell_of_ones_own_may_assign_and_draw():
    layer = layers.RNN(Counter(), return_sequences=True)
    x = np.ones((2, 50, 3), "float32")
    np.testing.assert_array_equal(layer(x)[0, :, 0], np.arange(1, 51))
    assert float(layer.cell.steps) == 50
    assert [float(loss) for loss in layer.losses] == [300.0]
    drawn = np.diff(np.array(layer(x, training=True)), axis=1)
    assert set(np.unique(drawn)) == {0.0, 2.0}
    assert 0.3 < (drawn == 0).mean() < 0.7


def test_a_cell_that_is_no_layer():
    class Sum:
        state_size = 3

        def __call__(self, inputs, states):
            return inputs + states[0], [inputs + states[0]]

    output = layers.RNN(Sum(), go_backwards=True)(np.ones((1, 4, 3), "float32"))
    np.testing.assert_array_equal(output, [[4.0] * 3])


def test_what_is_no_cell_is_refused():
    with pytest.raises(ValueError, match="state_size"):
        layers.RNN(layers.Dense(3))


def test_stacked_cells_are_layers_on_top_of_each_other():
    cells = [layers.GRUCell(2), layers.LSTMCell(3)]
    stacked = layers.RNN(cells, return_state=True)
    x = words()
    output, of_gru, of_lstm = stacked(x)
    low, high = layers.GRU(2, return_sequences=True), layers.LSTM(3)
    high(low(x))
    low.set_weights(cells[0].get_weights())
    high.set_weights(cells[1].get_weights())
    np.testing.assert_allclose(output, high(low(x)), atol=1e-6)
    assert of_gru.shape == (3, 2)
    assert [state.shape for state in of_lstm] == [(3, 3), (3, 3)]


def test_forget_gates_begin_open():
    layer = layers.LSTM(2)
    layer(words())
    np.testing.assert_array_equal(layer.get_weights()[2], [0, 0, 1, 1, 0, 0, 0, 0])


def test_a_subclass_with_its_own_call_is_heard():
    class Doubled(layers.SimpleRNNCell):
        def call(self, inputs, states, training=False):
            output, new = super().call(inputs, states, training)
            return 2 * output, new

    layer = layers.RNN(Doubled(3))
    plain = layers.SimpleRNN(3)
    x = words()
    layer(x), plain(x)
    plain.set_weights(layer.get_weights())
    np.testing.assert_allclose(layer(x), 2 * plain(x), atol=1e-6)


def test_unknown_lengths():
    x = layers.Input((None, 4))
    assert layers.LSTM(3, return_sequences=True)(x).shape == (None, None, 3)
    model = tengen.Model(x, layers.LSTM(3)(x))
    assert model.predict(words(shape=(2, 9, 4)), verbose=0).shape == (2, 3)
    assert model.predict(words(shape=(2, 3, 4)), verbose=0).shape == (2, 3)


def test_second_derivatives():
    layer = layers.LSTM(2)
    x = words()
    layer(x)

    def slope(x):
        return jnp.sum(jax.grad(lambda x: jnp.sum(layer(x)))(x) ** 2)

    assert np.isfinite(jax.grad(slope)(jnp.asarray(x))).all()
