"""Networks that see pictures: MNIST, CIFAR-10, the autoencoder."""

from __future__ import annotations

from typing import Any

import numpy as np


def mnist(keras: Any, **compiling: Any) -> Any:
    """Return convolutions of 32 and 64 filters, then 128 neurons."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    return _classifier(model, compiling)


def mnist_data(samples: int) -> tuple[Any, Any]:
    """Return images `(N, 28, 28, 1)` and classes `(N,)`."""
    return _pictures(samples, (28, 28, 1))


def cifar(keras: Any, **compiling: Any) -> Any:
    """Return two pairs of convolutions of 32 and 64 filters, then 512 neurons."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Dropout(0.25),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(512, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    return _classifier(model, compiling)


def cifar_data(samples: int) -> tuple[Any, Any]:
    """Return images `(N, 32, 32, 3)` and classes `(N,)`."""
    return _pictures(samples, (32, 32, 3))


def autoencoder(keras: Any, **compiling: Any) -> Any:
    """Return the course's autoencoder, 28 x 28 to 16 numbers and back."""
    layers = keras.layers
    image = keras.Input((28, 28, 1), name="img")
    x = layers.Conv2D(16, 3, activation="relu")(image)
    x = layers.Conv2D(32, 3, activation="relu")(x)
    x = layers.MaxPooling2D(3)(x)
    x = layers.Conv2D(32, 3, activation="relu")(x)
    x = layers.Conv2D(16, 3, activation="relu")(x)
    code = layers.GlobalMaxPooling2D()(x)
    x = layers.Reshape((4, 4, 1))(code)
    x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
    x = layers.Conv2DTranspose(32, 3, activation="relu")(x)
    x = layers.UpSampling2D(3)(x)
    x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
    again = layers.Conv2DTranspose(1, 3, activation="relu")(x)
    model = keras.Model(image, again, name="autoencoder")
    model.compile(optimizer="adam", loss="mse", **compiling)
    return model


def autoencoder_data(samples: int) -> tuple[Any, Any]:
    """Return images `(N, 28, 28, 1)`, twice."""
    images, _ = _pictures(samples, (28, 28, 1))
    return images, images


def _classifier(model: Any, compiling: dict[str, Any]) -> Any:
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        **compiling,
    )
    return model


def _pictures(samples: int, shape: tuple[int, ...]) -> tuple[Any, Any]:
    random = np.random.default_rng(1)
    return random.random((samples, *shape), "float32"), random.integers(0, 10, samples)
