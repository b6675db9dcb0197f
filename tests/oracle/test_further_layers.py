"""Layers of the third set have Keras's outputs, shapes and gradients."""

from __future__ import annotations

import pytest

from .case import now
from .cases.further_layers import CASES
from .compare import agree


@pytest.mark.parametrize("name", now(CASES))
def test_agrees_with_keras(name: str) -> None:
    agree("further_layers", CASES, name)
