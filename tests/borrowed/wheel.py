"""Where the borrowed tests lie: in an installed or unpacked `keras` wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "3.15.1"  # the release that the ledger was written for
ROOT = Path(__file__).resolve().parents[2]
STORE = ROOT / ".bench" / f"keras-{VERSION}"

ABSENT = (
    "no tests of Keras: set TENGEN_KERAS_SOURCE to a folder that holds the package "
    f"keras {VERSION}, or TENGEN_KERAS_PYTHON to a Python that has it, or run "
    "`make borrowed`, which fetches it"
)


class NoWheel(Exception):
    """Raised where Keras cannot be fetched."""


def find() -> Path | None:
    """Return the folder of the package `keras`, or `None`.

    Real Keras is read as text and never imported.
    """
    for site in _candidates():
        package = site / "keras"
        if (package / "src" / "version.py").is_file() and version(package) == VERSION:
            return package
    return None


def _candidates() -> list[Path]:
    found = []
    source = os.environ.get("TENGEN_KERAS_SOURCE")
    if source:
        found.append(Path(source))
    python = os.environ.get("TENGEN_KERAS_PYTHON")
    if python:
        # Not resolved: in an environment it is a link to the system's Python.
        environment = Path(python).absolute().parents[1]
        found.extend(environment.glob("lib/python*/site-packages"))
    return [*found, STORE]


def version(package: Path) -> str:
    """Return the release of a package `keras`."""
    for line in (package / "src" / "version.py").read_text().splitlines():
        if line.startswith("__version__"):
            return line.split('"')[1]
    return "unknown"


def fetch() -> Path:
    """Download and unpack the wheel into `.bench`, without what it depends on.

    Raises:
        NoWheel: with pip's reason.
    """
    package = find()
    if package is not None:
        return package
    shutil.rmtree(STORE, ignore_errors=True)
    options = ["--quiet", "--no-deps", "--no-compile", "--target", str(STORE)]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, f"keras=={VERSION}"],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise NoWheel(f"keras {VERSION} could not be fetched\n{done.stderr.strip()}")
    return STORE / "keras"
