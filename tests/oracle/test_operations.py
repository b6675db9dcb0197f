"""Functions of `ops` return Keras's values."""

from __future__ import annotations

import pytest

from .case import now
from .cases.operations import CASES
from .compare import agree


@pytest.mark.parametrize("name", now(CASES))
def test_agrees_with_keras(name: str) -> None:
    agree("operations", CASES, name)
