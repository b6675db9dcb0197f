"""The networks whose files, written by real Keras, lie in `data/keras_files.zip`.

`make_keras_files.py` writes them; `test_keras_files.py` reads them.
"""

from __future__ import annotations

import numpy as np

SAMPLES = 24


def images(k):
    """Convolution, normalization and a sum, trained by Adam."""
    generator = np.random.default_rng(0)
    x = generator.normal(size=(SAMPLES, 6, 6, 2)).astype("float32")
    y = np.eye(2, dtype="float32")[generator.integers(0, 2, SAMPLES)]
    i = k.Input((6, 6, 2), name="image")
    a = k.layers.Conv2D(3, 3, padding="same", activation="relu")(i)
    b = k.layers.BatchNormalization()(k.layers.Conv2D(3, 3, padding="same")(a))
    z = k.layers.MaxPooling2D()(k.layers.add([a, b]))
    z = k.layers.Dropout(0.0)(k.layers.Flatten()(z))
    model = k.Model(i, k.layers.Dense(2, activation="softmax", name="kind")(z))
    return model, x, y, "categorical_crossentropy", ["accuracy"]


def words(k):
    """An embedding and recurrent layers, trained on squared errors."""
    generator = np.random.default_rng(1)
    x = generator.integers(1, 7, (SAMPLES, 5)).astype("int32")
    y = generator.normal(size=(SAMPLES, 1)).astype("float32")
    model = k.Sequential(
        [
            k.Input((5,), dtype="int32"),
            k.layers.Embedding(7, 3),
            k.layers.Bidirectional(k.layers.LSTM(3, return_sequences=True)),
            k.layers.GRU(2),
            k.layers.Dense(1),
        ]
    )
    return model, x, y, "mse", ["mae"]


NETWORKS = {"images": images, "words": words}
