"""`mixnet`: inverted bottlenecks whose depthwise kernels have several sizes."""

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
    blocks: int = 6,
    policy: int | None = None,
    expansion: int = 2,
    kernels: tuple[int, ...] = (3, 5, 7),
    excite: int = 8,
    activation: str = "swish",
    value_units: int = 32,
    l2: float = 0.0,
) -> Model:
    """Return a MixNet: MobileNet blocks with mixed depthwise convolutions.

    The channels inside of a block are cut into as many equal parts as there are
    kernels. Each part is expanded, normalized and filtered by itself (which is the same
    as to expand once and split), then all are concatenated and projected.

    Args:
        size: rows and columns of the board.
        planes: planes of the input.
        filters: channels between the blocks.
        blocks: how many blocks; a 3x3 convolution comes before them.
        policy: `size * size` moves (the default), or one more for the pass.
        expansion: a block computes with about `expansion * filters` channels inside.
        kernels: rows and columns of the depthwise filters of each part.
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
        Tan and Le 2019 (MixConv); Cazenave 2021, "Cosine Annealing, Mixnet and Swish
        Activation for Computer Go".

    Example:
        >>> build(size=9, filters=8, blocks=1, kernels=(3, 5), excite=0).count_params()
        3281
    """
    moves = parts.number_of_moves(size, policy)
    board = parts.board_input(size, planes)
    x = parts.convolution(board, filters, 3, activation, l2)
    for _ in range(blocks):
        inside = [expansion * filters // len(kernels)] * len(kernels)
        y = layers.Concatenate()(
            [
                _part(x, channels, kernel, activation, l2)
                for channels, kernel in zip(inside, kernels, strict=True)
            ]
        )
        if excite:
            y = parts.squeeze_and_excite(y, filters // excite, activation)
        x = layers.Add()([x, parts.convolution(y, filters, 1, None, l2)])
    outputs = [
        parts.policy_head(x, moves, l2),
        parts.value_head(x, board, value_units, activation, l2),
    ]
    return Model(board, outputs, name="mixnet")


def _part(x: Any, channels: int, kernel: int, activation: str, l2: float) -> Any:
    x = parts.convolution(x, channels, 1, activation, l2)
    return parts.depthwise(x, kernel, activation, l2)


FAMILY = NetworkFamily(
    "mixnet",
    build,
    "inverted bottlenecks with mixed kernels, squeeze-and-excitation, swish",
    "Tan and Le 2019; Cazenave 2021",
    filters=range(12, 253, 12),
    blocks=range(1, 41),
)
