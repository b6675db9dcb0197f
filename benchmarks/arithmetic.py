"""Multiply-adds of every model, counted layer by layer.

Convolutions count as if computed directly: an algorithm that saves multiplications,
like Winograd's, can so come out above the machine's peak. Counted are matrix products
and convolutions; activations, normalization, pooling and the optimizer are not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pieces:
    """Multiply-adds of one sample, forward.

    Attributes:
        first: of the layers that see the data: training needs no gradient of these.
        others: of all further layers.
    """

    first: int = 0
    others: int = 0

    @property
    def forward(self) -> int:
        """Multiply-adds of one sample's way through the model."""
        return self.first + self.others

    @property
    def training(self) -> int:
        """Multiply-adds of one sample's training step.

        Forward, and as much again for the gradient of the weights and for that of
        the input, which the first layers save.
        """
        return 2 * self.first + 3 * self.others


def dense(inputs: int, outputs: int) -> int:
    """Multiply-adds of a dense layer."""
    return inputs * outputs


def conv(positions: int, kernel: int, inputs: int, outputs: int) -> int:
    """Multiply-adds of a convolution.

    Args:
        positions: height * width of the output; of the input, where transposed.
        kernel: height * width of the kernel.
        inputs, outputs: channels.
    """
    return positions * kernel * inputs * outputs


def depthwise(positions: int, kernel: int, channels: int) -> int:
    """Multiply-adds of a depthwise convolution."""
    return positions * kernel * channels


def lstm(steps: int, inputs: int, units: int) -> int:
    """Multiply-adds of an LSTM: four gates, each seeing the input and the state."""
    return steps * 4 * units * (inputs + units)


def _sum(first: int, others: Iterable[int]) -> Pieces:
    return Pieces(first, sum(others))


def _go_heads(channels: int) -> list[int]:
    points = 19 * 19
    policy = conv(points, 1, channels, 1)
    value = [conv(points, 1, channels, 1), dense(points, 50), dense(50, 1)]
    return [policy, *value]


def _residual() -> Pieces:
    points = 19 * 19
    tower = [conv(points, 9, 64, 64)] * 12
    return _sum(conv(points, 9, 31, 64), [*tower, *_go_heads(64)])


def _mobilenet() -> Pieces:
    points = 19 * 19
    block = [
        conv(points, 1, 64, 192),
        depthwise(points, 9, 192),
        conv(points, 1, 192, 64),
    ]
    return _sum(conv(points, 1, 31, 64), [*(block * 4), *_go_heads(64)])


def _autoencoder() -> Pieces:
    encoder = [
        conv(24 * 24, 9, 16, 32),
        conv(6 * 6, 9, 32, 32),
        conv(4 * 4, 9, 32, 16),
    ]
    decoder = [
        conv(4 * 4, 9, 1, 16),
        conv(6 * 6, 9, 16, 32),
        conv(24 * 24, 9, 32, 16),
        conv(26 * 26, 9, 16, 1),
    ]
    return _sum(conv(26 * 26, 9, 1, 16), [*encoder, *decoder])


PIECES = {
    "dense.xor": _sum(dense(2, 4), [dense(4, 1)]),
    "dense.mnist": _sum(dense(784, 64), [dense(64, 64), dense(64, 10)]),
    "dense.imdb": _sum(dense(10000, 16), [dense(16, 16), dense(16, 1)]),
    "images.mnist": _sum(
        conv(26 * 26, 9, 1, 32),
        [conv(24 * 24, 9, 32, 64), dense(12 * 12 * 64, 128), dense(128, 10)],
    ),
    "images.cifar": _sum(
        conv(32 * 32, 9, 3, 32),
        [
            conv(30 * 30, 9, 32, 32),
            conv(15 * 15, 9, 32, 64),
            conv(13 * 13, 9, 64, 64),
            dense(6 * 6 * 64, 512),
            dense(512, 10),
        ],
    ),
    "images.autoencoder": _autoencoder(),
    # Below the LSTMs are embeddings, which are trained: nothing is saved.
    "tickets.tickets": _sum(
        0,
        [lstm(10, 64, 128), lstm(100, 64, 32), dense(172, 1), dense(172, 4)],
    ),
    "go.residual": _residual(),
    "go.mobilenet": _mobilenet(),
}
