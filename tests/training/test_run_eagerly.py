"""`run_eagerly`: the user's Python sees numbers, and computes what a program does."""

import traceback

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import callbacks, layers, losses, metrics, models, optimizers, utils
from tengen.training import GradientTape, functions_run_eagerly, run_functions_eagerly

RNG = np.random.default_rng(0)
X = RNG.normal(size=(20, 6, 6, 2)).astype("float32")
Y = (X.mean((1, 2, 3)) > 0).astype("float32")[:, None]
SEEN: list[tuple[str, object]] = []
LOOKS_AT_VALUES: list[bool] = []


def look(name, value):
    SEEN.append((name, value))


def only_numbers(*names):
    found = {name for name, _ in SEEN}
    assert set(names) <= found
    assert not any(isinstance(value, jax.core.Tracer) for _, value in SEEN)


class Looking(layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(shape=(input_shape[-1],), initializer="ones")

    def call(self, inputs, training=None):
        if training is not None:
            look("layer", inputs)
            look("weight", self.scale.value)
            if LOOKS_AT_VALUES:
                look("choice", bool(jnp.any(inputs > 1e9)))
        return inputs * self.scale


class LookingCell(layers.Layer):
    state_size = output_size = 3

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], 3))

    def call(self, inputs, states, training=None):
        if training:
            look("cell", states[0])
        state = jnp.tanh(inputs @ self.kernel + states[0])
        return state, [state]


def looking_loss(y_true, y_pred):
    look("loss", y_pred)
    return jnp.mean(jnp.square(y_true - y_pred), axis=-1)


class LookingMetric(metrics.Mean):
    def update_state(self, y_true, y_pred, sample_weight=None):
        look("metric", y_pred)
        super().update_state(jnp.abs(y_true - y_pred))


class LookingStep(models.Model):
    def train_step(self, data):
        x, y = data
        with GradientTape() as tape:
            look("step", self(x, training=True))
            loss = self.compute_loss(x, y, self(x, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        look("gradient", gradients[0])
        self.optimizer.apply(gradients, self.trainable_variables)
        return {"loss": loss}


class LookingCallback(callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        look("batch", logs["loss"])


def make(kind=models.Model, run_eagerly=False, loss="mse", with_cell=False):
    utils.set_random_seed(5)
    x = layers.Input((6, 6, 2))
    h = layers.Conv2D(4, 3, activation="relu", kernel_regularizer="l2")(x)
    h = layers.BatchNormalization()(h)
    h = Looking()(layers.Dropout(0.3)(layers.Flatten()(h)))
    if with_cell:
        h = layers.RNN(LookingCell())(layers.Reshape((2, 32))(h))
    model = kind(x, layers.Dense(1)(h))
    optimizer = optimizers.Adam(0.01)
    measured = None if kind is LookingStep else [LookingMetric(name="far")]
    model.compile(optimizer, loss, metrics=measured, run_eagerly=run_eagerly)
    return model


@pytest.fixture(autouse=True)
def nothing_seen():
    SEEN.clear()
    yield
    LOOKS_AT_VALUES.clear()
    run_functions_eagerly(False)


@pytest.mark.parametrize("kind", [models.Model, LookingStep])
def test_the_same_numbers_as_compiled(kind):
    results = []
    for run_eagerly in (False, True):
        model = make(kind, run_eagerly)
        SEEN.clear()
        history = model.fit(X, Y, batch_size=8, epochs=2, verbose=0).history
        predicted = model.predict(X[:5], verbose=0)
        results.append([*history.values(), predicted, *model.get_weights()])
        if kind is models.Model:
            results[-1].append(model.evaluate(X, Y, batch_size=8, verbose=0))
    for compiled, eager in zip(*results, strict=True):
        np.testing.assert_allclose(compiled, eager, rtol=1e-5, atol=2e-6)


def test_layers_losses_metrics_and_callbacks_see_numbers():
    model = make(run_eagerly=True, loss=looking_loss, with_cell=True)
    SEEN.clear()
    LOOKS_AT_VALUES.append(True)
    model.fit(X, Y, batch_size=8, verbose=0, callbacks=[LookingCallback()])
    only_numbers("layer", "weight", "choice", "cell", "loss", "metric", "batch")
    assert sum(name == "layer" for name, _ in SEEN) == 3  # one for each batch
    for method in (model.evaluate, model.predict):
        SEEN.clear()
        method(*((X, Y) if method == model.evaluate else (X,)), verbose=0)
        only_numbers("layer")


def test_a_step_of_ones_own_sees_numbers():
    model = make(LookingStep, run_eagerly=True)
    SEEN.clear()
    LOOKS_AT_VALUES.append(True)
    model.fit(X[:8], Y[:8], batch_size=8, verbose=0)
    only_numbers("step", "gradient", "layer")


def test_generators_too():
    model = make(run_eagerly=True)
    SEEN.clear()
    model.fit(((X[i : i + 5], Y[i : i + 5]) for i in range(0, 20, 5)), verbose=0)
    only_numbers("layer", "metric")


def test_it_can_be_switched_at_any_time():
    model = make()
    model.fit(X, Y, batch_size=10, verbose=0)
    assert any(isinstance(value, jax.core.Tracer) for _, value in SEEN)
    for switch in ("attribute", "function"):
        SEEN.clear()
        if switch == "attribute":
            model.run_eagerly = True
        else:
            model.run_eagerly = False
            run_functions_eagerly(True)
        assert model.run_eagerly
        model.fit(X, Y, batch_size=10, verbose=0)
        model.predict(X, verbose=0)
        only_numbers("layer", "metric")
    run_functions_eagerly(False)
    assert not functions_run_eagerly() and not model.run_eagerly


def test_an_exception_shows_the_users_line_and_values():
    class Failing(layers.Layer):
        def call(self, inputs):
            if float(jnp.max(inputs)) > 0.5 and inputs.shape[0] == 4:
                raise ArithmeticError(f"largest {float(jnp.max(inputs)):.1f}")
            return inputs

    model = models.Sequential([layers.Input((2,)), Failing(), layers.Dense(1)])
    model.compile("sgd", losses.MeanSquaredError(), run_eagerly=True)
    x = np.full((4, 2), 0.75)
    with pytest.raises(ArithmeticError, match=r"largest 0\.8") as caught:
        model.fit(x, np.zeros((4, 1)), batch_size=4, verbose=0)
    lines = [f.line for f in traceback.extract_tb(caught.value.__traceback__)]
    assert any("raise ArithmeticError" in (line or "") for line in lines)
