"""Networks that play Go on 31 planes: residual, and MobileNet as students use it."""

from __future__ import annotations

from typing import Any

import numpy as np

_PLANES, _POINTS = 31, 361


def residual(keras: Any, **compiling: Any) -> Any:
    """Return six residual blocks of two 3x3 convolutions, 64 wide."""
    layers = keras.layers
    board = keras.Input((19, 19, _PLANES), name="board")
    x = _normalized(layers, layers.Conv2D(64, 3, padding="same", use_bias=False)(board))
    x = layers.Activation("relu")(x)
    for _ in range(6):
        before = x
        x = layers.Conv2D(64, 3, padding="same", use_bias=False)(x)
        x = layers.Activation("relu")(_normalized(layers, x))
        x = layers.Conv2D(64, 3, padding="same", use_bias=False)(x)
        x = layers.add([before, _normalized(layers, x)])
        x = layers.Activation("relu")(x)
    return _with_heads(keras, board, x, compiling)


def mobilenet(keras: Any, **compiling: Any) -> Any:
    """Return four inverted bottlenecks, 64 wide and 192 expanded."""
    layers = keras.layers
    board = keras.Input((19, 19, _PLANES), name="board")
    x = _normalized(layers, layers.Conv2D(64, 1, padding="same", use_bias=False)(board))
    x = layers.Activation("relu")(x)
    for _ in range(4):
        before = x
        x = layers.Conv2D(192, 1, padding="same", use_bias=False)(x)
        x = layers.Activation("relu")(_normalized(layers, x))
        x = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
        x = layers.Activation("relu")(_normalized(layers, x))
        x = layers.Conv2D(64, 1, padding="same", use_bias=False)(x)
        x = layers.add([before, _normalized(layers, x)])
    return _with_heads(keras, board, x, compiling)


def residual_data(samples: int) -> tuple[Any, Any]:
    """Return planes `(N, 19, 19, 31)`, moves `(N, 361)` and winners `(N, 1)`."""
    random = np.random.default_rng(1)
    planes = random.random((samples, 19, 19, _PLANES), "float32") < 0.3
    moves = np.zeros((samples, _POINTS), "float32")
    moves[np.arange(samples), random.integers(0, _POINTS, samples)] = 1.0
    winners = random.integers(0, 2, (samples, 1)).astype("float32")
    return planes.astype("float32"), {"policy": moves, "value": winners}


mobilenet_data = residual_data


def _normalized(layers: Any, x: Any) -> Any:
    return layers.BatchNormalization()(x)


def _with_heads(keras: Any, board: Any, x: Any, compiling: dict[str, Any]) -> Any:
    layers = keras.layers
    policy = layers.Conv2D(1, 1, activation="relu", use_bias=False)(x)
    policy = layers.Activation("softmax", name="policy")(layers.Flatten()(policy))
    value = layers.Conv2D(1, 1, activation="relu", use_bias=False)(x)
    value = layers.Dense(50, activation="relu")(layers.Flatten()(value))
    value = layers.Dense(1, activation="sigmoid", name="value")(value)
    model = keras.Model(board, [policy, value])
    model.compile(
        optimizer=keras.optimizers.SGD(5e-4, momentum=0.9),
        loss={"policy": "categorical_crossentropy", "value": "binary_crossentropy"},
        metrics={"policy": "categorical_accuracy", "value": "mse"},
        **compiling,
    )
    return model
