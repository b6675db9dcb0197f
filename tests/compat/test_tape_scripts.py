"""Scripts as public tutorials have them, run unchanged; their results checked apart.

Each script of the folder `scripts` runs as `__main__` would; the tests look at its
variables. Derivatives are compared with those of `jax.grad` on functions written here,
and training with `fit`, whose step is tested elsewhere.
"""

from __future__ import annotations

import runpy
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import training

SCRIPTS = Path(__file__).parent / "scripts"


def run(name: str) -> dict[str, object]:
    return runpy.run_path(str(SCRIPTS / f"{name}.py"))


@pytest.fixture(params=[False, True], ids=["compiled", "eagerly"])
def eagerly(request):
    training.run_functions_eagerly(request.param)
    yield request.param
    training.run_functions_eagerly(False)


# -- autoencoder -----------------------------------------------------------------------


def vae_loss(vae, digits, noise):
    """The loss of a batch as a function of the weights, with given noise."""

    def cross_entropy(x, p):
        p = jnp.clip(p, 1e-7, 1 - 1e-7)
        return -(x * jnp.log(p) + (1 - x) * jnp.log(1 - p))

    parts = [len(vae.encoder.trainable_variables)]

    def loss(values):
        first, second = values[: parts[0]], values[parts[0] :]
        (mean, log_var, _), _ = vae.encoder.stateless_call(first, [], digits)
        image, _ = vae.decoder.stateless_call(
            second, [], mean + jnp.exp(0.5 * log_var) * noise
        )
        likelihood = jnp.mean(
            jnp.sum(jnp.mean(cross_entropy(digits, image), -1), (1, 2))
        )
        prior = -0.5 * jnp.sum(1 + log_var - mean**2 - jnp.exp(log_var), 1)
        return likelihood + jnp.mean(prior)

    return loss


def test_vae(eagerly, monkeypatch):
    found = run("vae")
    history = found["history"].history
    assert list(history) == ["loss", "reconstruction_loss", "kl_loss"]
    total = np.add(history["reconstruction_loss"], history["kl_loss"])
    np.testing.assert_allclose(history["loss"], total, rtol=1e-5)
    assert history["loss"][-1] < history["loss"][0]

    # One step with noise that is known, against jax.grad and plain descent.
    vae, keras, digits = found["vae"], found["keras"], found["digits"][:8]
    noise = np.random.default_rng(5).normal(size=(8, 2)).astype("float32")
    backend = keras.backend
    monkeypatch.setattr(backend, "random_normal", lambda shape: jnp.asarray(noise))
    vae.compile(optimizer=keras.optimizers.SGD(0.1))
    variables = vae.trainable_variables
    before = [v.numpy() for v in variables]
    expected = jax.grad(vae_loss(vae, jnp.asarray(digits), noise))(before)
    vae.fit(digits, epochs=1, batch_size=8, shuffle=False, verbose=0)
    for variable, start, slope in zip(variables, before, expected, strict=True):
        np.testing.assert_allclose(variable.numpy(), start - 0.1 * slope, atol=2e-5)


def test_vae_is_the_same_compiled_and_eagerly():
    histories = []
    for is_on in (False, True):
        training.run_functions_eagerly(is_on)
        try:
            histories.append(run("vae")["history"].history["loss"])
        finally:
            training.run_functions_eagerly(False)
    np.testing.assert_allclose(*histories, rtol=1e-5)


# -- adversaries -----------------------------------------------------------------------


def test_gan():
    found = run("gan")
    history = found["history"].history
    assert list(history) == ["d_loss", "g_loss"]
    assert np.isfinite([history["d_loss"], history["g_loss"]]).all()
    gan, seen = found["gan"], found["Monitor"].seen
    assert len(seen) == 3 and seen[0].shape == (2, 8, 8, 1)
    assert int(gan.d_optimizer.iterations) == int(gan.g_optimizer.iterations) == 9
    moved = [
        np.abs(now.numpy() - before).max()
        for now, before in zip(gan.generator.weights, found["before"], strict=True)
    ]
    # Nine steps of Adam move no weight further than nine times its rate, about.
    assert 0 < min(moved) and max(moved) < 9 * 0.0003 * 1.5


def test_gan_noise_is_new_in_each_step():
    """With the discriminator at rest, its loss changes from the noise alone."""
    found = run("gan")
    gan, keras = found["gan"], found["keras"]
    still = keras.optimizers.SGD(0.0)
    gan.compile(still, keras.optimizers.SGD(0.0), keras.losses.BinaryCrossentropy())
    images = found["images"][:8]
    losses = gan.fit(images, epochs=4, batch_size=8, verbose=0).history["d_loss"]
    assert len(set(losses)) == 4


