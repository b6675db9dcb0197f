"""What was measured, as plain data: into a JSON file and back.

A `Column` is one peer at one workload: a number per round, or the reason for none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Column:
    """One peer at one workload.

    Attributes:
        rounds: seconds of a step (or a start), or MB, one number a round.
        steps: steps of a round.
        variant: the settings that proved fastest.
        ready: seconds to build, compile and make the first step.
        missing: why there are no numbers, where there are none.
        failed: the reason is an error, not a layer that is not there yet.
    """

    rounds: tuple[float, ...] = ()
    steps: int = 0
    variant: Mapping[str, Any] = field(default_factory=dict)
    ready: float = 0.0
    missing: str = ""
    failed: bool = False


@dataclass(frozen=True)
class Line:
    """One workload.

    Attributes:
        columns: by the peer's name.
        date: when it was measured.
        commit: of the sources.
        peak: GFLOP/s of a large matrix product in the same run, 0 where not measured.
    """

    columns: dict[str, Column]
    date: str
    commit: str
    peak: float = 0.0


@dataclass(frozen=True)
class Results:
    """A benchmark.

    Attributes:
        machine: facts about it, by name.
        versions: of every peer, by name and distribution.
        settings: rounds, seconds of a round, threads.
        peaks: GFLOP/s of a large matrix product, a number a round, by peer.
        lines: by the workload's name.
    """

    machine: dict[str, str]
    versions: dict[str, dict[str, str]]
    settings: dict[str, Any]
    peaks: dict[str, list[float]]
    lines: dict[str, Line]

    def updated(self, newer: Results) -> Results:
        """Return these results with the lines of a newer run in place of their own.

        Raises:
            ValueError: where the newer run was made on another machine.
        """
        if self.machine != newer.machine:
            raise ValueError(
                "the stored results are of another machine: measure all workloads anew"
            )
        return Results(
            machine=newer.machine,
            versions={**self.versions, **newer.versions},
            settings=newer.settings,
            peaks=newer.peaks or self.peaks,
            lines={**self.lines, **newer.lines},
        )


def write(results: Results, path: Path) -> None:
    """Store results, at once or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(_rounded(asdict(results)), indent=1) + "\n")
    os.replace(beside, path)


def read(path: Path) -> Results:
    """Return stored results."""
    raw = json.loads(path.read_text())
    lines = {
        name: Line(
            columns={
                peer: Column(**{**column, "rounds": tuple(column["rounds"])})
                for peer, column in line["columns"].items()
            },
            date=line["date"],
            commit=line["commit"],
            peak=line["peak"],
        )
        for name, line in raw["lines"].items()
    }
    return Results(**{**raw, "lines": lines})


def _rounded(tree: Any) -> Any:
    """Keeps five digits: no clock has more to say."""
    if isinstance(tree, dict):
        return {key: _rounded(branch) for key, branch in tree.items()}
    if isinstance(tree, list | tuple):
        return [_rounded(branch) for branch in tree]
    return float(f"{tree:.5g}") if isinstance(tree, float) else tree
