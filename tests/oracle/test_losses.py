"""Losses have Keras's values, reductions, weights and gradients."""

from __future__ import annotations

import pytest

from .case import now
from .cases.losses import CASES
from .compare import agree


@pytest.mark.parametrize("name", now(CASES))
def test_agrees_with_keras(name: str) -> None:
    agree("losses", CASES, name)
