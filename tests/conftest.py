"""What every test shares: where real data lies, and where it may be missing."""

from __future__ import annotations

import gc
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Settings and files of the person who runs the tests have no part in them.
_HOME = tempfile.TemporaryDirectory(prefix="tengen-tests-")
os.environ["KERAS_HOME"] = _HOME.name

# A shell that starts the tests in the background has Ctrl-C ignored, and what they
# start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "datasets"
if _BESIDE.is_dir():
    os.environ.setdefault("TENGEN_DATA", str(_BESIDE))


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real data sets; skips the test where there is none."""
    folder = os.environ.get("TENGEN_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("no real data: set TENGEN_DATA to the folder of data sets")
    return Path(folder)


@pytest.fixture(scope="module", autouse=True)
def forget_programs() -> Iterator[None]:
    """Drop compiled programs after each file: thousands would fill the memory."""
    yield
    jax = sys.modules.get("jax")
    if jax is not None:
        gc.collect()
        jax.clear_caches()
