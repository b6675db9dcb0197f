"""Convolution, reshaping, pooling; CIFAR-10."""

# ruff: noqa

# %% ours
import keras

# %% 36
convolution = keras.layers.convolutional.Conv2D(
    32,
    (3, 3),
    strides=(1, 1),
    padding="valid",
    data_format=None,
    dilation_rate=(1, 1),
    activation=None,
    use_bias=True,
    kernel_initializer="glorot_uniform",
    bias_initializer="zeros",
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
)

# %% 37
layer = keras.layers.core.Reshape((3, 4))

# %% check
assert layer.target_shape == (3, 4)

# %% ours
from keras.models import Sequential
from keras.layers import Convolution2D, Flatten, Reshape

# %% 38 39 40
model = Sequential()
model.add(Reshape((3, 4), input_shape=(12,)))

# %% today


# %% 41


# %% 42 43


# %% 44
model.add(Reshape((6, 2)))

# %% 45 46


# %% 47 48
model.add(Reshape((-1, 2, 2)))

# %% check
assert [layer.output_shape for layer in model.layers] == [
    (None, 3, 4),
    (None, 6, 2),
    (None, 3, 2, 2),
]

# %% 49
keras.layers.core.Flatten()

# %% 50
model = Sequential()
model.add(Convolution2D(64, 3, 3, border_mode="same", input_shape=(3, 32, 32)))

# %% today
model = Sequential()
model.add(
    keras.layers.Conv2D(
        64, 3, padding="same", data_format="channels_first", input_shape=(3, 32, 32)
    )
)

# %% 51
model.add(Flatten())

# %% check
assert model.layers[0].output_shape == (None, 64, 32, 32)
assert model.output_shape == (None, 65536)

# %% 52
from keras.datasets import mnist

# %% 53
from keras.layers import Dense, Flatten

# %% 54
from keras.layers import Conv2D

# %% 55 56
(x_train, y_train), (x_test, y_test) = mnist.load_data()

# %% ours
model = Sequential()
model.add(Conv2D(8, (3, 3), activation="relu", input_shape=(28, 28, 1)))
model.add(Flatten())
model.add(Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
x = x_train[:1000].reshape(1000, 28, 28, 1) / 255
model.fit(x, y_train[:1000], epochs=4, verbose=0)
accuracy = model.evaluate(x_test[:500].reshape(500, 28, 28, 1) / 255, y_test[:500])[1]

# %% check
assert accuracy > 0.75

# %% 57
pooling = keras.layers.pooling.MaxPooling2D(
    pool_size=(2, 2), strides=None, padding="valid", data_format=None
)

# %% check
model = Sequential([keras.Input((128, 128, 3)), convolution, pooling])
assert model.output_shape == (None, 63, 63, 32)
