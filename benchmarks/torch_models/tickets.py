"""The ticket model of the course in PyTorch."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn, optim
from torch.nn import functional

from benchmarks.torch_models import Parts


class Tickets(nn.Module):
    """Two embeddings, two LSTMs and two heads."""

    def __init__(self) -> None:
        super().__init__()
        self.title = nn.Embedding(10000, 64)
        self.body = nn.Embedding(10000, 64)
        self.of_title = nn.LSTM(64, 128, batch_first=True)
        self.of_body = nn.LSTM(64, 32, batch_first=True)
        self.priority = nn.Linear(172, 1)
        self.department = nn.Linear(172, 4)

    def forward(self, x: Any) -> Any:
        """Return logits by name."""
        _, (title, _) = self.of_title(self.title(x["title"]))  # (1, N, 128)
        _, (body, _) = self.of_body(self.body(x["body"]))  # (1, N, 32)
        features = torch.cat([title[0], body[0], x["tags"]], dim=1)
        return {
            "priority": self.priority(features),
            "department": self.department(features),
        }


def tickets() -> Parts:
    """Return the ticket model."""

    def judge(logits: Any, y: Any) -> tuple[Any, Any]:
        priority = functional.binary_cross_entropy_with_logits(
            logits["priority"], y["priority"]
        )
        department = functional.cross_entropy(logits["department"], y["department"])
        return priority + 0.2 * department, None

    def rmsprop(parameters: Any, **how: Any) -> Any:
        return optim.RMSprop(parameters, lr=1e-3, alpha=0.9, eps=1e-7, **how)

    return Parts(Tickets(), judge, rmsprop)
