"""Networks of dense layers: XOR, MNIST, IMDB."""

from __future__ import annotations

from typing import Any

import numpy as np


def xor(keras: Any, **compiling: Any) -> Any:
    """Return 2-4-1."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(4, activation="tanh"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    sgd = keras.optimizers.SGD(0.1)
    model.compile(optimizer=sgd, loss="binary_crossentropy", **compiling)
    return model


def xor_data(samples: int) -> tuple[Any, Any]:
    """Return the four points, over and over."""
    points = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
    x = np.resize(points, (samples, 2))
    return x, (x[:, :1] != x[:, 1:]).astype("float32")


def mnist(keras: Any, **compiling: Any) -> Any:
    """Return 784-64-64-10."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(64, activation="relu"),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.RMSprop(),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        **compiling,
    )
    return model


def mnist_data(samples: int) -> tuple[Any, Any]:
    """Return pixels `(N, 784)` and classes `(N,)`."""
    random = np.random.default_rng(1)
    return random.random((samples, 784), "float32"), random.integers(0, 10, samples)


def imdb(keras: Any, **compiling: Any) -> Any:
    """Return 10000-16-16-1 with L2 on its hidden layers."""
    layers = keras.layers
    penalty = keras.regularizers.L2(0.001)
    model = keras.Sequential(
        [
            keras.Input((10000,)),
            layers.Dense(16, kernel_regularizer=penalty, activation="relu"),
            layers.Dense(16, kernel_regularizer=penalty, activation="relu"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.RMSprop(),
        loss="binary_crossentropy",
        metrics=["accuracy"],
        **compiling,
    )
    return model


def imdb_data(samples: int) -> tuple[Any, Any]:
    """Return which words occur `(N, 10000)`, and praise or not `(N, 1)`."""
    random = np.random.default_rng(1)
    words = (random.random((samples, 10000), "float32") < 0.02).astype("float32")
    return words, random.integers(0, 2, (samples, 1)).astype("float32")
