"""Layers have Keras's outputs, shapes and gradients."""

from __future__ import annotations

import pytest

from .case import now
from .cases.layers import CASES
from .compare import agree


@pytest.mark.parametrize("name", now(CASES))
def test_agrees_with_keras(name: str) -> None:
    agree("layers", CASES, name)
