"""`plain`: one 3x3 convolution after the other."""

from __future__ import annotations

from tengen.go.networks import parts
from tengen.go.networks.family import NetworkFamily
from tengen.models import Model


def build(
    size: int = 19,
    planes: int = 31,
    filters: int = 32,
    blocks: int = 10,
    policy: int | None = None,
    activation: str = "relu",
    value_units: int = 32,
    l2: float = 0.0,
) -> Model:
    """Return a plain convolutional network.

    Args:
        size: rows and columns of the board.
        planes: planes of the input.
        filters: channels of every convolution.
        blocks: how many 3x3 convolutions, the first included.
        policy: `size * size` moves (the default), or one more for the pass.
        activation: after each batch normalization.
        value_units: hidden units of the value head.
        l2: penalty on the squares of the kernels.

    Shapes:
        "board" `(N, size, size, planes)`; "policy" `(N, policy)`, "value" `(N, 1)`.

    Raises:
        ValueError: for a policy of another length.

    Example:
        >>> build(size=9, filters=8, blocks=2).count_params()
        3201
    """
    moves = parts.number_of_moves(size, policy)
    board = x = parts.board_input(size, planes)
    for _ in range(blocks):
        x = parts.convolution(x, filters, 3, activation, l2)
    outputs = [
        parts.policy_head(x, moves, l2),
        parts.value_head(x, board, value_units, activation, l2),
    ]
    return Model(board, outputs, name="plain")


FAMILY = NetworkFamily(
    "plain",
    build,
    "3x3 convolutions, one after the other",
    "the course's first networks; Clark and Storkey 2015",
    filters=range(8, 257, 4),
    blocks=range(2, 33),
)
