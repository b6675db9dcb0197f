"""The names of the metrics; each file of this room registers its own."""

from __future__ import annotations

from tengen.core.registry import Registry

registry = Registry("metric")
