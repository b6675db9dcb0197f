"""How well a network predicts moves and winners, over all and per phase of the game."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from tengen.go.data import PositionBatch, Positions
from tengen.go.phases import PHASES, phases_of

Array = np.ndarray[Any, Any]

_SMALLEST = 1e-7
_CONSTANT = 5e-3
_NEAR_UNIFORM = 0.005


@dataclasses.dataclass(frozen=True)
class Scores:
    """Results over some positions; `None` where the network has no such output.

    Attributes:
        positions: how many.
        policy_loss: cross-entropy of the moves played, in nats.
        policy_top1, policy_top5: share of positions whose move is the most probable
            one, or among the five most probable.
        value_loss: binary cross-entropy of White's probability to win.
        value_mse: mean squared error of it.
        value_accuracy: share of positions with the right winner; those whose target
            is 0.5 are left out.
        value_spread: standard deviation of the predicted values.
    """

    positions: int
    policy_loss: float | None = None
    policy_top1: float | None = None
    policy_top5: float | None = None
    value_loss: float | None = None
    value_mse: float | None = None
    value_accuracy: float | None = None
    value_spread: float | None = None


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """Scores over all positions and over those of each phase.

    Attributes:
        overall: over all.
        phases: by the names `"opening"`, `"middle"`, `"end"`, where there are any.
        dead: a sentence for each head that has learned nothing.
    """

    overall: Scores
    phases: dict[str, Scores]
    dead: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain data: the overall scores, and those of the phases."""
        phases = {name: _plain(scores) for name, scores in self.phases.items()}
        return {**_plain(self.overall), "phases": phases, "dead": list(self.dead)}


def evaluate(
    model: Any, positions: Positions, count: int, batch_size: int = 128
) -> Evaluation:
    """Evaluate a network on the first `count` positions of a data set.

    Args:
        model: has outputs named `"policy"`, `"value"`, or one of them.
        positions: usually those of `part="held out"`, whose order is fixed.
        count: how many; no more than there are.
        batch_size: positions computed at a time.
    """
    count = min(count, positions.available)
    ranks, losses, predicted, targets, plies = [], [], [], [], []
    for first in range(0, count, batch_size):
        batch = positions.at(first, min(batch_size, count - first))
        policy, value = predictions(model, batch.x, batch_size)
        plies.append(batch.plies)
        if policy is not None:
            rank, loss = _policy_scores(policy, batch)
            ranks.append(rank)
            losses.append(loss)
        if value is not None:
            predicted.append(value)
            targets.append(batch.value)
    columns = [
        np.concatenate(column) if column else None
        for column in (ranks, losses, predicted, targets)
    ]
    phases = phases_of(np.concatenate(plies), positions.size)
    everything = np.ones(count, bool)
    overall = _scores(columns, everything)
    by_phase = {
        name: _scores(columns, phases == place)
        for place, name in enumerate(PHASES)
        if (phases == place).any()
    }
    return Evaluation(overall, by_phase, dead_heads(overall, positions.moves))


def predictions(
    model: Any, x: Array, batch_size: int = 128
) -> tuple[Array | None, Array | None]:
    """Return policies `(N, M)` and values `(N,)` of planes `(N, S, S, P)`."""
    outputs = model.predict(x, batch_size=batch_size, verbose=0)
    if isinstance(outputs, dict):
        named = outputs
    else:
        several = isinstance(outputs, list | tuple)
        parts = list(outputs) if several else [outputs]
        named = dict(zip(model.output_names, parts, strict=True))
    policy, value = named.get("policy"), named.get("value")
    return (
        None if policy is None else np.asarray(policy, "float32"),
        None if value is None else np.asarray(value, "float32").reshape(len(x)),
    )


def _policy_scores(policy: Array, batch: PositionBatch) -> tuple[Array, Array]:
    """Return the ranks of the moves played, from 0, and their cross-entropies."""
    played = batch.policy.argmax(-1)
    chance = policy[np.arange(len(policy)), played]
    above = policy > chance[:, None]
    # Of equally probable moves the first comes first: a constant output finds nothing.
    before = np.arange(policy.shape[1]) < played[:, None]
    level = (policy == chance[:, None]) & before
    return (above | level).sum(-1), -np.log(np.maximum(chance, _SMALLEST))


def _scores(columns: list[Array | None], chosen: Array) -> Scores:
    ranks, losses, predicted, targets = (
        None if column is None else column[chosen] for column in columns
    )
    found: dict[str, float] = {}
    if ranks is not None and losses is not None:
        found["policy_loss"] = float(losses.mean(dtype="float64"))
        found["policy_top1"] = float((ranks == 0).mean())
        found["policy_top5"] = float((ranks < 5).mean())
    if predicted is not None and targets is not None:
        p = np.clip(predicted.astype("float64"), _SMALLEST, 1 - _SMALLEST)
        t = targets.astype("float64")
        decided = t != 0.5
        right = ((p > 0.5) == (t > 0.5))[decided]
        found["value_loss"] = float(-(t * np.log(p) + (1 - t) * np.log(1 - p)).mean())
        found["value_mse"] = float(((p - t) ** 2).mean())
        found["value_accuracy"] = float(right.mean()) if len(right) else math.nan
        found["value_spread"] = float(p.std())
    return Scores(int(chosen.sum()), **found)


def dead_heads(scores: Scores, moves: int) -> tuple[str, ...]:
    """Return a sentence for each head whose predictions say nothing.

    A policy whose loss is that of equal probabilities, ln(moves), and a value that is
    the same everywhere: often a ReLU before the softmax or the last layer.
    """
    uniform = math.log(moves)
    sentences = []
    loss, spread = scores.policy_loss, scores.value_spread
    if loss is not None and loss > (1 - _NEAR_UNIFORM) * uniform:
        sentences.append(
            f"the policy has learned nothing: its loss is {loss:.3f}, that of equal "
            f"probabilities is ln({moves}) = {uniform:.3f} (a ReLU before the softmax? "
            "too low a learning rate?)"
        )
    if spread is not None and spread < _CONSTANT:
        sentences.append(
            f"the value is the same everywhere: its spread is {spread:.4f} (a ReLU "
            "before the last layer? value_weight too small?)"
        )
    return tuple(sentences)


def _plain(scores: Scores) -> dict[str, Any]:
    return {k: v for k, v in dataclasses.asdict(scores).items() if v is not None}