def test_wgan_with_gradient_penalty(eagerly, monkeypatch):
    found = run("wgan_gp")
    history = found["history"].history
    assert list(history) == ["d_loss", "g_loss", "gp"]
    assert np.isfinite(list(history.values())).all()
    assert np.abs(found["moving"][0]).max() > 0  # batch normalization went along

    wgan, keras, tf = found["wgan"], found["keras"], found["tf"]
    images = found["images"][:8]
    noise = np.random.default_rng(1).normal(size=(8, 3)).astype("float32")
    shares = np.random.default_rng(2).uniform(size=(8, 1, 1, 1)).astype("float32")
    monkeypatch.setattr(tf.random, "normal", lambda shape: jnp.asarray(noise))
    monkeypatch.setattr(tf.random, "uniform", lambda *args: jnp.asarray(shares))
    wgan.d_steps = 1
    wgan.compile(
        keras.optimizers.SGD(0.1),
        keras.optimizers.SGD(0.0),
        found["discriminator_loss"],
        found["generator_loss"],
    )
    critic, generator = wgan.discriminator, wgan.generator
    fake = generator(noise, training=True)
    variables = critic.trainable_variables
    before = [v.numpy() for v in variables]

    def loss(values):
        def score(x):
            return critic.stateless_call(values, [], x)[0]

        between = images + shares * (fake - images)
        slope = jax.grad(lambda x: jnp.sum(score(x)))(between)
        norm = jnp.sqrt(jnp.sum(slope**2, axis=(1, 2, 3)))
        penalty = 10 * jnp.mean((norm - 1) ** 2)
        return jnp.mean(score(fake)) - jnp.mean(score(images)) + penalty

    expected = jax.grad(loss)(before)
    wgan.fit(images, batch_size=8, epochs=1, shuffle=False, verbose=0)
    for variable, start, slope in zip(variables, before, expected, strict=True):
        np.testing.assert_allclose(variable.numpy(), start - 0.1 * slope, atol=1e-4)


# -- loops and steps -------------------------------------------------------------------


def test_custom_loop():
    """Against `fit` on the same batches in the same order."""
    found = run("custom_loop")
    np.testing.assert_allclose(found["losses"], found["compiled_losses"], rtol=1e-5)
    model, keras = found["model"], found["keras"]
    model.set_weights(found["start"])
    model.compile(keras.optimizers.SGD(0.05), found["loss_fn"], metrics=["accuracy"])
    x, y = found["x_train"][:64], found["y_train"][:64]
    validation = (found["x_val"], found["y_val"])
    history = model.fit(
        x,
        y,
        batch_size=16,
        epochs=2,
        shuffle=False,
        verbose=0,
        validation_data=validation,
    ).history
    means = np.reshape(found["losses"], (2, 4)).mean(axis=1)
    np.testing.assert_allclose(means, history["loss"], rtol=1e-5)
    assert float(found["val_acc"]) == pytest.approx(history["val_accuracy"][-1])
    assert found["line"].endswith(f"{history['accuracy'][-1]:.4f}")
    for weights in (found["by_hand"], found["compiled"]):
        for a, b in zip(weights, model.get_weights(), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-6)


def test_own_steps_train_like_the_engines(eagerly):
    runs = run("own_step")["runs"]
    history, evaluated, weights = runs.pop("Model")
    for name, (own, own_evaluated, own_weights) in runs.items():
        assert set(own) == {"loss", "mae"}
        for a, b in zip(own_weights, weights, strict=True):
            np.testing.assert_allclose(a, b, atol=1e-6)
        np.testing.assert_allclose(own_evaluated, evaluated, rtol=1e-5)
        if name != "Minimized":  # which reports the last batch, after its step
            for key, numbers in own.items():
                np.testing.assert_allclose(numbers, history[key], rtol=1e-5)


def test_small_tapes():
    found = run("small_tapes")
    assert found["dy_dx"] == 6.0
    assert found["both"][0].tolist() == [2.0, 4.0]
    assert found["both"][1].tolist() == [20.0, 40.0]
    np.testing.assert_allclose(found["fitted"], [3.0, 2.0], atol=1e-3)
    np.testing.assert_allclose(found["minimum"], [1.0, 2.0], atol=1e-2)
    model, image = found["model"], found["image"]
    features = model.get_layer("last")(image)
    # The network behind the features is a mean and a dense layer: its slope is known.
    kernel = model.layers[-1].get_weights()[0][:, int(found["pred_index"])]
    pooled = kernel / np.prod(features.shape[1:3])
    heat = np.maximum(np.asarray(features)[0] @ pooled, 0)
    expected = heat / (np.asarray(features)[0] @ pooled).max()
    np.testing.assert_allclose(found["heatmap"], expected, atol=1e-5)
