"""Step 2: a network with one hidden layer learns XOR, which a perceptron cannot."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from tengen import Sequential, layers, optimizers
from tengen.demo.results import Xor

POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGETS = np.array([0.0, 1.0, 1.0, 0.0])
EPOCHS = 1000
_FIELD = np.linspace(-0.25, 1.25, 61)


def build() -> Any:
    """Return the network: two inputs, four hidden neurons, one output."""
    model = Sequential(
        [
            layers.Dense(4, activation="tanh", input_shape=(2,)),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizers.SGD(0.1), "binary_crossentropy", metrics=["accuracy"])
    return model


def train() -> Xor:
    """Train the network, one point at a time."""
    model = build()
    start = time.perf_counter()
    history = model.fit(POINTS, TARGETS, batch_size=1, epochs=EPOCHS)
    seconds = time.perf_counter() - start
    across, up = np.meshgrid(_FIELD, _FIELD[::-1])
    grid = np.column_stack([across.ravel(), up.ravel()])  # (rows * columns, 2)
    field = model.predict(grid, batch_size=len(grid), verbose=0)
    return Xor(
        points=POINTS,
        targets=TARGETS,
        outputs=model.predict(POINTS, verbose=0).ravel().astype("float64"),
        losses=np.asarray(history.history["loss"]),
        field=field.reshape(across.shape).astype("float64"),
        seconds=seconds,
    )
