"""Metrics have Keras's results after every update."""

from __future__ import annotations

import pytest

from .case import now
from .cases.metrics import CASES
from .compare import agree


@pytest.mark.parametrize("name", now(CASES))
def test_agrees_with_keras(name: str) -> None:
    agree("metrics", CASES, name)
