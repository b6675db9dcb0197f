"""`residual`: blocks of two 3x3 convolutions beside an identity."""

from __future__ import annotations

from typing import Any

from tengen import layers
from tengen.go.networks import parts
from tengen.go.networks.family import NetworkFamily
from tengen.models import Model


def build(
    size: int = 19,
    planes: int = 31,
    filters: int = 32,
    blocks: int = 4,
    policy: int | None = None,
    activation: str = "relu",
    value_units: int = 32,
    l2: float = 0.0,
) -> Model:
    """Return a residual network with small heads.

    Args:
        size: rows and columns of the board.
        planes: planes of the input.
        filters: channels of every convolution.
        blocks: how many residual blocks; a 3x3 convolution comes before them.
        policy: `size * size` moves (the default), or one more for the pass.
        activation: after the batch normalizations and sums.
        value_units: hidden units of the value head.
        l2: penalty on the squares of the kernels.

    Shapes:
        "board" `(N, size, size, planes)`; "policy" `(N, policy)`, "value" `(N, 1)`.

    Raises:
        ValueError: for a policy of another length.

    Source:
        He et al. 2016, figure 2; AlphaGo Zero's tower (Silver et al. 2017).

    Example:
        >>> build(size=9, filters=8, blocks=1).count_params()
        3841
    """
    moves = parts.number_of_moves(size, policy)
    board = parts.board_input(size, planes)
    x = parts.convolution(board, filters, 3, activation, l2)
    for _ in range(blocks):
        x = block(x, activation, l2)
    outputs = [
        parts.policy_head(x, moves, l2),
        parts.value_head(x, board, value_units, activation, l2),
    ]
    return Model(board, outputs, name="residual")


def block(x: Any, activation: str = "relu", l2: float = 0.0) -> Any:
    """Return `activation(x + BN(conv(activation(BN(conv(x))))))`, in `x`'s shape."""
    filters = x.shape[-1]
    inside = parts.convolution(x, filters, 3, activation, l2)
    inside = parts.convolution(inside, filters, 3, None, l2)
    return layers.Activation(activation)(layers.Add()([x, inside]))


FAMILY = NetworkFamily(
    "residual",
    build,
    "residual blocks of two 3x3 convolutions",
    "He et al. 2016; Silver et al. 2017",
    filters=range(8, 257, 4),
    blocks=range(1, 41),
)
