"""`shuffle`: half of the channels rest, the others are computed; all are shuffled."""

from __future__ import annotations

from typing import Any

from tengen import layers
from tengen.go.networks import parts
from tengen.go.networks.family import NetworkFamily
from tengen.models import Model


def build(
    size: int = 19,
    planes: int = 31,
    filters: int = 112,
    blocks: int = 8,
    policy: int | None = None,
    kernel: int = 3,
    activation: str = "relu",
    value_units: int = 32,
    l2: float = 0.0,
) -> Model:
    """Return a ShuffleNet of units with a channel split (version 2).

    Args:
        size: rows and columns of the board.
        planes: planes of the input.
        filters: channels between the units, an even number.
        blocks: how many units; a 3x3 convolution comes before them.
        policy: `size * size` moves (the default), or one more for the pass.
        kernel: rows and columns of the depthwise filters.
        activation: after the batch normalizations of the 1x1 convolutions.
        value_units: hidden units of the value head.
        l2: penalty on the squares of the kernels.

    Shapes:
        "board" `(N, size, size, planes)`; "policy" `(N, policy)`, "value" `(N, 1)`.

    Raises:
        ValueError: for a policy of another length, or an odd number of filters.

    Source:
        Ma et al. 2018 (ShuffleNet V2), figure 3c.

    Example:
        >>> build(size=9, filters=8, blocks=1).count_params()
        2709
    """
    if filters % 2:
        raise ValueError(f"shuffle: filters={filters} cannot be split in two halves.")
    moves = parts.number_of_moves(size, policy)
    board = parts.board_input(size, planes)
    x = parts.convolution(board, filters, 3, activation, l2)
    for _ in range(blocks):
        x = unit(x, kernel, activation, l2)
    outputs = [
        parts.policy_head(x, moves, l2),
        parts.value_head(x, board, value_units, activation, l2),
    ]
    return Model(board, outputs, name="shuffle")


def unit(x: Any, kernel: int, activation: str, l2: float = 0.0) -> Any:
    """Return the unit of figure 3c, in `x`'s shape."""
    rest, y = parts.split_in_two(x)
    half = y.shape[-1]
    y = parts.convolution(y, half, 1, activation, l2)
    y = parts.depthwise(y, kernel, None, l2)
    y = parts.convolution(y, half, 1, activation, l2)
    return parts.shuffle_channels(layers.Concatenate()([rest, y]), 2)


FAMILY = NetworkFamily(
    "shuffle",
    build,
    "channel split, depthwise 3x3, channel shuffle",
    "Ma et al. 2018",
    filters=range(16, 257, 8),
    blocks=range(1, 41),
)
