"""What the tests of the Go lab share: real records, and GNU Go."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.go.gnugo import GnuGo


@pytest.fixture(scope="session")
def go_data() -> Path:
    """The folder of real game records; skips the test where there is none."""
    datasets = os.environ.get("TENGEN_DATA")
    folder = Path(datasets).parent / "go" if datasets else None
    if folder is None or not folder.is_dir():
        pytest.skip("no game records: set TENGEN_DATA to a folder that has ../go")
    return folder


@pytest.fixture
def gnugo() -> Iterator[Callable[..., GnuGo]]:
    """Starts GNU Go with options; skips the test where it is not installed."""
    program = shutil.which("gnugo") or shutil.which("gnugo", path="/usr/games")
    if program is None:
        pytest.skip("GNU Go is not installed")
    engines: list[GnuGo] = []

    def start(*options: str) -> GnuGo:
        engines.append(GnuGo(program, *options))
        return engines[-1]

    yield start
    for engine in engines:
        engine.close()
