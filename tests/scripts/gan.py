"""A generative adversarial network: two networks, one training step."""

import jax
import keras
import numpy as np
from helpers import fill, mnist, report
from keras import layers, ops

latent_dim = 16

discriminator = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, strides=2, padding="same"),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Conv2D(12, 3, strides=2, padding="same"),
        layers.LeakyReLU(negative_slope=0.2),
        layers.GlobalMaxPooling2D(),
        layers.Dense(1),
    ],
    name="discriminator",
)
generator = keras.Sequential(
    [
        keras.Input((latent_dim,)),
        layers.Dense(7 * 7 * 8, use_bias=False),
        layers.BatchNormalization(),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Reshape((7, 7, 8)),
        layers.Conv2DTranspose(8, 4, strides=2, padding="same"),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Conv2DTranspose(8, 4, strides=2, padding="same"),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Conv2D(1, 7, padding="same", activation="sigmoid"),
    ],
    name="generator",
)


class GAN(keras.Model):
    """Both are improved at once, each against what the other was before."""

    def __init__(self, discriminator, generator):
        super().__init__()
        self.discriminator = discriminator
        self.generator = generator
        self.d_loss_tracker = keras.metrics.Mean(name="d_loss")
        self.g_loss_tracker = keras.metrics.Mean(name="g_loss")

    def compile(self, optimizer, loss_fn):
        super().compile(optimizer=optimizer)
        self.loss_fn = loss_fn

    @property
    def metrics(self):
        return [self.d_loss_tracker, self.g_loss_tracker]

    def call(self, noise):
        return self.discriminator(self.generator(noise))

    def split(self, variables, kind):
        """Cut a list of values into the discriminator's and the generator's."""
        count = len(getattr(self.discriminator, kind))
        return list(variables[:count]), list(variables[count:])

    def d_loss(self, d_variables, d_state, real, fake):
        images = ops.concatenate([fake, real], axis=0)
        labels = ops.concatenate([ops.ones((len(fake), 1)), ops.zeros((len(real), 1))])
        guesses, d_state = self.discriminator.stateless_call(
            d_variables, d_state, images, training=True
        )
        return self.loss_fn(labels, guesses), d_state

    def g_loss(self, g_variables, g_state, d_variables, d_state, noise):
        fake, g_state = self.generator.stateless_call(
            g_variables, g_state, noise, training=True
        )
        guesses, _ = self.discriminator.stateless_call(d_variables, d_state, fake)
        return self.loss_fn(ops.zeros((len(fake), 1)), guesses), (g_state, fake)

    def train_step(self, state, data):
        trainable, non_trainable, optimizer_variables, metrics_variables = state
        noise, real, _ = keras.utils.unpack_x_y_sample_weight(data)
        d_variables, g_variables = self.split(trainable, "trainable_variables")
        d_state, g_state = self.split(non_trainable, "non_trainable_variables")

        g_gradient = jax.value_and_grad(self.g_loss, has_aux=True)
        (g_loss, (g_state, fake)), g_gradients = g_gradient(
            g_variables, g_state, d_variables, d_state, noise
        )
        d_gradient = jax.value_and_grad(self.d_loss, has_aux=True)
        (d_loss, d_state), d_gradients = d_gradient(d_variables, d_state, real, fake)

        trainable, optimizer_variables = self.optimizer.stateless_apply(
            optimizer_variables, [*d_gradients, *g_gradients], trainable
        )
        count = len(self.d_loss_tracker.variables)
        d_tracked = self.d_loss_tracker.stateless_update_state(
            metrics_variables[:count], d_loss
        )
        g_tracked = self.g_loss_tracker.stateless_update_state(
            metrics_variables[count:], g_loss
        )
        logs = {
            "d_loss": self.d_loss_tracker.stateless_result(d_tracked),
            "g_loss": self.g_loss_tracker.stateless_result(g_tracked),
        }
        return logs, (
            trainable,
            [*d_state, *g_state],
            optimizer_variables,
            [*d_tracked, *g_tracked],
        )


class Gallery(keras.callbacks.Callback):
    """Draws the same points after each epoch."""

    def __init__(self, noise):
        super().__init__()
        self.noise = noise
        self.means = []

    def on_epoch_end(self, epoch, logs=None):
        images = self.model.generator.predict(self.noise, verbose=0)
        self.means.append(images.mean(axis=(1, 2, 3)))


(images, _), _ = mnist(256, 1)
images = np.expand_dims(images, -1).astype("float32") / 255
noise = np.random.default_rng(6).normal(size=(256, latent_dim)).astype("float32")
fill(discriminator, seed=1)
fill(generator, seed=2)

gan = GAN(discriminator, generator)
gan.compile(
    optimizer=keras.optimizers.Adam(2e-3, beta_1=0.5),
    loss_fn=keras.losses.BinaryCrossentropy(from_logits=True),
)
gallery = Gallery(noise[:5])
history = gan.fit(
    noise, images, batch_size=64, epochs=3, shuffle=False, callbacks=[gallery]
)

report(
    history=history.history,
    means=gallery.means,
    drawn=generator.predict(noise[:3], verbose=0)[:, ::9, ::9, 0],
    guesses=discriminator.predict(images[:5], verbose=0),
)
