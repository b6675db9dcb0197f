"""Initializers draw from Keras's distributions."""

from __future__ import annotations

import pytest

from .case import now
from .cases.initializers import CASES
from .compare import agree


@pytest.mark.parametrize("name", now(CASES))
def test_agrees_with_keras(name: str) -> None:
    agree("initializers", CASES, name)
