"""`fit`, `evaluate`, `predict` and the batch methods report what Keras's report."""

from __future__ import annotations

import pytest

from .case import now
from .cases import fitting, outputs
from .compare import agree


@pytest.mark.parametrize("name", now(fitting.CASES))
def test_agrees_with_keras(name: str) -> None:
    agree("fitting", fitting.CASES, name)


@pytest.mark.parametrize("name", now(outputs.CASES))
def test_two_outputs_agree_with_keras(name: str) -> None:
    agree("outputs", outputs.CASES, name)
