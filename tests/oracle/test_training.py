"""Twenty steps of real networks have Keras's losses."""

from __future__ import annotations

import pytest

from .case import now
from .cases.training import CASES
from .compare import agree


@pytest.mark.parametrize("name", now(CASES))
def test_agrees_with_keras(name: str) -> None:
    agree("training", CASES, name)
