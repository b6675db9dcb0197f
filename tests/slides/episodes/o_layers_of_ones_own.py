"""A dense layer, written anew."""

# ruff: noqa

# %% ours
from tensorflow import keras
from tensorflow.keras import layers

# %% today
import keras
from keras import layers

# %% 133
import tensorflow as tf


class CustomDense(layers.Layer):
    def __init__(self, units=32):
        super(CustomDense, self).__init__()
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(
            shape=(input_shape[-1], self.units),
            initializer="random_normal",
            trainable=True,
        )
        self.b = self.add_weight(
            shape=(self.units,), initializer="random_normal", trainable=True
        )

    def call(self, inputs):
        return tf.matmul(inputs, self.w) + self.b


inputs = keras.Input((4,))
outputs = CustomDense(10)(inputs)
model = keras.Model(inputs, outputs)


# %% today
class CustomDense(layers.Layer):
    def __init__(self, units=32):
        super(CustomDense, self).__init__()
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(
            shape=(input_shape[-1], self.units),
            initializer="random_normal",
            trainable=True,
        )
        self.b = self.add_weight(
            shape=(self.units,), initializer="random_normal", trainable=True
        )

    def call(self, inputs):
        return keras.ops.matmul(inputs, self.w) + self.b


inputs = keras.Input((4,))
outputs = CustomDense(10)(inputs)
model = keras.Model(inputs, outputs)

# %% check
import numpy as np

w, b = model.get_weights()
x = np.ones((2, 4), "float32")
np.testing.assert_allclose(model.predict(x, verbose=0), x @ w + b, rtol=1e-5)
for name in ("own.h5", "own.keras"):
    model.save(name)
    again = keras.models.load_model(name)  # the class is found in this script
    assert (again.predict(x, verbose=0) == model.predict(x, verbose=0)).all()
