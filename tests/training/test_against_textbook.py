"""The engine's gradients are those of `tengen.backprop` and of finite differences.

A step of SGD with rate 1 subtracts the gradient: the difference of the weights is it.
"""

import jax.numpy as jnp
import numpy as np
import pytest

from tengen import Input, backprop, layers, losses, models, optimizers

ACTIVATIONS = ["linear", "sigmoid", "tanh", "relu"]
LOSSES = {
    "mean_squared_error": ("linear", "mean_squared_error"),
    "mean_absolute_error": ("tanh", "mean_absolute_error"),
    "binary_crossentropy": ("sigmoid", "binary_crossentropy"),
    "categorical_crossentropy": ("softmax", "categorical_crossentropy"),
    "sparse_categorical_crossentropy": ("softmax", "categorical_crossentropy"),
}


def engine_gradients(x, y, weights, biases, activations, loss):
    """Return the loss and the gradients that one training step uses."""
    model = models.Sequential([Input((x.shape[1],))])
    for bias, activation in zip(biases, activations, strict=True):
        model.add(layers.Dense(len(bias), activation=activation))
    flat = [a for pair in zip(weights, biases, strict=True) for a in pair]
    model.set_weights(flat)
    model.compile(optimizers.SGD(1.0), loss)
    value = model.train_on_batch(x, y)
    pairs = zip(flat, model.get_weights(), strict=True)
    return value, [before - after for before, after in pairs]


def random_network(generator, last):
    sizes = generator.integers(1, 6, size=generator.integers(2, 5))
    sizes[-1] = max(2, sizes[-1])
    weights = [
        generator.normal(size=shape).astype("float32")
        for shape in zip(sizes[:-1], sizes[1:], strict=True)
    ]
    biases = [generator.normal(size=n).astype("float32") for n in sizes[1:]]
    chosen = [str(generator.choice(ACTIVATIONS)) for _ in biases]
    chosen[-1] = last
    x = generator.normal(size=(generator.integers(1, 7), sizes[0])).astype("float32")
    return x, weights, biases, chosen


def random_target(generator, loss, samples, outputs):
    if "categorical" in loss:
        return np.eye(outputs, dtype="float32")[generator.integers(0, outputs, samples)]
    if loss == "binary_crossentropy":
        return generator.integers(0, 2, (samples, outputs)).astype("float32")
    return generator.normal(size=(samples, outputs)).astype("float32")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("loss", LOSSES)
def test_dense_networks_have_the_textbooks_gradients(loss, seed):
    generator = np.random.default_rng(seed)
    last, textbook_loss = LOSSES[loss]
    x, weights, biases, activations = random_network(generator, last)
    target = random_target(generator, loss, len(x), len(biases[-1]))
    expected = backprop.dense_gradients(
        x, target, weights, biases, activations, textbook_loss
    )
    given = target.argmax(-1) if loss.startswith("sparse") else target
    value, gradients = engine_gradients(x, given, weights, biases, activations, loss)
    assert value == pytest.approx(expected.loss, rel=1e-5)
    flat = [a for p in zip(expected.weights, expected.biases, strict=True) for a in p]
    for got, wanted in zip(gradients, flat, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-3, atol=2e-5)


class HalfSquares(losses.Loss):
    """The textbook's error: the sum of 1/2 (target - out)^2."""

    def call(self, y_true, y_pred):
        return jnp.sum(0.5 * jnp.square(y_true - y_pred), axis=-1)


def worked_example(training_rounds):
    model = models.Sequential(
        [
            Input((2,)),
            layers.Dense(2, activation="sigmoid"),
            layers.Dense(2, activation="sigmoid"),
        ]
    )
    model.set_weights(
        [
            np.array([[0.15, 0.25], [0.20, 0.30]]),
            np.full(2, 0.35),
            np.array([[0.40, 0.50], [0.45, 0.55]]),
            np.full(2, 0.60),
        ]
    )
    for layer in model.layers:
        layer.bias.trainable = False
    model.compile(optimizers.SGD(0.5), HalfSquares())
    x, y = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])
    history = model.fit(x, y, epochs=training_rounds, verbose=0)
    return model, history.history["loss"], model.evaluate(x, y, verbose=0)


def test_the_worked_example_on_the_engine():
    model, errors, after = worked_example(1)
    assert errors[0] == pytest.approx(0.298371109, abs=1e-7)
    assert after == pytest.approx(0.291027774, abs=1e-7)
    hidden, _, output, _ = model.get_weights()
    np.testing.assert_allclose(
        [hidden[0, 0], hidden[1, 0], hidden[0, 1], hidden[1, 1]],
        [0.149780716, 0.19956143, 0.24975114, 0.29950229],
        atol=1e-7,
    )
    np.testing.assert_allclose(
        [output[0, 0], output[1, 0], output[0, 1], output[1, 1]],
        [0.35891648, 0.408666186, 0.511301270, 0.561370121],
        atol=1e-7,
    )


def test_ten_thousand_rounds_on_the_engine():
    model, errors, after = worked_example(10_000)
    assert len(errors) == 10_000
    assert after == pytest.approx(0.000035102, rel=2e-3)
    outputs = model.predict(np.array([[0.05, 0.10]]), verbose=0)[0]
    np.testing.assert_allclose(outputs, [0.01591362, 0.98406427], atol=2e-5)
