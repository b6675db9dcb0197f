"""`GradientTape` against `jax.grad`, closed forms and finite differences."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import Variable, layers, losses, models, ops, optimizers, utils
from tengen.core import context
from tengen.training.gradient_tape import GradientTape

RNG = np.random.default_rng(3)


def normal(*shape):
    return jnp.asarray(RNG.normal(size=shape).astype("float32"))


def close(found, expected, tolerance=1e-5):
    found, expected = jax.tree.leaves(found), jax.tree.leaves(expected)
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


# -- numbers ---------------------------------------------------------------------------


def test_powers_of_a_variable():
    x = Variable(3.0)
    with GradientTape() as third:
        with GradientTape() as second:
            with GradientTape() as first:
                y = x**4
            one = first.gradient(y, x)
        two = second.gradient(one, x)
    three = third.gradient(two, x)
    assert [float(v) for v in (one, two, three)] == [108.0, 108.0, 72.0]


def test_values_leave_the_block():
    x = Variable([1.0, -2.0])
    with GradientTape() as tape:
        y = ops.sum(ops.relu(x) * 3.0)
        assert float(y) == 3.0
        assert not isinstance(y, jax.core.Tracer)
    assert tape.gradient(y, x).tolist() == [3.0, 0.0]


def test_constants_must_be_watched():
    x = jnp.asarray([2.0])
    for is_watched, expected in ((False, None), (True, 12.0)):
        with GradientTape() as tape:
            if is_watched:
                tape.watch(x)
            y = x**3
        found = tape.gradient(y, x)
        assert found is expected or float(found[0]) == expected
    with pytest.raises(TypeError, match="tape.watch"):
        GradientTape().watch(np.ones(2))


def test_intermediate_values_are_sources_too():
    x = jnp.asarray(2.0)
    with GradientTape() as tape:
        tape.watch(x)
        y = x * x
        z = y * y
    dy, dx = tape.gradient(z, [y, x])
    assert (float(dy), float(dx)) == (8.0, 32.0)


def test_structures_of_sources_and_targets():
    a, b, c = Variable(2.0), Variable(5.0), Variable(1.0)
    with GradientTape(persistent=True) as tape:
        y, z = a * b, a**2
    assert tape.gradient(y, {"a": a, "rest": [b, c]}) == {"a": 5.0, "rest": [2.0, None]}
    assert float(tape.gradient([y, z], a)) == 5.0 + 4.0
    assert float(tape.gradient([y, z], a, [2.0, 10.0])) == 2 * 5.0 + 10 * 4.0
    assert float(tape.gradient(y, c, unconnected_gradients="zero")) == 0.0


def test_a_tape_serves_once_unless_persistent():
    x = Variable(1.0)
    with GradientTape() as tape:
        y = x * 2
    tape.gradient(y, x)
    with pytest.raises(RuntimeError, match="persistent=True"):
        tape.gradient(y, x)


def test_what_is_watched():
    a, b = Variable(1.0), Variable(2.0, trainable=False)
    with GradientTape() as tape:
        y = a * b
    assert tape.watched_variables() == (a,)
    assert tape.gradient(y, [a, b]) == [2.0, None]
    with GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(b)
        y = a * b
    assert tape.gradient(y, [a, b]) == [None, 1.0]


def test_stop_recording_and_reset():
    x = Variable(3.0)
    with GradientTape() as tape:
        y = x * x
        with tape.stop_recording():
            z = y * x
    assert tape.gradient(z, x) is None
    with GradientTape() as tape:
        y = x * x
        tape.reset()
        y = y + x
    assert float(tape.gradient(y, x)) == 1.0


def test_stopped_gradients_do_not_stop_the_value_itself():
    x = jnp.asarray(3.0)
    with GradientTape() as tape:
        tape.watch(x)
        y = ops.stop_gradient(x) * x
    assert float(tape.gradient(y, x)) == 3.0


def test_assigned_variables_begin_anew():
    w, v = Variable(2.0), Variable(1.0)
    with GradientTape() as tape:
        v.assign(w * 3.0)
        y = v * v * w
    assert tape.gradient(y, [v, w]) == [2 * 6.0 * 2.0, 36.0]


def test_a_function_that_reverses_its_gradient_and_returns_its_input():
    reverse = ops.custom_gradient(lambda x: (x, lambda upstream: -upstream))
    x = jnp.asarray(3.0)
    with GradientTape() as tape:
        tape.watch(x)
        y = reverse(x) + 5.0 * x
    assert float(tape.gradient(y, x)) == 4.0


def test_second_derivatives_through_a_function_with_its_own():
    """As a derivative, twice the true one; it is differentiated as it is."""
    cube = ops.custom_gradient(lambda x: (x**3, lambda upstream: upstream * 6 * x**2))
    x = jnp.asarray(2.0)
    with GradientTape() as outer:
        outer.watch(x)
        with GradientTape(persistent=True) as inner:
            inner.watch(x)
            y = cube(x) * 1.0
        slope = inner.gradient(y, x)
    assert (float(slope), float(inner.gradient(y, x))) == (24.0, 24.0)
    assert float(outer.gradient(slope, x)) == 24.0


def test_jacobians():
    x, w = normal(4, 3), normal(3, 2)
    with GradientTape(persistent=True) as tape:
        tape.watch([x, w])
        y = jnp.tanh(x @ w)
    full = jax.jacrev(lambda x, w: jnp.tanh(x @ w), (0, 1))(x, w)
    close(tape.jacobian(y, [x, w]), list(full))
    each = jax.vmap(jax.jacrev(lambda x: jnp.tanh(x @ w)))(x)
    close(tape.batch_jacobian(y, x), each)


def test_values_that_an_inner_program_holds():
    """Compiled functions keep what they use from outside as constants."""
    w, m = Variable(2.0), Variable(np.ones((2, 2)))
    numbers = jnp.arange(4.0)

    def body(carry, x):
        return carry * w.value + jnp.sum(m.value), x * w.value

    with GradientTape(persistent=True) as tape:
        a = jax.jit(lambda x: jnp.sum(x @ m.value) * w.value)(jnp.ones((1, 2)))
        carry, rows = jax.lax.scan(body, jnp.float32(1.0), numbers)
        b = jax.jit(lambda c: jax.lax.scan(body, c, numbers)[0])(jnp.float32(1.0))
        c = jax.lax.cond(carry > 0, lambda x: x * w.value, lambda x: x, carry)
    assert float(tape.gradient(a, w)) == 4.0
    assert tape.gradient(a, m).tolist() == [[2.0, 2.0], [2.0, 2.0]]

    def scanned(w, m):
        def body(carry, x):
            return carry * w + jnp.sum(m), x * w

        return jax.lax.scan(body, jnp.float32(1.0), numbers)

    values = (jnp.float32(2.0), jnp.ones((2, 2)))
    expected = jax.grad(lambda *v: scanned(*v)[0], (0, 1))(*values)
    close(tape.gradient(b, [w, m]), expected)
    expected = jax.grad(lambda *v: scanned(*v)[0] * v[0], (0, 1))(*values)
    close(tape.gradient(c, [w, m]), expected)
    expected = jax.grad(lambda *v: jnp.sum(scanned(*v)[1]), (0, 1))(*values)
    close(tape.gradient(rows, [w], unconnected_gradients="zero"), expected[:1])


def test_a_loop_that_has_no_derivative_says_so_when_asked():
    x = Variable(2.0)
    with GradientTape(persistent=True) as tape:
        y = jax.lax.while_loop(lambda v: v < 100, lambda v: v * v, x.value)
        z = x * 3.0
    assert float(y) == 256.0 and float(tape.gradient(z, x)) == 3.0
    with pytest.raises(ValueError, match="while_loop"):
        tape.gradient(y, x)


def test_second_derivatives_are_the_same_compiled_and_not():
    def penalty(x):
        with GradientTape() as outer:
            outer.watch(x)
            with GradientTape() as inner:
                inner.watch(x)
                y = jnp.sum(jnp.tanh(x) ** 3)
            slope = inner.gradient(y, x)
            size = jnp.sum(slope**2)
        return outer.gradient(size, x)

    def same(x):
        slope = jax.grad(lambda x: jnp.sum(jnp.tanh(x) ** 3))
        return jax.grad(lambda x: jnp.sum(slope(x) ** 2))(x)

    x = normal(5)
    close(penalty(x), same(x))
    close(jax.jit(penalty)(x), same(x))


# -- networks --------------------------------------------------------------------------

IMAGES, ROWS, WORDS = (4, 8, 8, 3), (4, 6), (4, 5)


def dense():
    return [layers.Dense(16, activation="relu"), layers.Dense(5)], ROWS


def convolutions():
    return [
        layers.Conv2D(8, 3, activation="relu"),
        layers.DepthwiseConv2D(3, padding="same"),
        layers.MaxPooling2D(),
        layers.Conv2DTranspose(4, 3, strides=2),
        layers.AveragePooling2D(),
        layers.GlobalAveragePooling2D(),
        layers.Dense(5),
    ], IMAGES


def normalized():
    return [
        layers.Conv2D(6, 3),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.Flatten(),
        layers.LayerNormalization(),
        layers.Dense(5),
    ], IMAGES


def dropped():
    return [layers.Dense(32), layers.Dropout(0.5), layers.Dense(5)], ROWS


def recurrent():
    return [
        layers.Embedding(20, 6, mask_zero=True),
        layers.LSTM(8, return_sequences=True),
        layers.Bidirectional(layers.GRU(4, return_sequences=True)),
        layers.SimpleRNN(5),
    ], WORDS


def attentive():
    return [
        layers.Embedding(20, 8),
        layers.Conv1D(8, 3, padding="same", activation="gelu"),
        layers.GlobalMaxPooling1D(),
        layers.Dense(5, activation="softmax"),
    ], WORDS


@pytest.mark.parametrize(
    ("make", "compiled"),
    [
        *((make, True) for make in (dense, convolutions, normalized, dropped)),
        *((make, True) for make in (recurrent, attentive)),
        *((make, False) for make in (dense, convolutions, dropped, recurrent)),
    ],
)
def test_networks(make, compiled):
    utils.set_random_seed(1)
    parts, shape = make()
    model = models.Sequential(parts)
    x = normal(*shape)
    if shape is WORDS:
        x = jnp.asarray(RNG.integers(0, 20, shape))
    y = jnp.asarray(RNG.integers(0, 5, shape[0]))
    loss_function = losses.SparseCategoricalCrossentropy(from_logits=True)
    model(x)
    trainable, frozen = model.trainable_variables, model.non_trainable_variables
    values = [v.value for v in trainable]
    others = [v.value for v in frozen]

    def loss_of(values):
        outputs, new = model.stateless_call(values, others, x, training=True)
        return loss_function(y, outputs), new

    (expected_loss, expected_state), expected = jax.value_and_grad(
        loss_of, has_aux=True
    )(values)

    def taped(values, others):
        with context.bind([*trainable, *frozen], [*values, *others]) as binding:
            with GradientTape() as tape:
                loss = loss_function(y, model(x, training=True))
            return loss, tape.gradient(loss, trainable), binding.current(frozen)

    found = (jax.jit(taped) if compiled else taped)(values, others)
    close(found, (expected_loss, expected, expected_state), 2e-5)


def test_gradient_penalty():
    """The second derivative through convolutions (Gulrajani et al., 2017, eq. 3)."""
    critic = models.Sequential(
        [layers.Conv2D(4, 3), layers.LeakyReLU(), layers.Flatten(), layers.Dense(1)]
    )
    x = normal(3, 6, 6, 2)
    critic(x)
    variables = critic.trainable_variables
    with GradientTape() as outer:
        with GradientTape() as inner:
            inner.watch(x)
            score = critic(x, training=True)
        slope = inner.gradient(score, x)
        norm = jnp.sqrt(jnp.sum(slope**2, axis=(1, 2, 3)))
        penalty = jnp.mean((norm - 1.0) ** 2)
    found = outer.gradient(penalty, variables, unconnected_gradients="zero")

    def expected_penalty(values):
        def score(x):
            return jnp.sum(critic.stateless_call(values, [], x)[0])

        norm = jnp.sqrt(jnp.sum(jax.grad(score)(x) ** 2, axis=(1, 2, 3)))
        return jnp.mean((norm - 1.0) ** 2)

    close(found, jax.grad(expected_penalty)([v.value for v in variables]), 1e-4)


def test_mixed_precision_gives_gradients_in_the_variables_type():
    layer = layers.Dense(3, dtype="mixed_bfloat16")
    x = normal(4, 2)
    layer(x)
    with GradientTape() as tape:
        y = ops.sum(layer(x))
    assert [g.dtype for g in tape.gradient(y, layer.trainable_variables)] == [
        "float32",
        "float32",
    ]


def test_descent_by_hand_is_that_of_the_textbook():
    x = np.array([[0.0], [1.0], [2.0], [3.0]], "float32")
    y = 2 * x + 1
    w, b = Variable([[0.0]]), Variable([0.0])
    optimizer = optimizers.SGD(0.1)
    slope, shift = 0.0, 0.0
    for _ in range(20):
        with GradientTape() as tape:
            loss = ops.mean(ops.square(x @ w.value + b - y))
        optimizer.apply_gradients(zip(tape.gradient(loss, [w, b]), [w, b], strict=True))
        error = slope * x + shift - y
        slope, shift = (
            slope - 0.1 * np.mean(2 * error * x),
            shift - 0.1 * np.mean(2 * error),
        )
    close([w.numpy()[0, 0], b.numpy()[0]], [slope, shift])
