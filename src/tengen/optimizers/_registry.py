"""The names of the optimizers; each file of this room registers its own."""

from __future__ import annotations

from tengen.core.registry import Registry

registry = Registry("optimizer")
