"""Training steps of the user's own: losses, metrics, whole steps."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import Input, layers, metrics, models, optimizers

X = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
Y = (X @ [[1.0], [2.0], [-1.0]]).astype("float32")
START = [np.array([[0.1], [-0.2], [0.3]]), np.zeros(1)]


def plain():
    x = Input((3,))
    model = models.Model(x, layers.Dense(1)(x))
    model.set_weights(START)
    model.compile(optimizers.SGD(0.05, momentum=0.5), "mse", metrics=["mae"])
    return model


class OwnLoss(models.Model):
    """The mean squared error again, by `compute_loss`, with a metric of its own."""

    def __init__(self, **options):
        super().__init__(**options)
        self.dense = layers.Dense(1)
        self.seen = metrics.Mean(name="seen")

    def call(self, inputs):
        return self.dense(inputs)

    def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
        loss = jnp.mean(jnp.square(y - y_pred))
        self.seen.update_state(loss)
        return loss


class OwnStep(models.Model):
    """The same by a whole training step, as Keras 3 has it on JAX."""

    def __init__(self, **options):
        super().__init__(**options)
        self.dense = layers.Dense(1)
        self.tracker = metrics.Mean(name="loss")

    def call(self, inputs):
        return self.dense(inputs)

    def train_step(self, state, data):
        trainable, frozen, slots, counters = state
        x, y = data

        def loss_of(values):
            prediction, new = self.stateless_call(values, frozen, x, training=True)
            return jnp.mean(jnp.square(y - prediction)), new

        (loss, frozen), gradients = jax.value_and_grad(loss_of, has_aux=True)(trainable)
        trainable, slots = self.optimizer.stateless_apply(slots, gradients, trainable)
        counters = self.tracker.stateless_update_state(counters, loss)
        logs = {"loss": self.tracker.stateless_result(counters), "twice": 2 * loss}
        return logs, (trainable, frozen, slots, counters)


def trained(model_class):
    model = model_class()
    model(X[:1])
    model.set_weights(START)
    model.compile(optimizers.SGD(0.05, momentum=0.5))
    return model


@pytest.mark.parametrize("model_class", [OwnLoss, OwnStep])
@pytest.mark.parametrize("batch_size", [8, 15])
def test_own_losses_and_steps_train_like_the_engines(model_class, batch_size):
    options = dict(batch_size=batch_size, epochs=3, shuffle=False, verbose=0)
    expected = plain()
    expected.fit(X, Y, **options)
    model = trained(model_class)
    model.fit(X, Y, **options)
    for a, b in zip(model.get_weights(), expected.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_metrics_of_the_class_are_reported_and_start_anew_each_epoch():
    model = trained(OwnLoss)
    history = model.fit(X, Y, batch_size=40, epochs=3, shuffle=False, verbose=0).history
    assert list(history) == ["loss", "seen"]
    np.testing.assert_allclose(history["seen"], history["loss"], rtol=1e-6)
    values = model.evaluate(X, Y, verbose=0)
    assert model.metrics_names == ["loss", "seen"] and len(values) == 2


def test_a_step_reports_what_it_returns():
    model = trained(OwnStep)
    expected = plain().fit(X, Y, batch_size=8, epochs=4, shuffle=False, verbose=0)
    history = model.fit(X, Y, batch_size=8, epochs=4, shuffle=False, verbose=0).history
    assert list(history) == ["loss", "twice"]
    np.testing.assert_allclose(history["loss"], expected.history["loss"], rtol=1e-4)
    assert model.train_on_batch(X, Y, return_dict=True).keys() == {"loss", "twice"}


def test_super_compute_loss_is_the_compiled_one_plus_something():
    class Taxed(models.Model):
        def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
            return super().compute_loss(x, y, y_pred, sample_weight) + 1.0

    x = Input((3,))
    model = Taxed(x, layers.Dense(1)(x))
    model.set_weights(START)
    model.compile("sgd", "mse")
    loss = model.evaluate(X, Y, verbose=0)
    expected = plain().evaluate(X, Y, verbose=0)[0]
    assert loss == pytest.approx(expected + 1.0, rel=1e-5)
