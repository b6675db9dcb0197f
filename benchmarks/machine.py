"""What a reader of measurements asks for first: on what, and of which sources."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import date
from pathlib import Path

from benchmarks.places import ROOT


def facts(threads: int) -> dict[str, str]:
    """Return facts about this machine, by name."""
    return {
        "processor": _processor(),
        "instructions": _instructions(),
        "threads": str(threads),
        "system": f"{platform.system()}, {platform.machine()}",
    }


def today() -> str:
    """Return the date."""
    return date.today().isoformat()


def commit() -> str:
    """Return the short name of the sources' commit, with a `+` if they differ."""
    name = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--", "src", "native", "benchmarks")
    return name + "+" if name and changed else name


def busy() -> float:
    """Return how many processes compete for the cores, about."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True
        )
    except OSError:
        return ""
    return done.stdout.strip()


def _processor() -> str:
    return _cpuinfo("model name") or platform.processor() or platform.machine()


def _instructions() -> str:
    flags = set(_cpuinfo("flags").split())
    known = {"avx512f": "AVX-512", "avx2": "AVX2"}
    return next((words for flag, words in known.items() if flag in flags), "")


def _cpuinfo(key: str) -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(errors="replace").splitlines():
            if line.partition(":")[0].strip() == key:
                return line.partition(":")[2].strip()
    return ""
