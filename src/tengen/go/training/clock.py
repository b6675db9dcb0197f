"""How long training has taken, how far it is, and the learning rate that follows."""

from __future__ import annotations

import math
import os
import time

from tengen.go.training.plan import ROUND, Plan


class Clock:
    """Counts seconds of training: those between `start` and `stop`.

    Args:
        kind: `"wall"`, or `"cpu"`: processor time of this process over its cores.
        seconds: counted already, by a run that is resumed.

    Attributes:
        seconds: counted so far.
        last: those of the last stretch.
        wall: what a clock on the wall has counted since this object was made.
    """

    def __init__(self, kind: str = "wall", seconds: float = 0.0) -> None:
        self.kind = kind
        self.seconds = seconds
        self.last = 0.0
        self.wall = 0.0
        self._cores = len(os.sched_getaffinity(0)) if _LINUX else os.cpu_count() or 1
        self._since: tuple[float, float] | None = None

    def start(self) -> None:
        """Begin to count."""
        self._since = self._now(), time.perf_counter()

    def stop(self) -> None:
        """Add what has passed since `start`."""
        if self._since is not None:
            began, on_the_wall = self._since
            self.last = self._now() - began
            self.seconds += self.last
            self.wall += time.perf_counter() - on_the_wall
            self._since = None

    def _now(self) -> float:
        if self.kind == "cpu":
            return time.process_time() / self._cores
        return time.perf_counter()


_FIRST = 0.05  # of the greatest rate, where warm-up begins
_LINUX = hasattr(os, "sched_getaffinity")


def progress(plan: Plan, step: float, seconds: float) -> float:
    """Return the share of the budget that is used up, 0 to 1."""
    if plan.steps is not None:
        share = step / plan.steps
    else:
        share = seconds / (60.0 * (plan.minutes or 0.0))
    return min(max(share, 0.0), 1.0)


def next_rate(plan: Plan, step: int, clock: Clock) -> float:
    """Return the learning rate of the round that comes: that of its middle."""
    middle = progress(plan, step + ROUND / 2, clock.seconds + clock.last / 2)
    return learning_rate(plan, middle)


def learning_rate(plan: Plan, share: float) -> float:
    """Return the rate after a share of the budget: warm-up, then cosine."""
    if share < plan.warmup:
        return plan.peak_rate * max(share / plan.warmup, _FIRST)
    angle = math.pi * (share - plan.warmup) / (1.0 - plan.warmup)
    low = plan.final_rate
    return plan.peak_rate * (low + (1.0 - low) * 0.5 * (1.0 + math.cos(angle)))
