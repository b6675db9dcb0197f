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
    from tengen.go.board import IllegalMove as IllegalMove
    from tengen.go.data import Positions as Positions
    from tengen.go.match import play_game as play_game
    from tengen.go.planes import encode as encode
    from tengen.go.players import make_player as make_player
    from tengen.go.records import Game as Game
    from tengen.go.records import from_sgf as from_sgf
    from tengen.go.records import read_games as read_games
    from tengen.go.records import to_sgf as to_sgf
    from tengen.go.rules import Rules as Rules

_HOMES = {
    "Board": "board",
    "Game": "records",
    "GameArchive": "archive",
    "IllegalMove": "board",
    "Positions": "data",
    "Rules": "rules",
    "encode": "planes",
    "from_sgf": "records",
    "make_player": "players",
    "play_game": "match",
    "read_games": "records",
    "to_sgf": "records",
}
_MODULES = {"golois"}

__all__ = [
    "Board",
    "Game",
    "GameArchive",
    "IllegalMove",
    "Positions",
    "Rules",
    "encode",
    "from_sgf",
    "golois",
    "make_player",
    "play_game",
    "read_games",
    "to_sgf",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"tengen.go.{_HOMES[name]}"), name)
    if name in _MODULES:
        return import_module(f"tengen.go.{name}")
    raise AttributeError(f"module 'tengen.go' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
