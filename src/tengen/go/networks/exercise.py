"""`exercise`: the course's exercise. Six planes in, 362 moves and a value out."""

from __future__ import annotations

from typing import Any

from tengen import layers
from tengen.go.networks import parts
from tengen.go.networks.family import NetworkFamily
from tengen.models import Model


def build(
    size: int = 19,
    planes: int = 6,
    filters: int = 32,
    blocks: int = 3,
    policy: int | None = None,
) -> Model:
    """Return the network of the exercise: convolutions, and a dense layer per output.

    "Write a convolutional model that takes six 19x19 planes as input and that outputs a
    vector of 362 with a softmax (the policy) and an output of 1 (the value)." Its
    losses are the cross-entropy and the mean squared error: see `compiled`.

    Args:
        size: rows and columns of the board.
        planes: planes of the input.
        filters: channels of every convolution.
        blocks: how many 3x3 convolutions.
        policy: `size * size + 1` moves (the default, with the pass), or one less.

    Shapes:
        "board" `(N, size, size, planes)`; "policy" `(N, policy)`, "value" `(N, 1)`.

    Raises:
        ValueError: for a policy of another length.

    Source:
        The course's slides, part "Multiple Inputs and Outputs".

    Example:
        >>> [tuple(output.shape) for output in build().outputs]
        [(None, 362), (None, 1)]
    """
    moves = parts.number_of_moves(size, policy or size * size + 1)
    board = x = parts.board_input(size, planes)
    for _ in range(blocks):
        x = layers.Conv2D(filters, 3, activation="relu", padding="same")(x)
    features = layers.Flatten()(layers.Conv2D(2, 1, activation="relu")(x))
    probabilities = layers.Dense(moves, activation="softmax", name="policy")(features)
    value = layers.Dense(1, activation="sigmoid", name="value")(features)
    return Model(board, [probabilities, value], name="exercise")


def compiled(**arguments: Any) -> Model:
    """Return `build(**arguments)` ready for `fit`, with the exercise's losses.

    Example:
        >>> import numpy as np
        >>> model = compiled(filters=4, blocks=1)
        >>> boards = np.random.random((8, 19, 19, 6)).astype("float32")
        >>> moves = np.eye(362, dtype="float32")[np.random.randint(362, size=8)]
        >>> values = np.random.random((8, 1)).astype("float32")
        >>> history = model.fit(boards, {"policy": moves, "value": values}, verbose=0)
        >>> sorted(history.history)[:2]
        ['loss', 'policy_categorical_accuracy']
    """
    model = build(**arguments)
    model.compile(
        optimizer="adam",
        loss={"policy": "categorical_crossentropy", "value": "mse"},
        metrics={"policy": "categorical_accuracy", "value": "mse"},
    )
    return model


FAMILY = NetworkFamily(
    "exercise",
    build,
    "the course's exercise: six planes, 362 moves and a value",
    "the course's slides",
    filters=range(8, 257, 8),
    blocks=range(1, 33),
    planes=6,
)
