"""`mobile`: narrow residual paths, wide depthwise convolutions beside them."""

from __future__ import annotations

from functools import partial
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
    kernel: int = 3,
    excite: int = 0,
    activation: str = "relu",
    value_units: int = 32,
    l2: float = 0.0,
) -> Model:
    """Return a MobileNet of inverted bottlenecks.

    Args:
        size: rows and columns of the board.
        planes: planes of the input.
        filters: channels between the blocks.
        blocks: how many inverted bottlenecks; a 3x3 convolution comes before them.
        policy: `size * size` moves (the default), or one more for the pass.
        expansion: a block computes with `expansion * filters` channels inside.
        kernel: rows and columns of the depthwise filters.
        excite: a squeeze-and-excitation with `filters // excite` hidden units scales
            the channels inside of a block; 0 for none.
        activation: after the batch normalizations.
        value_units: hidden units of the value head.
        l2: penalty on the squares of the kernels.

    Shapes:
        "board" `(N, size, size, planes)`; "policy" `(N, policy)`, "value" `(N, 1)`.

    Raises:
        ValueError: for a policy of another length.

    Source:
        Sandler et al. 2018 (MobileNetV2); Cazenave 2020, "Mobile Networks for Computer
        Go"; with `excite` Cazenave 2021, "Improving Model and Search for Computer Go".

    Example:
        >>> model = build(size=9, filters=8, blocks=1, excite=2, activation="swish")
        >>> model.count_params()
        3333
    """
    moves = parts.number_of_moves(size, policy)
    board = parts.board_input(size, planes)
    x = parts.convolution(board, filters, 3, activation, l2)
    for _ in range(blocks):
        units = filters // excite if excite else 0
        x = block(x, expansion * filters, kernel, units, activation, l2)
    outputs = [
        parts.policy_head(x, moves, l2),
        parts.value_head(x, board, value_units, activation, l2),
    ]
    return Model(board, outputs, name="mobile")


def block(
    x: Any, inside: int, kernel: int, units: int, activation: str, l2: float = 0.0
) -> Any:
    """Return x + project(excite(depthwise(expand(x)))), in `x`'s shape."""
    y = parts.convolution(x, inside, 1, activation, l2)
    y = parts.depthwise(y, kernel, activation, l2)
    if units:
        y = parts.squeeze_and_excite(y, units, activation)
    y = parts.convolution(y, x.shape[-1], 1, None, l2)
    return layers.Add()([x, y])


FAMILY = NetworkFamily(
    "mobile",
    build,
    "inverted bottlenecks with depthwise 3x3 convolutions",
    "Sandler et al. 2018; Cazenave 2020",
    filters=range(8, 257, 4),
    blocks=range(1, 41),
)

EXCITED = NetworkFamily(
    "mobile-se",
    partial(build, filters=48, blocks=6, excite=4, activation="swish"),
    "the same with squeeze-and-excitation and swish",
    "Howard et al. 2019; Cazenave 2021",
    filters=range(8, 257, 4),
    blocks=range(1, 41),
)
