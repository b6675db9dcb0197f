"""Cases of later work: skipped while their subject is missing."""

from __future__ import annotations

import pytest

from .case import later
from .cases import ROOMS
from .compare import agree

CASES = [(room, name) for room, cases in ROOMS.items() for name in later(cases)]


@pytest.mark.parametrize(("room", "name"), CASES, ids=[f"{r}-{n}" for r, n in CASES])
def test_agrees_with_keras(room: str, name: str) -> None:
    agree(room, ROOMS[room], name)
