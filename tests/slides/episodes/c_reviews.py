"""IMDB: two classes, weight regularization, dropout."""

# ruff: noqa

# %% 15
from keras.datasets import imdb

(train_data, train_labels), (test_data, test_labels) = imdb.load_data(num_words=10000)

# %% 16
train_data[0]

# %% 17
start, end = train_data[0][:4], train_data[0][-2:]

# %% check
assert (list(start), list(end)) == ([1, 14, 22, 16], [178, 32])

# %% 18
train_labels[0]

# %% 19
first = train_labels[0]

# %% check
assert first == 1

# %% ours
import numpy as np
from keras import layers, models


def vectorized(reviews):
    rows = np.zeros((len(reviews), 10000), "float32")
    for row, review in zip(rows, reviews):
        row[review] = 1
    return rows


# %% 20
from keras import regularizers

# %% 21
model = models.Sequential()

# %% 22
model.add(
    layers.Dense(
        16,
        kernel_regularizer=regularizers.l2(0.001),
        activation="relu",
        input_shape=(10000,),
    )
)

# %% 23
model.add(
    layers.Dense(16, kernel_regularizer=regularizers.l2(0.001), activation="relu")
)

# %% 24
model.add(layers.Dense(1, activation="sigmoid"))

# %% ours
model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["acc"])
history = model.fit(
    vectorized(train_data[:1000]),
    train_labels[:1000],
    validation_data=(vectorized(test_data[:500]), test_labels[:500]),
    epochs=4,
    batch_size=64,
    verbose=0,
)

# %% check
assert history.history["acc"][-1] > 0.85
kernels = [layer.get_weights()[0] for layer in model.layers[:2]]
expected = sum(0.001 * np.square(kernel).sum() for kernel in kernels)
np.testing.assert_allclose(
    sum(float(loss) for loss in model.losses), expected, rtol=1e-4
)

# %% ours
import keras

rate = 0.5
layer_output = np.ones((100, 10), "float32")

# %% 25
layer_output *= np.random.randint(0, high=2, size=layer_output.shape)

# %% 26
layer_output *= 0.5

# %% check
assert set(np.unique(layer_output)) == {0.0, 0.5}

# %% ours
layer_output = np.ones((100, 10), "float32")

# %% 27
layer_output *= np.random.randint(0, high=2, size=layer_output.shape)

# %% 28
layer_output /= 0.5

# %% check
assert set(np.unique(layer_output)) == {0.0, 2.0}

# %% 29
keras.layers.core.Dropout(rate, noise_shape=None, seed=None)

# %% check
assert keras.layers.core.Dropout(rate, seed=3).rate == 0.5
