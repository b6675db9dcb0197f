"""The ledger: every test that is asked for and does not pass, with its reason."""

from __future__ import annotations

import fnmatch
import json
import tomllib
from pathlib import Path

FOLDER = Path(__file__).with_name("ledger")
UNEXAMINED = "unexamined"

Reasons = dict[str, dict[str, str]]  # test file -> pattern of `Class.test` -> reason

_HEAD = """\
# Tests of Keras that do not pass here, and why: see tests/borrowed/README.md.
# `*` stands for any ending; every test that a line names must fail.
"""


def read(area: str, folder: Path = FOLDER) -> Reasons:
    """Return the reasons of an area."""
    path = folder / f"{area}.toml"
    if not path.is_file():
        return {}
    return tomllib.loads(path.read_text(encoding="utf-8"))


def write(area: str, reasons: Reasons, folder: Path = FOLDER) -> None:
    """Store the reasons of an area."""
    parts = [_HEAD]
    for file in sorted(reasons):
        if reasons[file]:
            lines = [f"{_quoted(k)} = {_quoted(v)}" for k, v in reasons[file].items()]
            parts.append("\n".join([f"[{_quoted(file)}]", *lines]) + "\n")
    path = folder / f"{area}.toml"
    if len(parts) == 1:
        path.unlink(missing_ok=True)
    else:
        path.write_text("\n".join(parts), encoding="utf-8")


def reason(reasons: Reasons, file: str, test: str) -> str | None:
    """Return the reason that is given for a test."""
    lines = reasons.get(file, {})
    if test in lines:
        return lines[test]
    for pattern, text in lines.items():
        if fnmatch.fnmatchcase(test, pattern):
            return text
    return None


def updated(reasons: Reasons, file: str, outcomes: dict[str, tuple[str, str]]) -> None:
    """Drop the lines of tests that do not fail; add those that fail unnamed.

    Args:
        reasons: changed in place.
        file: a test file that has run in full.
        outcomes: by `Class.test`, the outcome and the error.
    """
    failed = {test for test, (outcome, _) in outcomes.items() if outcome == "failed"}
    kept = {
        pattern: text
        for pattern, text in reasons.get(file, {}).items()
        if any(fnmatch.fnmatchcase(test, pattern) for test in failed)
        and not any(
            fnmatch.fnmatchcase(test, pattern) for test in outcomes.keys() - failed
        )
    }
    for test in outcomes:
        if test in failed and reason({file: kept}, file, test) is None:
            kept[test] = f"{UNEXAMINED}: {outcomes[test][1]}"
    reasons[file] = kept


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
