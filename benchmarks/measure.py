"""Measuring by the step: workers that stay alive and take turns."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import environments, rounds
from benchmarks.environments import NotInstalled
from benchmarks.peers import PEERS, variables
from benchmarks.places import ROOT, STORE
from benchmarks.process import WorkerDied, WorkerProcess
from benchmarks.results import Column
from benchmarks.workloads import Workload

Say = Callable[[str], None]
_PAUSE = 0.25  # seconds between turns, until the last one's threads sleep
_OVERHEAD_MATTERS = 0.05  # seconds of a step below which other settings are tried
_PATIENCE = 900.0


@dataclass(frozen=True)
class Settings:
    """How to measure.

    Attributes:
        rounds: turns of every peer.
        seconds: what a turn shall take.
        threads: as many compute.
        quick: small data, no other settings than the usual ones.
    """

    rounds: int = 5
    seconds: float = 3.0
    threads: int = 2
    quick: bool = False


class Contest:
    """The workers of several peers, started when they are first needed.

    Args:
        names: of the peers.
        settings: how to measure.
        say: tells the user what is going on.
    """

    def __init__(self, names: Sequence[str], settings: Settings, say: Say) -> None:
        self.names = list(names)
        self.settings = settings
        self.say = say
        self.absent: dict[str, str] = {}
        self.versions: dict[str, dict[str, str]] = {}
        self._workers: dict[str, WorkerProcess] = {}

    def __enter__(self) -> Contest:
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self._workers.values():
            worker.close()

    def names_for(self, workload: Workload) -> list[str]:
        """Return who takes part in a workload."""
        if workload.peers:
            return [name for name in self.names if name in workload.peers]
        return [name for name in self.names if not PEERS[name].only_plays_go]

    def python(self, name: str) -> Path | None:
        """Return a peer's interpreter; `None`, with a reason, where it has none."""
        if name in self.absent:
            return None
        environment = PEERS[name].environment
        if environment == "project":
            return Path(sys.executable)
        try:
            return environments.ready(environment, self.say).python
        except NotInstalled as error:
            for peer in PEERS.values():
                if peer.environment == environment:
                    self.absent[peer.name] = f"not installed: {error}"
            return None

    def ask(self, name: str, do: str, **arguments: Any) -> dict[str, Any]:
        """Give a peer an order; what goes wrong comes back as `failed`."""
        try:
            worker = self._workers.get(name) or self._start(name)
            return worker.ask(do, **arguments)
        except WorkerDied as error:
            self._workers.pop(name, None)
            return {"failed": str(error)}

    def _start(self, name: str) -> WorkerProcess:
        python = self.python(name)
        if python is None:
            raise WorkerDied(self.absent[name])
        threads = self.settings.threads
        worker = WorkerProcess(
            [str(python), "-m", "benchmarks.worker", name, f"--threads={threads}"],
            variables(PEERS[name], threads),
            ROOT,
            STORE / "logs" / f"{name}.log",
            _PATIENCE,
        )
        self._workers[name] = worker
        answer = worker.ask("hello")
        self.versions[name] = answer.get("versions", {})
        return worker

    def peaks(self) -> dict[str, list[float]]:
        """Measure GFLOP/s of large matrix products, by peer."""
        sizes = (1024,) if self.settings.quick else (2048, 4096)
        found: dict[str, list[float]] = {}
        names = [name for name in self.names if name in ("tengen", "torch-eager")]
        for _, name in rounds.turns(names, self.settings.rounds):
            self.say(f"matrix products: {PEERS[name].title}")
            best = 0.0
            for size in sizes:
                answer = self.ask(name, "product", size=size)
                if "seconds" in answer:
                    best = max(best, 2e-9 * size**3 / answer["seconds"])
            if best:
                found.setdefault(name, []).append(best)
            time.sleep(_PAUSE)
        return found

    def measure(self, workload: Workload) -> dict[str, Column]:
        """Measure one workload with all peers, in alternation."""
        columns: dict[str, Column] = {}
        steps: dict[str, int] = {}
        for name in self.names_for(workload):
            self.say(f"{workload.name}: {PEERS[name].title} prepares")
            column, step = self._prepare(name, workload)
            columns[name] = column
            if not column.missing:
                steps[name] = self._steps(workload, step)
                self.say(f"{workload.name}: {PEERS[name].title} warms up")
                self.ask(name, "run", steps=steps[name])
        times = self._alternate(workload, steps)
        for name in steps:
            self.ask(name, "drop")
            columns[name] = _with_rounds(columns[name], times[name])
        return columns

    def _prepare(self, name: str, workload: Workload) -> tuple[Column, float]:
        """Finds a peer's fastest settings; leaves it ready with these."""
        answer = self.ask(name, "variants", workload=workload.name)
        if "variants" not in answer:
            return _absent(answer), 0.0
        tried: list[tuple[float, dict[str, Any]]] = []
        ready: dict[str, Any] = {}  # the latest answer
        for variant in answer["variants"]:
            if tried and not self._tries_more(workload, tried[0][0]):
                break
            ready = self._with(name, workload, variant)
            if "seconds" in ready:
                tried.append((ready["seconds"] / ready["steps"], variant))
            elif not tried:
                return _absent(ready), 0.0
        step, best = min(tried, key=lambda pair: pair[0])
        if best is not tried[-1][1] or "seconds" not in ready:
            ready = self._with(name, workload, best)
        if "seconds" not in ready:
            return _absent(ready), 0.0
        return Column(variant=best, ready=ready["ready"]), step

    def _tries_more(self, workload: Workload, step: float) -> bool:
        if self.settings.quick:
            return False
        return workload.kind == "inference" or step < _OVERHEAD_MATTERS

    def _with(
        self, name: str, workload: Workload, variant: dict[str, Any]
    ) -> dict[str, Any]:
        return self.ask(
            name,
            "prepare",
            workload=workload.name,
            variant=variant,
            most=self._most(workload),
        )

    def _most(self, workload: Workload) -> int:
        small = self.settings.quick and workload.kind != "go"
        return min(workload.most_steps, 16) if small else 10**9

    def _steps(self, workload: Workload, step: float) -> int:
        seconds = self.settings.seconds
        if workload.kind == "inference":
            return rounds.steps_for(seconds / 2, step, most=10**9)
        most = min(workload.most_steps, self._most(workload))
        return rounds.steps_for(seconds, step, most)

    def _alternate(
        self, workload: Workload, steps: dict[str, int]
    ) -> dict[str, list[dict[str, Any]]]:
        answers: dict[str, list[dict[str, Any]]] = {name: [] for name in steps}
        for number, name in rounds.turns(list(steps), self.settings.rounds):
            if any("seconds" not in answer for answer in answers[name]):
                continue  # it failed in an earlier round
            told = f"round {number + 1} of {self.settings.rounds}"
            self.say(f"{workload.name}: {told}, {PEERS[name].title}")
            answers[name].append(self.ask(name, "run", steps=steps[name]))
            time.sleep(_PAUSE)
        return answers


def _absent(answer: dict[str, Any]) -> Column:
    if "missing" in answer:
        return Column(missing=f"not there yet: {answer['missing']}")
    reason = str(answer.get("failed", "no answer"))
    return Column(missing=reason, failed=not reason.startswith("not installed"))


def _with_rounds(column: Column, answers: list[dict[str, Any]]) -> Column:
    failures = [answer for answer in answers if "seconds" not in answer]
    if failures:
        return _absent(failures[0])
    return Column(
        rounds=tuple(answer["seconds"] / answer["steps"] for answer in answers),
        steps=answers[0]["steps"] if answers else 0,
        variant=column.variant,
        ready=column.ready,
    )
