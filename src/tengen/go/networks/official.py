"""`official`: the example network of the course's Go project, dead ReLUs included."""

from __future__ import annotations

from typing import Any

from tengen import layers, regularizers
from tengen.go.networks import parts
from tengen.go.networks.family import NetworkFamily
from tengen.models import Model


def build(
    size: int = 19,
    planes: int = 31,
    filters: int = 32,
    blocks: int = 5,
    policy: int | None = None,
    l2: float = 1e-4,
) -> Model:
    """Return the course's example network: 65,479 parameters by default.

    Its two heads begin with a convolution of one filter and a ReLU. Where that is 0 at
    every point the head is dead: no gradient ever moves it again.

    Args:
        size: rows and columns of the board.
        planes: planes of the input.
        filters: channels of every convolution.
        blocks: how many 3x3 convolutions; a 1x1 convolution comes before them.
        policy: `size * size`; there is no pass.
        l2: penalty on the squares of the heads' kernels.

    Shapes:
        "board" `(N, size, size, planes)`; "policy" `(N, size * size)`, "value"
        `(N, 1)`.

    Raises:
        ValueError: for a policy of another length.

    Source:
        The course's script `golois.py`, years 2022 to 2026.

    Example:
        >>> build().count_params()
        65479
    """
    if parts.number_of_moves(size, policy) != size * size:
        raise ValueError("official: the course's network has no output for a pass.")
    board = parts.board_input(size, planes)
    x = layers.Conv2D(filters, 1, activation="relu", padding="same")(board)
    for _ in range(blocks):
        x = layers.Conv2D(filters, 3, activation="relu", padding="same")(x)
    probabilities = _plane(x, l2)
    probabilities = layers.Activation("softmax", name="policy")(probabilities)
    value = layers.Dense(50, activation="relu", kernel_regularizer=parts.penalty(l2))(
        _plane(x, l2)
    )
    value = layers.Dense(
        1, activation="sigmoid", name="value", kernel_regularizer=parts.penalty(l2)
    )(value)
    return Model(board, [probabilities, value], name="official")


def _plane(x: Any, l2: float) -> Any:
    x = layers.Conv2D(
        1,
        1,
        activation="relu",
        padding="same",
        use_bias=False,
        kernel_regularizer=regularizers.L2(l2),
    )(x)
    return layers.Flatten()(x)


FAMILY = NetworkFamily(
    "official",
    build,
    "the course's example: five 3x3 convolutions, two heads of one filter",
    "the course's project, 2022 to 2026",
    filters=range(8, 257, 4),
    blocks=range(1, 33),
)
