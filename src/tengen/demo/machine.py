"""The machine and the versions that the numbers were measured on."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

import tengen
from tengen.demo.results import Machine


def look_around() -> Machine:
    """Return the facts that a reader of measurements asks for."""
    system = f"{platform.system()} {platform.release()}, {platform.machine()}"
    facts = [
        ("processor", _processor()),
        ("cores used", str(_cores())),
        ("memory", _memory()),
        ("device", _device()),
        ("system", system),
        ("Python", platform.python_version()),
        ("tengen", f"{tengen.__version__}, {_kernels()}"),
        *((name, metadata.version(name.lower())) for name in ("JAX", "NumPy")),
    ]
    return Machine(tuple((name, fact) for name, fact in facts if fact))


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


def _device() -> str:
    import jax

    return ", ".join(sorted({str(device.device_kind) for device in jax.devices()}))


def _kernels() -> str:
    from tengen import kernels

    on = kernels.available()
    return "with its compiled kernels" if on else "without compiled kernels"
