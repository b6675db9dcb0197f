"""Games of matches as plain data: what a journal keeps, and what a page shows."""

from __future__ import annotations

from typing import Any

from tengen.go.match import MatchGame
from tengen.go.points import BLACK, WHITE, parse_point, point_text

__all__ = ["from_record", "to_record"]

_PLAIN = ("size", "komi", "rules", "black", "white", "date", "result", "winner")
_MORE = ("reason", "detail", "opening", "values", "visits")
_COLOURS = {"black": BLACK, "white": WHITE}


def to_record(game: MatchGame) -> dict[str, Any]:
    """Return a game as data that JSON can hold; its moves are words, Black's first.

    Example:
        >>> record = to_record(MatchGame(size=9, moves=[(BLACK, 40), (WHITE, 81)]))
        >>> record["moves"]
        'E5 pass'
        >>> from_record(record).moves
        [(1, 40), (2, 81)]
    """
    record = {name: getattr(game, name) for name in _PLAIN + _MORE}
    record["moves"] = " ".join(point_text(point, game.size) for _, point in game.moves)
    for name, counts in (
        ("seconds", game.seconds),
        ("evaluations", game.evaluations),
    ):
        record[name] = {
            word: round(counts.get(colour, 0), 3) for word, colour in _COLOURS.items()
        }
    return record


def from_record(record: dict[str, Any]) -> MatchGame:
    """Return the game of a record.

    Raises:
        KeyError, ValueError: if it is not one.
    """
    plain = {name: record[name] for name in _PLAIN + _MORE}
    points = [parse_point(word, record["size"]) for word in record["moves"].split()]
    return MatchGame(
        **plain,
        moves=[(WHITE if ply % 2 else BLACK, p) for ply, p in enumerate(points)],
        seconds={c: record["seconds"][word] for word, c in _COLOURS.items()},
        evaluations={c: record["evaluations"][word] for word, c in _COLOURS.items()},
    )
