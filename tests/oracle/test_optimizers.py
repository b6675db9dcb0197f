"""Optimizers go Keras's way under given gradients."""

from __future__ import annotations

import pytest

from .case import now
from .cases.optimizers import CASES
from .compare import agree


@pytest.mark.parametrize("name", now(CASES))
def test_agrees_with_keras(name: str) -> None:
    agree("optimizers", CASES, name)
