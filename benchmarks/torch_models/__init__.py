"""The same models in plain PyTorch, as one who knows it well would write them.

Images come as `(N, H, W, C)` and are only seen as `(N, C, H, W)`: this is the
channels-last layout, without a copy. Every function returns `Parts`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Parts:
    """A model and how it is trained.

    Attributes:
        module: the network; images in channels-last layout.
        judge: (outputs, targets) -> (loss, what a metric counts or `None`).
        optimizer: (parameters, further options) -> the optimizer.
    """

    module: Any
    judge: Callable[[Any, Any], tuple[Any, Any]]
    optimizer: Callable[..., Any]
