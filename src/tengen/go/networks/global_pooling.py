"""`katago`: residual blocks, some of which tell every point what is true everywhere."""

from __future__ import annotations

from typing import Any

from tengen import layers
from tengen.go.networks import parts
from tengen.go.networks.family import NetworkFamily
from tengen.go.networks.residual import block
from tengen.models import Model


def build(
    size: int = 19,
    planes: int = 31,
    filters: int = 32,
    blocks: int = 5,
    policy: int | None = None,
    every: int = 2,
    activation: str = "relu",
    value_units: int = 32,
    l2: float = 0.0,
) -> Model:
    """Return a residual network with KataGo's global pooling.

    In each `every`-th block half of the inner channels are pooled over the board (their
    averages and maxima); a dense layer of these gives a bias for each of the other
    channels. The policy is told likewise, and the value sees averages and maxima.
    KataGo pools the average a second time, scaled by the size of the board; a network
    for one size needs none of that.

    Args:
        size: rows and columns of the board.
        planes: planes of the input.
        filters: channels between the blocks.
        blocks: how many residual blocks; a 3x3 convolution comes before them.
        policy: `size * size` moves (the default), or one more for the pass.
        every: the last of each so many blocks has global pooling.
        activation: after the batch normalizations.
        value_units: hidden units of the value head.
        l2: penalty on the squares of the kernels.

    Shapes:
        "board" `(N, size, size, planes)`; "policy" `(N, policy)`, "value" `(N, 1)`.

    Raises:
        ValueError: for a policy of another length.

    Source:
        Wu 2019, "Accelerating Self-Play Learning in Go", section 3.3 and appendix A.

    Example:
        >>> tuple(build(size=9, filters=8, blocks=2, policy=82).outputs[0].shape)
        (None, 82)
    """
    moves = parts.number_of_moves(size, policy)
    board = parts.board_input(size, planes)
    x = parts.convolution(board, filters, 3, activation, l2)
    for number in range(1, blocks + 1):
        pooled = number % every == 0
        x = pooling_block(x, activation, l2) if pooled else block(x, activation, l2)
    outputs = [
        parts.policy_head(_told(x, filters // 2, activation, l2), moves, l2),
        _value_head(x, board, filters // 2, value_units, activation, l2),
    ]
    return Model(board, outputs, name="katago")


def pooling_block(x: Any, activation: str = "relu", l2: float = 0.0) -> Any:
    """Return a residual block with a global pooling bias, in `x`'s shape."""
    filters = x.shape[-1]
    half = filters // 2
    local = parts.convolution(x, filters - half, 3, None, l2)
    everywhere = pooled(parts.convolution(x, half, 3, activation, l2))
    bias = layers.Dense(filters - half, kernel_regularizer=parts.penalty(l2))(
        everywhere
    )
    y = layers.Add()([local, layers.Reshape((1, 1, filters - half))(bias)])
    y = layers.Activation(activation)(y)
    y = parts.convolution(y, filters, 3, None, l2)
    return layers.Activation(activation)(layers.Add()([x, y]))


def pooled(x: Any) -> Any:
    """Return average and maximum of each channel over the board, `(N, 2 C)`."""
    return layers.Concatenate()(
        [layers.GlobalAveragePooling2D()(x), layers.GlobalMaxPooling2D()(x)]
    )


def _told(x: Any, channels: int, activation: str, l2: float) -> Any:
    """1x1 convolutions of `x`, with a bias from what is pooled of it."""
    local = parts.convolution(x, channels, 1, None, l2)
    everywhere = pooled(parts.convolution(x, channels, 1, activation, l2))
    bias = layers.Dense(channels, kernel_regularizer=parts.penalty(l2))(everywhere)
    y = layers.Add()([local, layers.Reshape((1, 1, channels))(bias)])
    return layers.Activation(activation)(y)


def _value_head(
    x: Any, board: Any, channels: int, units: int, activation: str, l2: float
) -> Any:
    x = pooled(parts.convolution(x, channels, 1, activation, l2))
    regularizer = parts.penalty(l2)
    x = layers.Dense(units, activation=activation, kernel_regularizer=regularizer)(x)
    return parts.whites_probability(x, board)


FAMILY = NetworkFamily(
    "katago",
    build,
    "residual blocks, every second with a global pooling bias",
    "Wu 2019",
    filters=range(8, 257, 4),
    blocks=range(1, 41),
)
