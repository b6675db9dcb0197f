"""`alphago-policy` and `alphago-value`: the two networks of AlphaGo, 2016."""

from __future__ import annotations

from typing import Any

from tengen import layers
from tengen.go.networks import parts
from tengen.go.networks.family import NetworkFamily
from tengen.models import Model


def build_policy(
    size: int = 19,
    planes: int = 48,
    filters: int = 192,
    blocks: int = 12,
    policy: int | None = None,
) -> Model:
    """Return AlphaGo's policy network: 13 layers, 3,882,793 parameters by default.

    A 5x5 convolution, eleven 3x3 convolutions, each with a ReLU, and a 1x1 convolution
    of one filter with a bias of its own at every point; a softmax.

    Args:
        size: rows and columns of the board.
        planes: planes of the input; AlphaGo's 48.
        filters: channels of every convolution.
        blocks: how many convolutions before the last one.
        policy: `size * size`; there is no pass.

    Shapes:
        "board" `(N, size, size, planes)`; "policy" `(N, size * size)`.

    Raises:
        ValueError: for a policy of another length.

    Source:
        Silver et al. 2016, "Mastering the game of Go with deep neural networks and tree
        search", methods, "Neural network architecture". The networks that were matched
        against programs had 192 filters; 128, 256 and 384 were also trained.

    Example:
        >>> build_policy().count_params()
        3882793
    """
    if parts.number_of_moves(size, policy) != size * size:
        raise ValueError("alphago-policy: AlphaGo's network has no output for a pass.")
    board = parts.board_input(size, planes)
    x = _convolutions(board, filters, blocks)
    x = layers.Reshape((size * size, filters))(x)
    # A 1x1 convolution of one filter, written so that each point has its own bias.
    logits = layers.EinsumDense("npc,c->np", (size * size,), bias_axes="p")(x)
    output = layers.Activation("softmax", name="policy")(logits)
    return Model(board, output, name="alphago_policy")


def build_value(
    size: int = 19,
    planes: int = 49,
    filters: int = 192,
    blocks: int = 12,
    output: str = "white",
) -> Model:
    """Return AlphaGo's value network: 3,980,162 parameters by default.

    As the policy network; then a 1x1 convolution of one filter, 256 hidden units and
    one output. The paper's output is the outcome z as the side to move will have it,
    `tanh(u)` between -1 and 1. `(1 + tanh(u)) / 2 = sigmoid(2 u)`, so the same network
    with a sigmoid gives a probability: trained on White's wins it is White's, for the
    49th plane says whose turn it is.

    Args:
        size: rows and columns of the board.
        planes: planes of the input: AlphaGo's 48 and the colour to play.
        filters: channels of every convolution.
        blocks: how many convolutions before the one with a single filter.
        output: "white" for the probability that White wins (sigmoid), "outcome" for
            the paper's tanh, from the side to move's point of view.

    Shapes:
        "board" `(N, size, size, planes)`; "value" `(N, 1)`.

    Raises:
        ValueError: for another `output`.

    Source:
        Silver et al. 2016, methods, "Neural network architecture".

    Example:
        >>> build_value().count_params()
        3980162
    """
    activations = {"white": "sigmoid", "outcome": "tanh"}
    if output not in activations:
        raise ValueError(
            f"alphago-value: output={output!r}; give 'white' (the probability that "
            "White wins) or 'outcome' (-1 to 1 for the side to move)."
        )
    board = parts.board_input(size, planes)
    x = _convolutions(board, filters, blocks)
    x = layers.Flatten()(layers.Conv2D(1, 1, activation="relu")(x))
    x = layers.Dense(256, activation="relu")(x)
    value = layers.Dense(1, activation=activations[output], name="value")(x)
    return Model(board, value, name="alphago_value")


def _convolutions(x: Any, filters: int, count: int) -> Any:
    for kernel in (5, *[3] * (count - 1)):
        x = layers.Conv2D(filters, kernel, padding="same", activation="relu")(x)
    return x


POLICY = NetworkFamily(
    "alphago-policy",
    build_policy,
    "AlphaGo's policy network, 13 layers",
    "Silver et al. 2016",
    filters=range(8, 385, 8),
    blocks=range(2, 25),
    outputs=("policy",),
    planes=48,
)

VALUE = NetworkFamily(
    "alphago-value",
    build_value,
    "AlphaGo's value network",
    "Silver et al. 2016",
    filters=range(8, 385, 8),
    blocks=range(2, 25),
    outputs=("value",),
    planes=49,
)
