"""A variational autoencoder with a training step of its own, as JAX wants it."""

import jax
import keras
import numpy as np
from helpers import fill, mnist, report
from keras import layers, ops

latent_dim = 2


class Sampling(layers.Layer):
    """Draws z with the mean and log-variance it is given."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1337)

    def call(self, inputs):
        z_mean, z_log_var = inputs
        shape = ops.shape(z_mean)
        epsilon = keras.random.normal(shape, seed=self.seed_generator)
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon


def make_encoder():
    encoder_inputs = keras.Input(shape=(28, 28, 1))
    x = layers.Conv2D(8, 3, activation="relu", strides=2, padding="same")(
        encoder_inputs
    )
    x = layers.Conv2D(16, 3, activation="relu", strides=2, padding="same")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(16, activation="relu")(x)
    z_mean = layers.Dense(latent_dim, name="z_mean")(x)
    z_log_var = layers.Dense(latent_dim, name="z_log_var")(x)
    z = Sampling()([z_mean, z_log_var])
    return keras.Model(encoder_inputs, [z_mean, z_log_var, z], name="encoder")


def make_decoder():
    latent_inputs = keras.Input(shape=(latent_dim,))
    x = layers.Dense(7 * 7 * 16, activation="relu")(latent_inputs)
    x = layers.Reshape((7, 7, 16))(x)
    x = layers.Conv2DTranspose(16, 3, activation="relu", strides=2, padding="same")(x)
    x = layers.Conv2DTranspose(8, 3, activation="relu", strides=2, padding="same")(x)
    outputs = layers.Conv2DTranspose(1, 3, activation="sigmoid", padding="same")(x)
    return keras.Model(latent_inputs, outputs, name="decoder")


class VAE(keras.Model):
    def __init__(self, encoder, decoder, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.total_loss_tracker = keras.metrics.Mean(name="loss")
        self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction_loss")
        self.kl_tracker = keras.metrics.Mean(name="kl_loss")

    @property
    def metrics(self):
        return [
            self.total_loss_tracker,
            self.reconstruction_tracker,
            self.kl_tracker,
        ]

    def call(self, inputs, training=None):
        z_mean, z_log_var, z = self.encoder(inputs, training=training)
        return self.decoder(z), z_mean, z_log_var

    def losses_of(self, trainable, non_trainable, images, training):
        (reconstruction, z_mean, z_log_var), non_trainable = self.stateless_call(
            trainable, non_trainable, images, training=training
        )
        error = keras.losses.binary_crossentropy(images, reconstruction)
        error = ops.mean(ops.sum(error, axis=(1, 2)))
        kl = 1 + z_log_var - ops.square(z_mean) - ops.exp(z_log_var)
        kl = ops.mean(ops.sum(-0.5 * kl, axis=1))
        return error + kl, (error, kl, non_trainable)

    def tracked(self, metrics_variables, values):
        logs, new_variables, start = {}, [], 0
        for metric, value in zip(self.metrics, values, strict=True):
            end = start + len(metric.variables)
            updated = metric.stateless_update_state(metrics_variables[start:end], value)
            logs[metric.name] = metric.stateless_result(updated)
            new_variables += updated
            start = end
        return logs, new_variables

    def train_step(self, state, data):
        trainable, non_trainable, optimizer_variables, metrics_variables = state
        images, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        gradient = jax.value_and_grad(self.losses_of, has_aux=True)
        (total, (error, kl, non_trainable)), gradients = gradient(
            trainable, non_trainable, images, True
        )
        trainable, optimizer_variables = self.optimizer.stateless_apply(
            optimizer_variables, gradients, trainable
        )
        logs, metrics_variables = self.tracked(metrics_variables, (total, error, kl))
        state = trainable, non_trainable, optimizer_variables, metrics_variables
        return logs, state

    def test_step(self, state, data):
        trainable, non_trainable, metrics_variables = state
        images, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        total, (error, kl, non_trainable) = self.losses_of(
            trainable, non_trainable, images, False
        )
        logs, metrics_variables = self.tracked(metrics_variables, (total, error, kl))
        return logs, (trainable, non_trainable, metrics_variables)


(images, _), (test_images, _) = mnist(256, 64)
images = np.expand_dims(images, -1).astype("float32") / 255
test_images = np.expand_dims(test_images, -1).astype("float32") / 255

vae = VAE(make_encoder(), make_decoder())
fill(vae.encoder, seed=1)
fill(vae.decoder, seed=2)
vae.compile(optimizer=keras.optimizers.Adam(1e-3))
history = vae.fit(images, epochs=3, batch_size=64, shuffle=False)
score = vae.evaluate(test_images, verbose=0, return_dict=True)

grid = np.array([[x, y] for x in (-1.0, 1.0) for y in (-1.0, 1.0)])
first, second = (vae.encoder.predict(test_images[:50], verbose=0) for _ in "12")
deviations = (first[2] - first[0]) / np.exp(0.5 * first[1])

report(
    history=history.history,
    score=score,
    z_mean=first[0][:5],
    decoded=vae.decoder.predict(grid, verbose=0)[:, ::9, ::9, 0],
    drawn_like_a_normal=bool(0.7 < deviations.std() < 1.3),
    drawn_anew=bool(np.abs(first[2] - second[2]).max() > 0),
)
