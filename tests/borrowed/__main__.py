"""`python -m tests.borrowed`: run Keras's own tests, and print how many pass."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

from . import ledger, wheel
from .areas import AREAS, PROMISED, area_of, files_of
from .running import LIMIT, OUTCOMES, FileReport, run_file, run_files

Selected = tuple[str, str]  # area, file


def main() -> int:
    """Run what the command line names; return 1 where the ledger is not right."""
    options = _options()
    try:
        package = wheel.fetch()
    except wheel.NoWheel as error:
        print(error, file=sys.stderr)
        return 1
    if any("::" in thing for thing in options.what):
        return _one_by_one(package, options)
    files = [pair for thing in options.what for pair in _files(thing, package)]
    reports = []
    for report in run_files(package, files, options.jobs, options.limit):
        reports.append(report)
        if options.update:
            _update(report)
        if not options.quiet:
            print(report.file, dict(report.counts()), file=sys.stderr, flush=True)
    surprises = _surprises(reports)
    if options.causes:
        print(causes(reports))
    if options.excluded:
        print(exclusions(reports))
    shown = surprises
    if options.causes or options.excluded:
        shown = [f"{len(surprises)} tests are not as the ledger says"]
    print("\n".join([*shown, "", table(reports)]))
    return 1 if surprises else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.borrowed", description=__doc__)
    parser.add_argument(
        "what",
        nargs="*",
        default=[*AREAS],
        help="areas, files (layers/core/dense_test.py) or tests (FILE::Class.test)",
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds per test")
    parser.add_argument("--quiet", action="store_true", help="no line for each file")
    parser.add_argument(
        "--causes", action="store_true", help="group the failures by their error"
    )
    parser.add_argument(
        "--excluded", action="store_true", help="count the exclusions by their cause"
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help="drop what passes from the ledger; add what fails, as unexamined",
    )
    return parser.parse_args()


def _files(thing: str, package: Path) -> list[Selected]:
    if thing in AREAS:
        return [(thing, file) for file in files_of(thing, package)]
    return [(area_of(thing, package), thing)]


def _one_by_one(package: Path, options: argparse.Namespace) -> int:
    """Run single tests, with their tracebacks."""
    failed = False
    for thing in options.what:
        file, _, test = thing.partition("::")
        area = area_of(file, package)
        report = run_file(package, area, file, options.limit, only=test or "*")
        for name, (outcome, why) in report.outcomes.items():
            print(f"{file}::{name} {outcome} {why}")
            failed |= outcome == "failed"
    return 1 if failed else 0


def _surprises(reports: list[FileReport]) -> list[str]:
    reasons = {area: ledger.read(area) for area in {r.area for r in reports}}
    return [line for r in reports for line in r.surprises(reasons[r.area])]


def _update(report: FileReport) -> None:
    reasons = ledger.read(report.area)
    ledger.updated(reasons, report.file, report.outcomes)
    ledger.write(report.area, reasons)


def table(reports: list[FileReport]) -> str:
    """Return the counts by area; the share is of the tests that are asked for."""
    lines = [f"{'area':24}" + "".join(f"{name:>10}" for name in (*OUTCOMES, "total"))]
    lines[0] += "   share"
    promised: Counter[str] = Counter()
    for area in AREAS:
        counts = Counter[str]()
        for report in reports:
            if report.area == area:
                counts.update(report.counts())
        if counts:
            lines.append(_row(area, counts))
        if area in PROMISED:
            promised.update(counts)
    if promised:
        lines.append(_row("all that is promised", promised))
    return "\n".join(lines)


def _row(name: str, counts: Counter[str]) -> str:
    asked = counts["passed"] + counts["failed"]
    share = f"{100 * counts['passed'] / asked:7.1f}%" if asked else "       -"
    columns = [*(counts[outcome] for outcome in OUTCOMES), counts.total()]
    return f"{name:24}" + "".join(f"{n:10}" for n in columns) + share


def causes(reports: list[FileReport]) -> str:
    """Return the failures of each area, grouped by their error."""
    lines = []
    for area in AREAS:
        groups: dict[str, list[str]] = {}
        for report in reports:
            for test, (outcome, why) in report.outcomes.items():
                if report.area == area and outcome == "failed":
                    groups.setdefault(_pattern(why), []).append(
                        f"{report.file}::{test}"
                    )
        for cause, tests in sorted(groups.items(), key=lambda item: -len(item[1])):
            lines.append(f"{area} {len(tests):4}  {cause}\n           {tests[0]}")
    return "\n".join(lines)


def _pattern(why: str) -> str:
    """Return an error without its numbers, so that like ones fall together."""
    return re.sub(r"\d[\d.e+-]*", "#", why)[:160]


def exclusions(reports: list[FileReport]) -> str:
    """Return how many tests each cause excludes."""
    found = Counter(
        (report.area, why)
        for report in reports
        for outcome, why in report.outcomes.values()
        if outcome == "excluded"
    )
    return "\n".join(f"{area} {n:4}  {why}" for (area, why), n in found.most_common())


if __name__ == "__main__":
    sys.exit(main())
