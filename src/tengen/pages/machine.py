"""The machine that figures on a page were measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine_facts() -> list[tuple[str, str]]:
    """Return processor, cores, memory, system and Python: a name and a fact each.

    Example:
        >>> [name for name, _ in machine_facts()][:2]
        ['processor', 'cores used']
    """
    system = f"{platform.system()} {platform.release()}, {platform.machine()}"
    facts = [
        ("processor", _processor()),
        ("cores used", str(_cores())),
        ("memory", _memory()),
        ("system", system),
        ("Python", platform.python_version()),
    ]
    return [(name, fact) for name, fact in facts if fact]


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return ""  # the system does not say
    return f"{size / 2**30:.0f} GiB"
