"""Runs test files, each in a process of its own, and compares with the ledger."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from . import ledger

LIMIT = 60.0  # seconds of the processor for a test
FILE_LIMIT = 7200.0  # seconds for a file
OUTCOMES = ("passed", "failed", "excluded", "skipped")
_WHOLE_FILE = "(the file)"


@dataclass
class FileReport:
    """What became of a test file.

    Attributes:
        area: the area it belongs to.
        file: its path below keras/src.
        outcomes: by `Class.test`, one of `OUTCOMES` and the reason.
    """

    area: str
    file: str
    outcomes: dict[str, tuple[str, str]] = field(default_factory=dict)

    def counts(self) -> Counter[str]:
        """Return how many tests came to each outcome."""
        return Counter(outcome for outcome, _ in self.outcomes.values())

    def surprises(self, reasons: ledger.Reasons) -> list[str]:
        """Return what is not as the ledger says, one line for each test."""
        found = []
        for test, (outcome, why) in self.outcomes.items():
            given = ledger.reason(reasons, self.file, test)
            if outcome == "failed" and given is None:
                found.append(f"{self.file}::{test} fails: {why}")
            elif outcome != "failed" and given is not None:
                found.append(
                    f"{self.file}::{test} {outcome}, though the ledger has: {given}"
                )
        for pattern in reasons.get(self.file, {}):
            if not any(_matches(pattern, test) for test in self.outcomes):
                found.append(
                    f"{self.file}::{pattern} is in the ledger and nowhere else"
                )
        return found


def _matches(pattern: str, test: str) -> bool:
    return ledger.reason({"": {pattern: "yes"}}, "", test) is not None


def run_files(
    package: Path, files: Sequence[tuple[str, str]], jobs: int = 2, limit: float = LIMIT
) -> Iterator[FileReport]:
    """Run test files, given as (area, file); yield the reports in this order."""
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda pair: run_file(package, *pair, limit), files)


def run_file(
    package: Path,
    area: str,
    file: str,
    limit: float = LIMIT,
    only: str | None = None,
) -> FileReport:
    """Run a test file; a test that takes the process with it counts as failed."""
    report = FileReport(area, file)
    with tempfile.TemporaryDirectory(prefix="tengen-borrowed-") as folder:
        results = Path(folder, "results.jsonl")
        results.touch()
        while True:
            code, said = _start(package, file, results, limit, only)
            began = _read(results, report)
            if code == 0:
                return report
            why = f"the process ended with {code}: {said}"
            if began is None:
                report.outcomes[_WHOLE_FILE] = "failed", why
                return report
            report.outcomes[began] = "failed", why
            with results.open("a") as lines:
                line = {"test": began, "outcome": "failed", "why": why}
                lines.write(json.dumps(line) + "\n")


def _start(
    package: Path, file: str, results: Path, limit: float, only: str | None
) -> tuple[int, str]:
    """Run the tests that have no result yet; return the exit code and last words."""
    done = {json.loads(line)["test"] for line in results.read_text().splitlines()}
    command = [sys.executable, "-m", f"{__package__}.child"]
    arguments = [str(package), file, str(results), str(limit), only or ""]
    try:
        child = subprocess.run(
            [*command, *arguments],
            input="\n".join(done),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            timeout=FILE_LIMIT,
            cwd=Path(__file__).parents[__package__.count(".") + 1],
        )
    except subprocess.TimeoutExpired:
        return 124, f"not done after {FILE_LIMIT:g} s"
    if only:
        sys.stderr.write(child.stderr)
    last = [line for line in child.stderr.splitlines() if line.strip()][-1:]
    return child.returncode, (last or [""])[0][:300]


def _read(results: Path, report: FileReport) -> str | None:
    """Put the results into a report; return the test that has no end, if any."""
    open_test = None
    for line in results.read_text().splitlines():
        entry = json.loads(line)
        if entry["outcome"] == "began":
            open_test = entry["test"]
        else:
            report.outcomes[entry["test"]] = entry["outcome"], entry["why"]
            open_test = None
    return open_test
