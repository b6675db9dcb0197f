"""The ticket model of the course: two texts and tags in, two answers out."""

from __future__ import annotations

from typing import Any

import numpy as np

_TAGS, _WORDS, _DEPARTMENTS = 12, 10000, 4


def tickets(keras: Any, **compiling: Any) -> Any:
    """Return two embeddings, two LSTMs and two heads."""
    layers = keras.layers
    title = keras.Input((None,), name="title")
    body = keras.Input((None,), name="body")
    tags = keras.Input((_TAGS,), name="tags")
    of_title = layers.LSTM(128)(layers.Embedding(_WORDS, 64)(title))
    of_body = layers.LSTM(32)(layers.Embedding(_WORDS, 64)(body))
    x = layers.concatenate([of_title, of_body, tags])
    priority = layers.Dense(1, activation="sigmoid", name="priority")(x)
    department = layers.Dense(_DEPARTMENTS, activation="softmax", name="department")(x)
    model = keras.Model([title, body, tags], [priority, department])
    model.compile(
        optimizer=keras.optimizers.RMSprop(1e-3),
        loss={
            "priority": "binary_crossentropy",
            "department": "categorical_crossentropy",
        },
        loss_weights={"priority": 1.0, "department": 0.2},
        **compiling,
    )
    return model


def tickets_data(samples: int) -> tuple[Any, Any]:
    """Return titles `(N, 10)`, bodies `(N, 100)`, tags `(N, 12)`, and both targets."""
    random = np.random.default_rng(1)
    x = {
        "title": random.integers(0, _WORDS, (samples, 10)),
        "body": random.integers(0, _WORDS, (samples, 100)),
        "tags": random.integers(0, 2, (samples, _TAGS)).astype("float32"),
    }
    y = {
        "priority": random.random((samples, 1), "float32"),
        "department": _one_hot(random.integers(0, _DEPARTMENTS, samples)),
    }
    return x, y


def _one_hot(classes: Any) -> Any:
    return np.eye(_DEPARTMENTS, dtype="float32")[classes]
