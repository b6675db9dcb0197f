"""Random image layers change images as Keras's do."""

from __future__ import annotations

import pytest

from .case import now
from .cases.augmentation import CASES
from .compare import agree


@pytest.mark.parametrize("name", now(CASES))
def test_agrees_with_keras(name: str) -> None:
    agree("augmentation", CASES, name)
