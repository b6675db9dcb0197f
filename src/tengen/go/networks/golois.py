"""`golois-residual`, `golois-plain`: Golois's policy network, with shortcuts or not."""

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
    filters: int = 256,
    blocks: int = 9,
    policy: int | None = None,
    residual: bool = True,
    value: bool = True,
) -> Model:
    """Return Golois's residual policy network, or the same without the shortcuts.

    The first layer is a 5x5 convolution, beside which stands a 1x1 convolution. Each
    block is a 3x3 convolution, ReLU, a 3x3 convolution; a sum with what came in; a ReLU
    and batch normalization. A 3x3 convolution of one filter gives the logits. So nine
    blocks are a network of 20 layers. Without the shortcuts (the 1x1 convolution and
    the sums) the same layers follow one another.

    Args:
        size: rows and columns of the board.
        planes: planes of the input; Golois had 45 of its own.
        filters: channels of every convolution.
        blocks: pairs of 3x3 convolutions.
        policy: `size * size`; there is no pass.
        residual: whether there are shortcuts.
        value: whether there is an output "value" beside the policy, on averages over
            the board. Golois's network had none; training and search want one.

    Shapes:
        "board" `(N, size, size, planes)`; "policy" `(N, size * size)`, "value"
        `(N, 1)`.

    Raises:
        ValueError: for a policy of another length.

    Source:
        Cazenave 2018, "Residual Networks for Computer Go": 58.25 % on KGS with 20
        layers of 256 planes (AlphaGo: 57.0 %).

    Example:
        >>> model = build(size=9, filters=8, blocks=1, value=False)
        >>> [output.shape[1] for output in model.outputs]
        [81]
    """
    if parts.number_of_moves(size, policy) != size * size:
        raise ValueError("golois: Golois's network has no output for a pass.")
    board = parts.board_input(size, planes)
    x = layers.Conv2D(filters, 5, padding="same")(board)
    if residual:
        x = layers.Add()([x, layers.Conv2D(filters, 1)(board)])
    x = layers.Activation("relu")(x)
    for _ in range(blocks):
        x = _block(x, residual)
    logits = layers.Flatten()(layers.Conv2D(1, 3, padding="same")(x))
    outputs = [layers.Activation("softmax", name="policy")(logits)]
    if value:
        outputs.append(parts.value_head(x, board, 32))
    name = "golois_residual" if residual else "golois_plain"
    return Model(board, outputs, name=name)


def _block(x: Any, residual: bool) -> Any:
    filters = x.shape[-1]
    y = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    y = layers.Conv2D(filters, 3, padding="same")(y)
    if residual:
        y = layers.Add()([x, y])
    return layers.BatchNormalization()(layers.Activation("relu")(y))


RESIDUAL = NetworkFamily(
    "golois-residual",
    build,
    "Golois's residual policy network, 20 layers",
    "Cazenave 2018",
    filters=range(8, 385, 4),
    blocks=range(1, 41),
)

PLAIN = NetworkFamily(
    "golois-plain",
    partial(build, residual=False),
    "the same layers without the shortcuts",
    "Cazenave 2018",
    filters=range(8, 385, 4),
    blocks=range(1, 41),
)
