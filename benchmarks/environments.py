"""The peers' own virtual environments, made once under `.bench/env`.

An environment is installed from wheels that are downloaded first, so that their sizes
are known; then they are thrown away. The one named `wheel` is tengen itself, built as
a wheel and installed as a user would: it is there for its size alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.peers import PACKAGES
from benchmarks.places import ROOT, STORE

Say = Callable[[str], None]
_MEGABYTE = 1e6
_TOOLS = ("pip", "setuptools", "wheel", "_distutils_hack", "pkg_resources")


class NotInstalled(Exception):
    """Raised where an environment cannot be made."""


@dataclass(frozen=True)
class Sizes:
    """What an environment weighs.

    Attributes:
        own: wheel of each package that was asked for, in MB.
        download: all wheels together, in MB.
        installed: all that lies in site-packages, byte code and pip apart, in MB.
    """

    own: dict[str, float]
    download: float
    installed: float


@dataclass(frozen=True)
class Environment:
    """An installed environment.

    Attributes:
        python: its interpreter.
        sizes: what it weighs.
    """

    python: Path
    sizes: Sizes


def ready(name: str, say: Say) -> Environment:
    """Return an environment of `PACKAGES`, installing it where it is not there yet.

    Raises:
        NotInstalled: with the reason.
    """
    return _ready(name, list(PACKAGES[name]), "-".join(PACKAGES[name]), say)


def ready_wheel(say: Say) -> Environment:
    """Build tengen's wheel from the sources as they are, and install it.

    Raises:
        NotInstalled: with the reason.
    """
    folder = STORE / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    say("building tengen's wheel")
    paths = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    options = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    _run(
        [sys.executable, "-m", "pip", "wheel", *options, str(ROOT)],
        {**os.environ, "PATH": paths},
    )
    wheel = next(folder.glob("tengen-*.whl"))
    return _ready("wheel", [str(wheel)], _fingerprint(wheel), say)


def _ready(name: str, packages: list[str], stamp: str, say: Say) -> Environment:
    folder = STORE / "env" / name
    python = folder / "bin" / "python"
    record = folder / "bench.json"
    if record.is_file():
        stored = json.loads(record.read_text())
        if stored["stamp"] == stamp:
            return Environment(python, Sizes(**stored["sizes"]))
    say(f"installing {', '.join(Path(package).name for package in packages)}")
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(folder)])
    sizes = _install(python, packages)
    record.write_text(json.dumps({"stamp": stamp, "sizes": asdict(sizes)}))
    return Environment(python, sizes)


def _install(python: Path, packages: list[str]) -> Sizes:
    wheels = python.parents[1] / "wheels"
    pip = [str(python), "-m", "pip"]
    _run([*pip, "download", "--quiet", "--dest", str(wheels), *packages])
    found = sorted(wheels.iterdir())
    _run([*pip, "install", "--quiet", "--no-index", "--no-deps", *map(str, found)])
    megabytes = {path.name: path.stat().st_size / _MEGABYTE for path in found}
    asked = {_distribution(package) for package in packages}
    shutil.rmtree(wheels)
    return Sizes(
        own={n: mb for n, mb in megabytes.items() if _distribution(n) in asked},
        download=sum(megabytes.values()),
        installed=_installed(python.parents[1]),
    )


def _distribution(package: str) -> str:
    """The distribution of a requirement, a wheel's name or its path."""
    name = Path(package).name.partition("==")[0]
    if name.endswith((".whl", ".tar.gz")):
        name = name.partition("-")[0]
    return name.replace("-", "_").lower()


def _installed(environment: Path) -> float:
    (site,) = environment.glob("lib/python*/site-packages")
    files = (
        path
        for thing in site.iterdir()
        if not thing.name.startswith(_TOOLS)
        for path in ([thing] if thing.is_file() else thing.rglob("*"))
    )
    return sum(_bytes(path) for path in files) / _MEGABYTE


def _bytes(path: Path) -> int:
    counts = path.is_file() and path.suffix != ".pyc"
    return path.stat().st_size if counts else 0


def _fingerprint(wheel: Path) -> str:
    import hashlib

    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def _run(command: Sequence[str], variables: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env=variables)
    if done.returncode == 0:
        return
    lines = [line for line in done.stderr.splitlines() if "ERROR" in line]
    reason = (lines or done.stderr.splitlines() or ["no reason given"])[-1].strip()
    if "torch==" in " ".join(command) and "No matching distribution" in done.stderr:
        reason = (
            "pip knows no CPU build of PyTorch; set PIP_EXTRA_INDEX_URL to PyTorch's "
            "index of them"
        )
    raise NotInstalled(reason)
