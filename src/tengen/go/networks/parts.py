"""What the networks are made of: blocks of standard Keras layers, and the two heads.

Nothing here needs a class or a function of ours in the saved file: channels are split
by `Cropping2D` and shuffled by `Permute`, so that any Keras reads the networks.
"""

from __future__ import annotations

from typing import Any

from tengen import Input, layers, regularizers
from tengen.go.plane_names import PLANE_NAMES

_SIDE = "Black to move"


def board_input(size: int, planes: int) -> Any:
    """Return the input "board", `(N, size, size, planes)`."""
    return Input((size, size, planes), name="board")


def penalty(l2: float) -> Any:
    """Return the regularizer `l2 * sum of squares`, or None for 0."""
    return regularizers.L2(l2) if l2 else None


def convolution(
    x: Any,
    filters: int,
    kernel: int = 3,
    activation: str | None = "relu",
    l2: float = 0.0,
    groups: int = 1,
) -> Any:
    """Convolution, batch normalization and activation: `(N, H, W, filters)`."""
    x = layers.Conv2D(
        filters,
        kernel,
        padding="same",
        use_bias=False,
        groups=groups,
        kernel_initializer="he_normal",
        kernel_regularizer=penalty(l2),
    )(x)
    return normalized(x, activation)


def depthwise(
    x: Any, kernel: int = 3, activation: str | None = "relu", l2: float = 0.0
) -> Any:
    """One filter per channel, batch normalization and activation, in `x`'s shape."""
    x = layers.DepthwiseConv2D(
        kernel, padding="same", use_bias=False, depthwise_regularizer=penalty(l2)
    )(x)
    return normalized(x, activation)


def normalized(x: Any, activation: str | None = "relu") -> Any:
    """Batch normalization and activation."""
    x = layers.BatchNormalization()(x)
    return layers.Activation(activation)(x) if activation else x


def squeeze_and_excite(x: Any, units: int, activation: str = "relu") -> Any:
    """Scale each channel by a factor that depends on the averages of all channels.

    Source:
        Hu et al. 2018, figure 2: factors = sigmoid(dense(activation(dense(averages)))).
    """
    channels = x.shape[-1]
    factors = layers.GlobalAveragePooling2D()(x)
    factors = layers.Dense(units, activation=activation)(factors)
    factors = layers.Dense(channels, activation="sigmoid")(factors)
    return layers.Multiply()([x, layers.Reshape((1, 1, channels))(factors)])


def split_in_two(x: Any) -> tuple[Any, Any]:
    """Return the first and the second half of the channels, each `(N, H, W, C / 2)`."""
    height, width, channels = x.shape[1:]
    half = channels // 2
    flat = layers.Reshape((height * width, channels, 1))(x)
    halves = (layers.Cropping2D(((0, 0), cut))(flat) for cut in ((0, half), (half, 0)))
    first, second = (layers.Reshape((height, width, half))(part) for part in halves)
    return first, second


def shuffle_channels(x: Any, groups: int) -> Any:
    """Deal the channels out: channel `i` of group `g` becomes `i * groups + g`.

    Source:
        Zhang et al. 2018 (ShuffleNet), section 3.1.
    """
    height, width, channels = x.shape[1:]
    x = layers.Reshape((height, width, groups, channels // groups))(x)
    x = layers.Permute((1, 2, 4, 3))(x)
    return layers.Reshape((height, width, channels))(x)


def number_of_moves(size: int, policy: int | None) -> int:
    """Return the length of the policy: all points (the default), or also the pass.

    Raises:
        ValueError: for any other length.
    """
    points = size * size
    if policy not in (None, points, points + 1):
        raise ValueError(
            f"policy={policy} does not fit a board of size {size}: its points are "
            f"{points}, with the pass {points + 1}."
        )
    return policy or points


def policy_head(x: Any, moves: int, l2: float = 0.0) -> Any:
    """Return the output "policy", `(N, moves)`: probabilities.

    A point's logit is a weighted sum of the channels there, without the ReLU that
    leaves many small networks with a dead head (where it is 0 at every point there is
    no gradient). The logit of a pass comes from the averages of the channels.
    """
    points = x.shape[1] * x.shape[2]
    logits = layers.Conv2D(1, 1, use_bias=False, kernel_regularizer=penalty(l2))(x)
    logits = layers.Flatten()(logits)
    if moves > points:
        averages = layers.GlobalAveragePooling2D()(x)
        logits = layers.Concatenate()([logits, layers.Dense(1)(averages)])
    return layers.Activation("softmax", name="policy")(logits)


def value_head(
    x: Any, board: Any, units: int, activation: str = "relu", l2: float = 0.0
) -> Any:
    """Return the output "value", `(N, 1)`: the probability that White wins.

    Averages of all channels over the board, a hidden layer, a sigmoid (Cazenave 2020,
    "Mobile Networks for Computer Go": average pooling instead of AlphaZero's head,
    which small networks often fail to train).
    """
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(units, activation=activation, kernel_regularizer=penalty(l2))(x)
    return whites_probability(x, board)


def whites_probability(x: Any, board: Any) -> Any:
    """Return the output "value" from hidden units `(N, C)`.

    The planes show stones of the side to move and of its opponent, the value is
    White's. What is good for the side to move is good or bad for White, so the last
    layer gets each hidden unit twice, as it is and with the sign of the side to move.
    Without the product, which a sum of units can hardly imitate, the value of a small
    network learns next to nothing for a long time.
    """
    sign = sign_of_side_to_move(board)
    if sign is not None:
        x = layers.Concatenate()([x, layers.Multiply()([x, sign])])
    return layers.Dense(1, activation="sigmoid", name="value")(x)


def sign_of_side_to_move(board: Any) -> Any:
    """Return 1 where White is to move and -1 where Black is, `(N, 1)`.

    `None` if no plane of the board shows it.
    """
    points, planes = board.shape[1] * board.shape[2], board.shape[3]
    names = next((n for n in PLANE_NAMES.values() if len(n) == planes), ())
    if _SIDE not in names:
        return None
    place = names.index(_SIDE)
    x = layers.Reshape((points, planes, 1))(board)
    x = layers.Cropping2D(((0, points - 1), (place, planes - 1 - place)))(x)
    return layers.Rescaling(-2.0, 1.0)(layers.Flatten()(x))
