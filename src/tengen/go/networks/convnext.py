"""`convnext`: a large depthwise kernel, one normalization, a wide 1x1 pair."""

from __future__ import annotations

from typing import Any

from tengen import layers
from tengen.go.networks import parts
from tengen.go.networks.family import NetworkFamily
from tengen.models import Model


def build(
    size: int = 19,
    planes: int = 31,
    filters: int = 48,
    blocks: int = 7,
    policy: int | None = None,
    expansion: int = 2,
    kernel: int = 5,
    activation: str = "swish",
    value_units: int = 32,
    l2: float = 0.0,
) -> Model:
    """Return a ConvNeXt: depthwise first, then wide, with one activation per block.

    Batch normalization stands where the paper has layer normalization: it costs less in
    play, where it becomes part of the convolution.

    Args:
        size: rows and columns of the board.
        planes: planes of the input.
        filters: channels between the blocks.
        blocks: how many blocks; a 3x3 convolution comes before them.
        policy: `size * size` moves (the default), or one more for the pass.
        expansion: a block computes with `expansion * filters` channels inside.
        kernel: rows and columns of the depthwise filters.
        activation: the one of a block.
        value_units: hidden units of the value head.
        l2: penalty on the squares of the kernels.

    Shapes:
        "board" `(N, size, size, planes)`; "policy" `(N, policy)`, "value" `(N, 1)`.

    Raises:
        ValueError: for a policy of another length.

    Source:
        Liu et al. 2022, figure 4.

    Example:
        >>> build(size=9, filters=8, blocks=1).count_params()
        3129
    """
    moves = parts.number_of_moves(size, policy)
    board = parts.board_input(size, planes)
    x = parts.convolution(board, filters, 3, activation, l2)
    for _ in range(blocks):
        x = block(x, expansion * filters, kernel, activation, l2)
    outputs = [
        parts.policy_head(x, moves, l2),
        parts.value_head(x, board, value_units, activation, l2),
    ]
    return Model(board, outputs, name="convnext")


def block(x: Any, inside: int, kernel: int, activation: str, l2: float = 0.0) -> Any:
    """Return x + narrow(activation(wide(BN(depthwise(x))))), in `x`'s shape."""
    y = parts.depthwise(x, kernel, None, l2)
    regularizer = parts.penalty(l2)
    y = layers.Conv2D(inside, 1, activation=activation, kernel_regularizer=regularizer)(
        y
    )
    y = parts.convolution(y, x.shape[-1], 1, None, l2)
    return layers.Add()([x, y])


FAMILY = NetworkFamily(
    "convnext",
    build,
    "depthwise 5x5, then wide 1x1 convolutions",
    "Liu et al. 2022",
    filters=range(8, 257, 4),
    blocks=range(1, 41),
)
