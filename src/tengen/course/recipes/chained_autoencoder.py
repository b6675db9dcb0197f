"""23b. An autoencoder: models in a chain

A model can be called like a layer, on an input or on what another model gives, and it
brings its weights along. So encoder and decoder are made as models of their own here,
and the autoencoder is two calls. That leaves a decoder that can be used alone: it draws
a digit from any 16 numbers, also from those half-way between two digits.

First the convolutional models of the slides are chained. Then the same chain is trained
with dense layers in it, which may use every pixel's place; the slides' global max
pooling keeps how strong a feature is and forgets where. The best linear code of 16
numbers, the first 16 principal components, stands beside it.

Slides: Autoencoder (encoder, decoder and their chain); exercise "Train an autoencoder
    for MNIST with the functional API"
Data: mnist
Expected: A mean squared error of at most 0.02 on test digits with 16 numbers, less than
    that of 16 principal components.
Budget: 30 s
Take away: Calling a model uses its layers and its weights again. The codes put digits
    that look alike side by side, although no label was ever shown.
"""

import numpy as np

import tengen as keras
from tengen import course, layers

keras.utils.set_random_seed(23)

# %% The slides' chain
encoder_input = keras.Input(shape=(28, 28, 1), name="original_img")
x = layers.Conv2D(16, 3, activation="relu")(encoder_input)
x = layers.Conv2D(32, 3, activation="relu")(x)
x = layers.MaxPooling2D(3)(x)
x = layers.Conv2D(32, 3, activation="relu")(x)
x = layers.Conv2D(16, 3, activation="relu")(x)
encoder_output = layers.GlobalMaxPooling2D()(x)
encoder = keras.Model(encoder_input, encoder_output, name="encoder")

decoder_input = keras.Input(shape=(16,), name="encoded_img")
x = layers.Reshape((4, 4, 1))(decoder_input)
x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
x = layers.Conv2DTranspose(32, 3, activation="relu")(x)
x = layers.UpSampling2D(3)(x)
x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
decoder_output = layers.Conv2DTranspose(1, 3, activation="relu")(x)
decoder = keras.Model(decoder_input, decoder_output, name="decoder")


def chain(encoder, decoder):
    autoencoder_input = keras.Input(shape=(28, 28, 1), name="img")
    encoded_img = encoder(autoencoder_input)
    decoded_img = decoder(encoded_img)
    return keras.Model(autoencoder_input, decoded_img, name="autoencoder")


autoencoder = chain(encoder, decoder)
autoencoder.summary()
parts = encoder.count_params() + decoder.count_params()
course.check("the weights are those of its parts", autoencoder.count_params() == parts)

# %% The same chain of dense layers
encoder = keras.Sequential(name="dense_encoder")
encoder.add(layers.Flatten(input_shape=(28, 28, 1)))
encoder.add(layers.Dense(256, activation="relu"))
encoder.add(layers.Dense(64, activation="relu"))
encoder.add(layers.Dense(16))
decoder = keras.Sequential(name="dense_decoder")
decoder.add(layers.Dense(64, activation="relu", input_shape=(16,)))
decoder.add(layers.Dense(256, activation="relu"))
decoder.add(layers.Dense(784, activation="sigmoid"))
decoder.add(layers.Reshape((28, 28, 1)))
autoencoder = chain(encoder, decoder)
graph = course.path("chain.svg")
keras.utils.plot_model(autoencoder, graph, show_shapes=True)
course.figure("chain", graph, "Two models, each used like a layer.")

(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = (images[..., None].astype("float32") / 255 for images in (x, x_test))
n, epochs, tests = (2_000, 2, 1_000) if course.quick else (58_000, 12, 10_000)
rate = keras.optimizers.schedules.CosineDecay(0.002, epochs * n // 128)
autoencoder.compile(keras.optimizers.Adam(rate), loss="mse")
x_test, y_test = x_test[:tests], y_test[:tests]
held_out = (x[58_000:], x[58_000:])
history = autoencoder.fit(
    x[:n], x[:n], 128, epochs, validation_data=held_out, verbose=2
)
course.figure("curves", course.draw.histories({"": history}), "Squared error.")

# %% Drawn again from 16 numbers, beside 16 principal components
codes = encoder.predict(x_test, verbose=0)
drawn = autoencoder.predict(x_test, verbose=0)
chained = decoder.predict(codes, verbose=0)
course.check("the decoder alone draws the same", np.allclose(drawn, chained, atol=1e-5))
flat, mean = x[:n].reshape(n, 784), x[:n].reshape(n, 784).mean(axis=0)
axes = np.linalg.eigh(np.cov(flat.T))[1][:, -16:]
linear = ((x_test.reshape(-1, 784) - mean) @ axes @ axes.T + mean).reshape(drawn.shape)
rows = course.draw.images([*x_test[:8], *drawn[:8], *linear[:8].clip(0, 1)])
course.figure("drawn", rows, "Test digits; from 16 numbers; from 16 components.")
error = np.mean((drawn - x_test) ** 2)
course.number("test error, 16 numbers", error, at_most=0.02)
course.number("test error, 16 principal components", np.mean((linear - x_test) ** 2))

# %% A map of the codes: their first two principal components
centred = codes - codes.mean(axis=0)
plane = centred @ np.linalg.eigh(centred.T @ centred)[1][:, -2:]
places = course.draw.scatter(plane[:2000], y_test[:2000])
course.figure("map", places, "Test digits, each at the place of its code.")

# %% From one digit to another
steps = np.linspace(0, 1, 8)[:, None]
first, second = codes[y_test == 3][0], codes[y_test == 6][0]
between = decoder.predict((1 - steps) * first + steps * second, verbose=0)
course.figure(
    "between", course.draw.images(between), "Drawn from codes between a 3 and a 6."
)
