"""Networks of dense layers in PyTorch: XOR, MNIST, IMDB."""

from __future__ import annotations

from typing import Any

from torch import nn, optim
from torch.nn import functional

from benchmarks.torch_models import Parts


def xor() -> Parts:
    """Return 2-4-1."""
    module = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))

    def judge(logits: Any, y: Any) -> tuple[Any, Any]:
        return functional.binary_cross_entropy_with_logits(logits, y), None

    return Parts(module, judge, lambda p, **how: optim.SGD(p, lr=0.1, **how))


def mnist() -> Parts:
    """Return 784-64-64-10."""
    module = nn.Sequential(
        nn.Linear(784, 64),
        nn.ReLU(),
        nn.Linear(64, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )

    def judge(logits: Any, y: Any) -> tuple[Any, Any]:
        return functional.cross_entropy(logits, y), (logits.argmax(1) == y).sum()

    return Parts(module, judge, _rmsprop)


def imdb() -> Parts:
    """Return 10000-16-16-1 with L2 on its hidden layers."""
    first, second = nn.Linear(10000, 16), nn.Linear(16, 16)
    module = nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), nn.Linear(16, 1))

    def judge(logits: Any, y: Any) -> tuple[Any, Any]:
        loss = functional.binary_cross_entropy_with_logits(logits, y)
        squares = first.weight.square().sum() + second.weight.square().sum()
        return loss + 0.001 * squares, ((logits > 0) == (y > 0.5)).sum()

    return Parts(module, judge, _rmsprop)


def _rmsprop(parameters: Any, **how: Any) -> Any:
    return optim.RMSprop(parameters, lr=1e-3, alpha=0.9, eps=1e-7, **how)
