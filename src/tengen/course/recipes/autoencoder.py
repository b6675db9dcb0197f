"""23a. An autoencoder: one graph, two models

A digit has 784 pixels. How much of it can be told in 16 numbers? An encoder must bring
the image down to 16 numbers, and a decoder must draw it again from these alone. Nobody
labels anything: the target is the input.

As on the slides, one graph of layers gives two models, one that ends at the 16 numbers
and one that goes on to the picture. Each layer of the encoder has its reverse in the
decoder: Conv2DTranspose for Conv2D, UpSampling2D for MaxPooling2D.

Slides: Autoencoder (one graph, encoder and autoencoder); exercise "Train an autoencoder
    for MNIST with the functional API"
Data: mnist
Expected: A mean squared error of at most 0.02 for pixels between 0 and 1, on digits
    that were not trained on; always drawing the mean digit scores 0.067.
Budget: 230 s
Take away: Models that share layers share their weights: who trains the autoencoder has
    trained the encoder.
"""

import numpy as np

import tengen as keras
from tengen import course, layers

keras.utils.set_random_seed(23)

# %% The encoder: 28x28 pixels to 16 numbers
encoder_input = keras.Input(shape=(28, 28, 1), name="img")
x = layers.Conv2D(16, 3, activation="relu")(encoder_input)
x = layers.Conv2D(32, 3, activation="relu")(x)
x = layers.MaxPooling2D(3)(x)
x = layers.Conv2D(32, 3, activation="relu")(x)
x = layers.Conv2D(16, 3, activation="relu")(x)
encoder_output = layers.GlobalMaxPooling2D()(x)

encoder = keras.Model(encoder_input, encoder_output, name="encoder")
encoder.summary()

# %% The decoder goes on from the same tensor: 16 numbers to 28x28 pixels
x = layers.Reshape((4, 4, 1))(encoder_output)
x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
x = layers.Conv2DTranspose(32, 3, activation="relu")(x)
x = layers.UpSampling2D(3)(x)
x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
decoder_output = layers.Conv2DTranspose(1, 3, activation="relu")(x)

autoencoder = keras.Model(encoder_input, decoder_output, name="autoencoder")
autoencoder.summary()
course.check("the picture comes back", autoencoder.output_shape == (None, 28, 28, 1))

# %% Training: the target is the input
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = x[..., None] / 255, x_test[..., None] / 255
n, epochs, batch = (640, 1, 32) if course.quick else (58_000, 24, 64)
training, validation = x[:n], x[58_000:]
rate = keras.optimizers.schedules.CosineDecay(0.004, epochs * n // batch)
autoencoder.compile(keras.optimizers.Adam(rate), loss="mse")
before = encoder.get_weights()
history = autoencoder.fit(
    training,
    training,
    batch_size=batch,
    epochs=epochs,
    validation_data=(validation[:500], validation[:500]),
    verbose=2,
)
course.figure(
    "curves", course.draw.histories({"": history}), "Squared error per pixel."
)
course.check(
    "training the autoencoder trained the encoder",
    not np.array_equal(before[0], encoder.get_weights()[0]),
)

# %% What comes out
tests = 200 if course.quick else 10_000
codes = encoder.predict(x_test[:tests], verbose=0)
drawn = autoencoder.predict(x_test[:tests], verbose=0)
print("the first digit in 16 numbers:", codes[0].round(1))
course.figure(
    "drawn",
    course.draw.images([*x_test[:8], *drawn[:8]], columns=8),
    "Test digits, and below what was drawn from 16 numbers.",
)
error = np.mean((drawn - x_test[:tests]) ** 2)
course.number("test error, mean digit", np.mean((x_test - x.mean(axis=0)) ** 2))
course.number("test error, 16 numbers", error, at_most=0.02)
