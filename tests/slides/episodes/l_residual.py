"""A residual connection."""

# ruff: noqa

# %% 118
import tensorflow
from tensorflow import keras

from tensorflow.keras import layers

input = tensorflow.keras.Input(shape=(32, 32, 3))
x = layers.Conv2D(32, 1, activation="relu", padding="same")(input)
ident = x
x = layers.Conv2D(32, (3, 3), activation="relu", padding="same")(x)
x = layers.Conv2D(32, (3, 3), activation="relu", padding="same")(x)
x = layers.add([ident, x])
model = keras.models.Model(inputs=input, outputs=x)

# %% today
import keras
from keras import layers

input = keras.Input(shape=(32, 32, 3))
x = layers.Conv2D(32, 1, activation="relu", padding="same")(input)
ident = x
x = layers.Conv2D(32, (3, 3), activation="relu", padding="same")(x)
x = layers.Conv2D(32, (3, 3), activation="relu", padding="same")(x)
x = layers.add([ident, x])
model = keras.models.Model(inputs=input, outputs=x)

# %% check
import numpy as np

assert model.output_shape == (None, 32, 32, 32)
images = np.random.default_rng(0).random((2, 32, 32, 3)).astype("float32")
first = keras.Model(input, ident).predict(images, verbose=0)
last = keras.Model(input, model.layers[-2].output).predict(images, verbose=0)
np.testing.assert_allclose(
    model.predict(images, verbose=0), first + last, rtol=1e-4, atol=1e-5
)
