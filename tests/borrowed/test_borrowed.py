"""Keras's own tests come out as the ledger says. A few here, all by `make borrowed`."""

from __future__ import annotations

import pytest

from . import ledger, wheel
from .running import run_file

PACKAGE = wheel.find()
FAST = [
    ("losses", "losses/loss_test.py"),
    ("constraints", "constraints/constraints_test.py"),
    ("layers.reshaping", "layers/reshaping/permute_test.py"),
]

pytestmark = pytest.mark.skipif(PACKAGE is None, reason=wheel.ABSENT)


@pytest.mark.parametrize(("area", "file"), FAST)
def test_file_is_as_the_ledger_says(area, file):
    report = run_file(PACKAGE, area, file)
    assert report.surprises(ledger.read(area)) == []
    assert report.counts()["passed"]
