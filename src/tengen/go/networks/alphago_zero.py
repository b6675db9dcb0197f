"""`alphago-zero`: one residual tower with two heads."""

from __future__ import annotations

from typing import Any

from tengen import layers
from tengen.go.networks import parts
from tengen.go.networks.family import NetworkFamily
from tengen.go.networks.residual import block
from tengen.models import Model


def build(
    size: int = 19,
    planes: int = 17,
    filters: int = 256,
    blocks: int = 19,
    policy: int | None = None,
    output: str = "white",
    l2: float = 1e-4,
) -> Model:
    """Return AlphaGo Zero's network.

    A 3x3 convolution, then `blocks` residual blocks (19 or 39 in the paper). Policy:
    two 1x1 filters, normalized, ReLU, a dense layer to all points and the pass. Value:
    one 1x1 filter, normalized, ReLU, 256 hidden units, one output. The paper's output
    is the outcome for the side to move, `tanh(u)`; `(1 + tanh(u)) / 2 = sigmoid(2 u)`,
    so the same network with a sigmoid gives a probability: White's, if trained on
    White's wins (the last of the 17 planes is the colour to play).

    Args:
        size: rows and columns of the board.
        planes: planes of the input; AlphaGo Zero's 17.
        filters: channels of every convolution.
        blocks: how many residual blocks.
        policy: `size * size + 1` moves (the default), or one less.
        output: "white" for the probability that White wins (sigmoid), "outcome" for the
            paper's tanh, from the side to move's point of view.
        l2: penalty on the squares of the kernels; the paper's is 1e-4.

    Shapes:
        "board" `(N, size, size, planes)`; "policy" `(N, policy)`, "value" `(N, 1)`.

    Raises:
        ValueError: for a policy of another length, or another `output`.

    Source:
        Silver et al. 2017, "Mastering the game of Go without human knowledge", methods,
        "Neural network architecture".

    Example:
        >>> model = build(size=9, filters=8, blocks=1)
        >>> [tuple(output.shape) for output in model.outputs]
        [(None, 82), (None, 1)]
    """
    activations = {"white": "sigmoid", "outcome": "tanh"}
    if output not in activations:
        raise ValueError(
            f"alphago-zero: output={output!r}; give 'white' (the probability that "
            "White wins) or 'outcome' (-1 to 1 for the side to move)."
        )
    moves = parts.number_of_moves(size, policy or size * size + 1)
    board = parts.board_input(size, planes)
    x = parts.convolution(board, filters, 3, "relu", l2)
    for _ in range(blocks):
        x = block(x, "relu", l2)
    outputs = [_policy(x, moves, l2), _value(x, activations[output], l2)]
    return Model(board, outputs, name="alphago_zero")


def _policy(x: Any, moves: int, l2: float) -> Any:
    x = layers.Flatten()(parts.convolution(x, 2, 1, "relu", l2))
    logits = layers.Dense(moves, kernel_regularizer=parts.penalty(l2))(x)
    return layers.Activation("softmax", name="policy")(logits)


def _value(x: Any, activation: str, l2: float) -> Any:
    regularizer = parts.penalty(l2)
    x = layers.Flatten()(parts.convolution(x, 1, 1, "relu", l2))
    x = layers.Dense(256, activation="relu", kernel_regularizer=regularizer)(x)
    return layers.Dense(
        1, activation=activation, name="value", kernel_regularizer=regularizer
    )(x)


FAMILY = NetworkFamily(
    "alphago-zero",
    build,
    "AlphaGo Zero's residual tower with two heads",
    "Silver et al. 2017",
    filters=range(8, 385, 8),
    blocks=range(1, 41),
    planes=17,
)
