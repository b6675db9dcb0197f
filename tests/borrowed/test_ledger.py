"""The ledger is read and written without loss, and knows what is not as it says."""

from __future__ import annotations

import pytest

from . import ledger
from .areas import AREAS
from .running import FileReport

OUTCOMES = {
    "T.test_a": ("passed", ""),
    "T.test_b0": ("failed", 'ValueError: "b"'),
    "T.test_b1": ("failed", "ValueError: b"),
}


@pytest.fixture
def report():
    return FileReport("losses", "losses/x_test.py", dict(OUTCOMES))


def of(**reasons):
    return {"losses/x_test.py": {f"T.{test}": why for test, why in reasons.items()}}


def test_reasons_come_back(tmp_path):
    reasons = of(test_a='says "no"', test_b="two\nlines")
    ledger.write("losses", reasons, tmp_path)
    assert ledger.read("losses", tmp_path) == reasons


def test_an_area_without_failures_has_no_file(tmp_path):
    ledger.write("losses", of(test_a="x"), tmp_path)
    ledger.write("losses", {"losses/x_test.py": {}}, tmp_path)
    assert ledger.read("losses", tmp_path) == {}
    assert not list(tmp_path.iterdir())


def test_as_it_says(report):
    assert report.surprises({"losses/x_test.py": {"T.test_b*": "why"}}) == []


def test_an_unknown_failure(report):
    (line,) = report.surprises(of(test_b0="why"))
    assert "T.test_b1 fails" in line


def test_an_unexpected_pass(report):
    lines = report.surprises({"losses/x_test.py": {"T.*": "why"}})
    assert lines == [
        "losses/x_test.py::T.test_a passed, though the ledger has: why",
    ]


def test_a_line_for_nothing(report):
    (line,) = report.surprises(of(test_b0="x", test_b1="x", test_gone="x"))
    assert "test_gone" in line


def test_update_keeps_reasons_and_drops_what_passes():
    reasons = of(test_a="was broken", test_b0="known")
    ledger.updated(reasons, "losses/x_test.py", OUTCOMES)
    assert reasons == of(test_b0="known", test_b1="unexamined: ValueError: b")


def test_every_ledger_belongs_to_an_area():
    names = {path.stem for path in ledger.FOLDER.glob("*.toml")}
    assert names <= set(AREAS)
