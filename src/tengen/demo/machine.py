"""The machine and the versions that the numbers were measured on."""

from __future__ import annotations

from importlib import metadata

import tengen
from tengen.demo.results import Machine
from tengen.pages import machine_facts


def look_around() -> Machine:
    """Return the facts that a reader of measurements asks for."""
    facts = [
        *machine_facts(),
        ("device", _device()),
        ("tengen", f"{tengen.__version__}, {_kernels()}"),
        *((name, metadata.version(name.lower())) for name in ("JAX", "NumPy")),
    ]
    return Machine(tuple(facts))


def _device() -> str:
    import jax

    return ", ".join(sorted({str(device.device_kind) for device in jax.devices()}))


def _kernels() -> str:
    from tengen import kernels

    on = kernels.available()
    return "with its compiled kernels" if on else "without compiled kernels"
