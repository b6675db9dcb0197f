"""`compiled`: what runs in Python, what as a program, and that both are the same."""

import jax.numpy as jnp
import numpy as np
import pytest

from tengen import Variable, layers, losses, metrics, models, optimizers, random, utils
from tengen.training import GradientTape, compiled, run_functions_eagerly


def test_python_runs_twice_for_each_kind_of_arguments():
    total, runs = Variable(0.0), []

    @compiled
    def add(x, times):
        runs.append(x.shape)
        total.assign_add(jnp.sum(x) * times)
        return {"total": total, "text": "same", "parts": [x, None]}

    for n in range(5):
        result = add(jnp.full(3, n), 1)
    assert float(result["total"]) == float(total) == 30.0
    assert result["text"] == "same" and result["parts"][1] is None
    assert result["parts"][0].tolist() == [4.0, 4.0, 4.0]
    assert len(runs) == 2
    add(jnp.ones(2), 1)
    add(jnp.ones(3), 2)
    assert len(runs) == 6 and float(total) == 38.0


def test_variables_that_only_some_calls_use():
    first, second, runs = Variable(1.0), Variable(10.0), []

    @compiled
    def chosen(x):
        runs.append(x)
        return x * (first if len(runs) == 1 else second)

    assert float(chosen(jnp.float32(1.0))) == 10.0
    second.assign(20.0)
    assert float(chosen(jnp.float32(1.0))) == 20.0


def test_looking_at_values_falls_back_to_python(capsys):
    @compiled
    def halved(x):
        return x / 2 if x > 1 else x

    found = [float(halved(jnp.float32(v))) for v in (4, 1, 4, 0)]
    assert found == [2.0, 1.0, 2.0, 0.0]
    said = capsys.readouterr().err
    assert said.count("halved runs in Python") == 1


def test_methods_have_a_program_for_each_object():
    class Counter:
        def __init__(self):
            self.count = Variable(0, dtype="int32")

        @compiled
        def step(self, by):
            self.count.assign_add(by)
            return self.count

    a, b = Counter(), Counter()
    for _ in range(3):
        a.step(jnp.int32(2))
    b.step(jnp.int32(5))
    assert (int(a.count), int(b.count)) == (6, 5)


def test_each_call_draws_anew():
    @compiled
    def noise():
        return random.normal((3,))

    utils.set_random_seed(4)
    drawn = [noise().tolist() for _ in range(4)]
    assert len({tuple(row) for row in drawn}) == 4
    utils.set_random_seed(4)
    assert [noise().tolist() for _ in range(4)] == drawn


def test_a_tape_sees_through():
    v = Variable(2.0)
    times = compiled(lambda x: x * v)
    for _ in range(2):
        with GradientTape() as tape:
            y = times(jnp.float32(3.0))
        assert float(tape.gradient(y, v)) == 3.0


@pytest.mark.parametrize("eagerly", [False, True])
def test_a_training_loop(eagerly):
    """Against `fit` on the same batches."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(32, 4)).astype("float32")
    y = (x[:, 0] > x[:, 1]).astype("int32")

    def make():
        utils.set_random_seed(2)
        parts = [layers.Dense(6, activation="tanh"), layers.Dense(2)]
        model = models.Sequential([layers.Input((4,)), *parts])
        return model, losses.SparseCategoricalCrossentropy(from_logits=True)

    expected, loss_function = make()
    expected.compile(optimizers.Adam(0.05), loss_function, metrics=["accuracy"])
    history = expected.fit(x, y, batch_size=8, epochs=3, shuffle=False, verbose=0)

    model, loss_function = make()
    optimizer = optimizers.Adam(0.05)
    accuracy = metrics.SparseCategoricalAccuracy()

    @compiled
    def step(x, y):
        with GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_function(y, logits)
        gradients = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(gradients, model.trainable_weights, strict=True))
        accuracy.update_state(y, logits)
        return loss

    run_functions_eagerly(eagerly)
    try:
        for _ in range(3):
            accuracy.reset_state()
            seen = [step(x[i : i + 8], y[i : i + 8]) for i in range(0, 32, 8)]
    finally:
        run_functions_eagerly(False)
    np.testing.assert_allclose(np.mean(seen), history.history["loss"][-1], rtol=1e-5)
    assert float(accuracy.result()) == history.history["accuracy"][-1]
    for a, b in zip(model.get_weights(), expected.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)
