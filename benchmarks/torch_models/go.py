"""Networks that play Go, in PyTorch."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn, optim
from torch.nn import functional

from benchmarks.torch_models import Parts


def _normalized(channels: int) -> Any:
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


class Block(nn.Module):
    """Two 3x3 convolutions and a way around them."""

    def __init__(self) -> None:
        super().__init__()
        self.way = nn.Sequential(
            nn.Conv2d(64, 64, 3, padding=1, bias=False),
            _normalized(64),
            nn.ReLU(inplace=True),
            nn.Conv2d(64, 64, 3, padding=1, bias=False),
            _normalized(64),
        )

    def forward(self, x: Any) -> Any:
        """Return `(N, 64, H, W)`."""
        return functional.relu(x + self.way(x))


class Bottleneck(nn.Module):
    """Expand to 192, look around depthwise, squeeze to 64, and a way around."""

    def __init__(self) -> None:
        super().__init__()
        self.way = nn.Sequential(
            nn.Conv2d(64, 192, 1, bias=False),
            _normalized(192),
            nn.ReLU(inplace=True),
            nn.Conv2d(192, 192, 3, padding=1, groups=192, bias=False),
            _normalized(192),
            nn.ReLU(inplace=True),
            nn.Conv2d(192, 64, 1, bias=False),
            _normalized(64),
        )

    def forward(self, x: Any) -> Any:
        """Return `(N, 64, H, W)`."""
        return x + self.way(x)


class Network(nn.Module):
    """A stem, a tower, and heads for policy and value."""

    def __init__(self, stem: Any, tower: list[Any]) -> None:
        super().__init__()
        self.tower = nn.Sequential(
            stem, _normalized(64), nn.ReLU(inplace=True), *tower
        ).to(memory_format=torch.channels_last)
        self.policy = nn.Conv2d(64, 1, 1, bias=False)
        self.value = nn.Conv2d(64, 1, 1, bias=False)
        self.judgement = nn.Sequential(nn.Linear(361, 50), nn.ReLU(), nn.Linear(50, 1))
        self.to(memory_format=torch.channels_last)

    def logits(self, x: Any) -> Any:
        """Return both heads before softmax and sigmoid, from `(N, 19, 19, 31)`."""
        x = self.tower(x.permute(0, 3, 1, 2))
        policy = functional.relu(self.policy(x)).flatten(1)  # (N, 361)
        value = self.judgement(functional.relu(self.value(x)).flatten(1))
        return policy, value

    def forward(self, x: Any) -> Any:
        """Return logits to train on, probabilities to play with."""
        policy, value = self.logits(x)
        if self.training:
            return policy, value
        return policy.softmax(1), value.sigmoid()


def residual() -> Parts:
    """Return six residual blocks, 64 wide."""
    stem = nn.Conv2d(31, 64, 3, padding=1, bias=False)
    return Parts(Network(stem, [Block() for _ in range(6)]), _judge, _sgd)


def mobilenet() -> Parts:
    """Return four inverted bottlenecks, 64 wide and 192 expanded."""
    stem = nn.Conv2d(31, 64, 1, bias=False)
    return Parts(Network(stem, [Bottleneck() for _ in range(4)]), _judge, _sgd)


def _judge(logits: Any, y: Any) -> tuple[Any, Any]:
    policy, value = logits
    loss = functional.cross_entropy(policy, y["policy"])
    loss = loss + functional.binary_cross_entropy_with_logits(value, y["value"])
    hits = (policy.argmax(1) == y["policy"].argmax(1)).sum()
    misses = (value.sigmoid() - y["value"]).square().mean()
    return loss, hits + misses


def _sgd(parameters: Any, **how: Any) -> Any:
    return optim.SGD(parameters, lr=5e-4, momentum=0.9, **how)
