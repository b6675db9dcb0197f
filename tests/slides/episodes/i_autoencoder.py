"""Autoencoder: one graph, several models."""

# ruff: noqa

# %% ours
from tensorflow import keras
from tensorflow.keras import layers

# %% today
import keras
from keras import layers

# %% 87
encoder_input = keras.Input(shape=(28, 28, 1), name="img")
x = layers.Conv2D(16, 3, activation="relu")(encoder_input)
x = layers.Conv2D(32, 3, activation="relu")(x)
x = layers.MaxPooling2D(3)(x)
x = layers.Conv2D(32, 3, activation="relu")(x)
x = layers.Conv2D(16, 3, activation="relu")(x)
encoder_output = layers.GlobalMaxPooling2D()(x)
encoder = keras.Model(encoder_input, encoder_output, name="encoder")
encoder.summary()

# %% 88
x = layers.Reshape((4, 4, 1))(encoder_output)
x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
x = layers.Conv2DTranspose(32, 3, activation="relu")(x)
x = layers.UpSampling2D(3)(x)
x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
decoder_output = layers.Conv2DTranspose(1, 3, activation="relu")(x)
autoencoder = keras.Model(encoder_input, decoder_output, name="autoencoder")
autoencoder.summary()

# %% check
assert autoencoder.output_shape == (None, 28, 28, 1)
assert (encoder.count_params(), autoencoder.count_params()) == (18672, 28241)

# %% 89
encoder_input = keras.Input(shape=(28, 28, 1), name="original_img")

# %% 90
x = layers.Conv2D(16, 3, activation="relu")(encoder_input)

# %% 91
x = layers.Conv2D(32, 3, activation="relu")(x)

# %% 92
x = layers.MaxPooling2D(3)(x)

# %% 93
x = layers.Conv2D(32, 3, activation="relu")(x)

# %% 94
x = layers.Conv2D(16, 3, activation="relu")(x)

# %% 95
encoder_output = layers.GlobalMaxPooling2D()(x)

# %% 96
encoder = keras.Model(encoder_input, encoder_output, name="encoder")

# %% 97
encoder.summary()

# %% 98
decoder_input = keras.Input(shape=(16,), name="encoded_img")
x = layers.Reshape((4, 4, 1))(decoder_input)
x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
x = layers.Conv2DTranspose(32, 3, activation="relu")(x)
x = layers.UpSampling2D(3)(x)
x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
decoder_output = layers.Conv2DTranspose(1, 3, activation="relu")(x)
decoder = keras.Model(decoder_input, decoder_output, name="decoder")
decoder.summary()

# %% 99
autoencoder_input = keras.Input(shape=(28, 28, 1), name="img")
encoded_img = encoder(autoencoder_input)
decoded_img = decoder(encoded_img)
autoencoder = keras.Model(autoencoder_input, decoded_img, name="autoencoder")
autoencoder.summary()

# %% check
assert (decoder.count_params(), autoencoder.count_params()) == (9569, 28241)

# %% ours
import numpy as np

images = np.random.default_rng(0).random((64, 28, 28, 1)).astype("float32")
autoencoder.compile(optimizer="adam", loss="mse")
losses = autoencoder.fit(images, images, epochs=3, verbose=0).history["loss"]

# %% check
assert losses[-1] < losses[0]
