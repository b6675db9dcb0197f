"""The course: each of its exercises as a short recipe that runs on real data.

    tengen course list
    tengen course run xor
    tengen course run all --quick

A recipe (`recipes/`) is a script as the course would write it. What it finds it hands
to the functions below: they print it when the script runs alone, show it in a notebook,
and keep it for the report when `tengen course run` runs it.

Example:
    >>> from tengen import course
    >>> course.number("two and two", 2 + 2, near=4, within=0)  # doctest: +SKIP
    two and two: 4   (expected 4)
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

from tengen.course.recording import check, figure, number, once, path, table

__all__ = ["check", "draw", "figure", "number", "once", "path", "quick", "table"]

draw: ModuleType  # the pictures; loaded, and matplotlib with it, when it is first used
quick: bool  # the quick setting: seconds instead of minutes, and no bars


def __getattr__(name: str) -> Any:
    if name == "draw":
        return importlib.import_module("tengen.course.draw")
    if name == "quick":
        from tengen.course.recording import is_quick

        return is_quick()
    raise AttributeError(f"module 'tengen.course' has no attribute {name!r}")
