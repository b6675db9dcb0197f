"""A test file of a small package that is laid out as Keras is, run as theirs are."""

from __future__ import annotations

import pytest

from .running import run_file


@pytest.fixture
def outcomes(package):
    report = run_file(package, "layers.core", "layers/core/dense_test.py", limit=5)
    return {test.removeprefix("DenseTest."): o for test, o in report.outcomes.items()}


def test_outcomes(outcomes):
    assert {test: outcome for test, (outcome, _) in outcomes.items()} == {
        "test_units": "passed",
        "test_wrong": "failed",
        "test_text_of_an_error": "passed",
        "test_missing": "failed",
        "test_private": "excluded",
        "test_slow": "failed",
        "test_deadly": "failed",
        "test_after": "passed",
    }
    assert outcomes["test_wrong"][1] == "AssertionError: 3 != 4"
    assert outcomes["test_missing"][1] == "NotHere: keras.layers.Gone is not in tengen"
    assert outcomes["test_private"][1] == "internals: attribute _kernel"
    assert "TooSlow" in outcomes["test_slow"][1]
    assert "ended with -9" in outcomes["test_deadly"][1]
