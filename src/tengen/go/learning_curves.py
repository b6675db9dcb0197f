"""Training runs beside one another: their logs as numbers, and as curves over time.

runs = [train_once(plan, name) for name, plan in plans.items()]
figures = charts(runs)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tengen.go.training import Plan
from tengen.go.training.journal import read_journal
from tengen.pages import Curve, chart

__all__ = ["Run", "charts", "train_once"]

_LOOKS = ("blue", "orange", "plum", "blue dashed", "orange dashed", "plum dashed")
_MINUTE = 60.0


@dataclass(frozen=True)
class Run:
    """What a training run came to, and how it went.

    Attributes:
        name: of the run.
        parameters: of its network.
        trained: positions that it was trained on.
        seconds: of training.
        loss: cross-entropy of held-out moves at the end, in nats, on the large sample.
        accuracy: share of them that were its first choice.
        times: seconds of training at each validation, `(n,)`; the last one is the end.
        losses: cross-entropy at these times, on a smaller sample, `(n,)`.
        accuracies: share of moves that were its first choice, on this one, `(n,)`.
        value_errors: mean squared error of White's probability to win, `(n,)`; empty
            for a network without a value.
    """

    name: str
    parameters: int
    trained: int
    seconds: float
    loss: float
    accuracy: float
    times: NDArray[np.float64]
    losses: NDArray[np.float64]
    accuracies: NDArray[np.float64]
    value_errors: NDArray[np.float64]


def train_once(plan: Plan, name: str, show: bool = True) -> Run | None:
    """Train, or go on, or read what an earlier call with the same plan has come to.

    Args:
        plan: what to train, and where to.
        name: of the run.
        show: whether to show progress on the terminal.

    Returns:
        The run; `None` if Ctrl-C stopped it. The next call goes on with it.

    Raises:
        ValueError: if the folder holds a run with another plan.
    """
    from tengen.go.training import train

    file = plan.folder / "plan.json"
    is_over = (plan.folder / "result.json").is_file() and file.is_file()
    if not (is_over and not Plan.load(file).differences(plan)):
        if not train(plan, show).finished:
            return None
    return _read(plan.folder, name)


def _read(folder: Path, name: str) -> Run:
    totals = json.loads((folder / "result.json").read_text())
    log = read_journal(folder / "log.jsonl")
    checked = [line for line in log if line["kind"] == "validation"]
    lines = [line for line in checked if "policy_loss" in line]

    def column(key: str) -> NDArray[np.float64]:
        values = [line[key] for line in lines if key in line]
        return np.array(values, "float64")

    return Run(
        name=name,
        parameters=totals["parameters"],
        trained=totals["trained"],
        seconds=totals["seconds"],
        loss=totals["policy_loss"],
        accuracy=totals["policy_top1"],
        times=column("seconds"),
        losses=column("policy_loss"),
        accuracies=column("policy_top1"),
        value_errors=column("value_mse"),
    )


def charts(runs: Sequence[Run]) -> list[str]:
    """Draw error and accuracy of several runs over time, a figure of SVG each.

    The time is in minutes for runs of three minutes or more, else in seconds.
    """
    long = max(run.seconds for run in runs) >= 3 * _MINUTE
    unit, divisor = ("minutes", _MINUTE) if long else ("seconds", 1.0)
    wanted = [
        ("Error on held-out moves (cross-entropy)", "losses", 1.0),
        ("Accuracy on held-out moves, %", "accuracies", 100.0),
        ("Error of the value (mean squared)", "value_errors", 1.0),
    ]
    figures = []
    for title, attribute, factor in wanted:
        curves = [
            Curve(run.name, look, factor * values, at=run.times / divisor)
            for run, look in zip(runs, _LOOKS, strict=False)
            if len(values := getattr(run, attribute))
        ]
        if curves:
            figures.append(chart(title, f"{unit} of training", curves))
    return figures
