"""What running a recipe gave: numbers, facts, tables, figures; and its file."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from tengen.pages import write_whole

FILE = "result.json"
State = Literal["done", "failed", "skipped"]


@dataclass(frozen=True)
class Number:
    """A measured figure, and what is expected of it.

    Attributes:
        at_least, at_most: bars, judged in full runs only.
        near, within: a value that must be met in every run, and how closely.
        percent: whether to show it so.
    """

    name: str
    value: float
    at_least: float | None = None
    at_most: float | None = None
    near: float | None = None
    within: float | None = None
    percent: bool = False
    note: str = ""

    @property
    def text(self) -> str:
        """The figure as people write it."""
        return self.write(self.value)

    @property
    def expected(self) -> str:
        """What is expected, or nothing."""
        words = []
        if self.near is not None:
            words.append(self.write(self.near))
        if self.at_least is not None:
            words.append(f"at least {self.write(self.at_least)}")
        if self.at_most is not None:
            words.append(f"at most {self.write(self.at_most)}")
        return ", ".join(words)

    def met(self, quick: bool) -> bool | None:
        """Say whether the figure is as expected; `None` where that is not judged."""
        if self.near is not None:
            is_close = abs(self.value - self.near) <= (self.within or 0)  # NaN never is
            if not is_close:
                return False
        bars = self.at_least is not None or self.at_most is not None
        if bars and not quick:
            low = -math.inf if self.at_least is None else self.at_least
            high = math.inf if self.at_most is None else self.at_most
            return low <= self.value <= high
        return True if self.near is not None else None

    def write(self, value: float) -> str:
        """Write a value in this figure's unit."""
        if not math.isfinite(value):
            return str(value)
        if self.percent:
            return f"{100 * value:.2f}".rstrip("0").rstrip(".") + " %"
        if value == int(value) and abs(value) < 1e15:
            return f"{int(value):,}"
        if self.near is None:
            return f"{value:.4g}"
        if not self.within:
            return f"{value:.9g}"
        decimals = math.floor(-math.log10(self.within))  # all that are judged
        return f"{value:.4g}" if decimals < 3 else f"{value:.{min(decimals, 12)}f}"


@dataclass(frozen=True)
class Check:
    """A statement that must hold in every run."""

    statement: str
    holds: bool
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of texts under a heading each; the first cell names the row."""

    title: str
    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Figure:
    """A picture: its file beside the result, and what it shows."""

    name: str
    file: str
    caption: str


@dataclass
class Record:
    """All that a recipe has handed over, in its order."""

    numbers: list[Number] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


@dataclass
class Result:
    """How a run of a recipe ended.

    Attributes:
        name: of the recipe.
        state: `"done"`; `"failed"`, with the error's end as `reason`; or `"skipped"`,
            where `reason` names the data that could not be had.
        quick: whether it was the quick setting.
        seconds: how long it took.
        cpu_seconds: the same, on all cores together.
        record: what it found.
        output: what it printed.
        fingerprint: of the source that ran.
        version: of tengen.
        date: when it ended, such as `"2026-11-24"`.
    """

    name: str
    state: State
    quick: bool
    seconds: float
    cpu_seconds: float
    record: Record
    output: str = ""
    reason: str = ""
    fingerprint: str = ""
    version: str = ""
    date: str = ""

    @property
    def missed(self) -> list[str]:
        """Name the figures and statements that are not as expected."""
        numbers = [n.name for n in self.record.numbers if n.met(self.quick) is False]
        return numbers + [c.statement for c in self.record.checks if not c.holds]

    def write(self, folder: Path) -> None:
        """Write it into its folder, beside its figures."""
        write_whole(folder / FILE, json.dumps(asdict(self), indent=1) + "\n")


def read_result(folder: Path) -> Result | None:
    """Read the result in a folder; `None` if there is none that can be read."""
    try:
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Result(**{**data, "record": read_record(data["record"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read_record(data: dict[str, Any]) -> Record:
    """Read a record from what `asdict` made of it."""
    return Record(
        numbers=[Number(**row) for row in data["numbers"]],
        checks=[Check(**row) for row in data["checks"]],
        tables=[Table(**row) for row in data["tables"]],
        figures=[Figure(**row) for row in data["figures"]],
    )
