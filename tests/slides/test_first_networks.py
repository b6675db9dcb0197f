"""The course's code up to the dense networks, as printed, on small data.

Every test is one episode of the deck; names and calls are those of the slides.
"""

from __future__ import annotations

import numpy as np
import pytest


def test_a_sequential_model():
    from keras.layers.core import Activation, Dense  # noqa: F401
    from keras.models import Sequential
    from keras.optimizers import SGD  # noqa: F401

    model = Sequential()
    model.add(Dense(32, input_shape=(16,)))
    # now the model will take as input arrays of shape (*, 16)
    # and output arrays of shape (*, 32)
    assert model.input_shape == (None, 16)
    assert model.output_shape == (None, 32)
    model.add(Dense(32))
    assert model.output_shape == (None, 32)


def test_dense_and_activation():
    from keras.layers import Activation, Dense
    from keras.models import Sequential

    model = Sequential()
    model.add(Dense(units=64, input_dim=100))
    model.add(Activation("tanh"))
    model.add(Dense(units=10))
    model.add(Activation("softmax"))
    np.testing.assert_allclose(model.predict(np.ones((2, 100))).sum(1), 1, rtol=1e-5)


def test_xor(capsys):
    from keras.layers.core import Activation, Dense
    from keras.models import Sequential
    from keras.optimizers import SGD
    from keras.utils import set_random_seed

    set_random_seed(1)
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    model = Sequential()
    model.add(Dense(8, input_dim=2))
    model.add(Activation("tanh"))
    model.add(Dense(1))
    model.add(Activation("sigmoid"))
    sgd = SGD(lr=0.1)
    model.compile(loss="binary_crossentropy", optimizer=sgd)
    history = model.fit(X, y, verbose=1, batch_size=1, epochs=1000)
    print(model.predict(X))
    assert len(history.history["loss"]) == 1000
    assert (model.predict(X).round() == y).all()
    assert "1000/1000" in capsys.readouterr().out


def test_mnist_is_loaded(data_dir):
    from keras.datasets import mnist

    (train_images, train_labels), (test_images, test_labels) = mnist.load_data()
    assert train_images.shape == (60000, 28, 28)
    assert len(train_labels) == 60000
    assert test_images.shape == (10000, 28, 28)
    assert test_labels.tolist()[:6] == [7, 2, 1, 0, 4, 1]


def test_imdb_is_loaded(data_dir):
    from keras.datasets import imdb

    (train_data, train_labels), (test_data, test_labels) = imdb.load_data(
        num_words=10000
    )
    assert train_data[0][:4] == [1, 14, 22, 16]
    assert train_data[0][-2:] == [178, 32]
    assert train_labels[0] == 1
    assert max(max(sequence) for sequence in train_data) == 9999


def test_regularizers_on_reviews(data_dir):
    from keras import layers, models, regularizers
    from keras.datasets import imdb

    (train_data, train_labels), _ = imdb.load_data(num_words=1000)
    x = np.zeros((500, 1000), "float32")
    for row, sequence in zip(x, train_data[:500], strict=True):
        row[sequence] = 1
    model = models.Sequential()
    model.add(
        layers.Dense(
            16,
            kernel_regularizer=regularizers.l2(0.001),
            activation="relu",
            input_shape=(1000,),
        )
    )
    model.add(
        layers.Dense(16, kernel_regularizer=regularizers.l2(0.001), activation="relu")
    )
    model.add(layers.Dense(1, activation="sigmoid"))
    model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["acc"])
    history = model.fit(x, train_labels[:500], epochs=8, batch_size=64, verbose=0)
    assert len(model.losses) == 2
    assert history.history["acc"][-1] > 0.8
    kernels = [layer.kernel.numpy() for layer in model.layers[:2]]
    expected = sum(0.001 * np.square(kernel).sum() for kernel in kernels)
    assert sum(float(loss) for loss in model.losses) == pytest.approx(expected, 1e-4)


def test_dropout_by_hand_and_as_a_layer():
    import keras

    layer_output = np.ones((100, 10), "float32")
    layer_output *= np.random.default_rng(0).integers(0, 2, layer_output.shape)
    layer_output *= 0.5
    assert set(np.unique(layer_output)) == {0.0, 0.5}
    dropout = keras.layers.core.Dropout(0.5, noise_shape=None, seed=None)
    dropped = np.asarray(dropout(np.ones((100, 10)), training=True))
    assert set(np.unique(dropped)) == {0.0, 2.0}
    assert (np.asarray(dropout(np.ones((2, 2)))) == 1).all()


def test_reuters_is_loaded(data_dir):
    from keras.datasets import reuters

    (train_data, train_labels), (test_data, test_labels) = reuters.load_data(
        num_words=10000
    )
    assert (len(train_data), len(test_data)) == (8982, 2246)
    assert set(train_labels) == set(range(46))


def test_boston_housing_is_loaded(data_dir):
    from keras.datasets import boston_housing

    (train_data, train_targets), (test_data, test_targets) = boston_housing.load_data()
    assert (train_data.shape, test_data.shape) == ((404, 13), (102, 13))
    assert len(train_targets) == 404


@pytest.mark.parametrize(
    ("units", "activation", "loss"),
    [
        (3, "softmax", "categorical_crossentropy"),
        (3, "sigmoid", "binary_crossentropy"),
        (1, None, "mse"),
    ],
)
def test_the_three_kinds_of_last_layer(units, activation, loss):
    """The slides print these in R."""
    from keras import layers, models

    model = models.Sequential()
    model.add(layers.Dense(32, activation="relu", input_shape=(5,)))
    model.add(layers.Dense(32, activation="relu"))
    model.add(layers.Dense(units, activation=activation))
    model.compile(optimizer="rmsprop", loss=loss)
    rng = np.random.default_rng(0)
    x, y = rng.random((32, 5)), np.eye(3)[rng.integers(3, size=32)][:, :units]
    losses = model.fit(x, y, epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
