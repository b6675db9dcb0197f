"""The Go lab: rules, records, planes, networks, search, matches.

Each part is a module: `tengen.go.board`, `tengen.go.archive`, `tengen.go.training`, ...
The names here are those that most programs begin with, loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tengen.go import golois as golois
    from tengen.go.archive import GameArchive as GameArchive
    from tengen.go.board import Board as Board
    from tengen.go.data import Positions as Positions

_HOMES = {"Board": "board", "GameArchive": "archive", "Positions": "data"}
_MODULES = {"golois"}

__all__ = ["Board", "GameArchive", "Positions", "golois"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"tengen.go.{_HOMES[name]}"), name)
    if name in _MODULES:
        return import_module(f"tengen.go.{name}")
    raise AttributeError(f"module 'tengen.go' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
