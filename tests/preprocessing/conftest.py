"""What Keras 3.15 makes of the cases; see `make_keras_numbers`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def keras_numbers():
    path = Path(__file__).with_name("keras_numbers.json")
    return json.loads(path.read_text())
