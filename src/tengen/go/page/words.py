"""Numbers and endings in words."""

from __future__ import annotations

from tengen.go.match import MatchGame

_MINUS = "\N{MINUS SIGN}"
_ENDS = {
    "score": "counted",
    "moves": "counted, too long",
    "settled": "settled",
    "resign": "resigned",
}


def how_it_ended(game: MatchGame) -> str:
    """Return how a game ended, in a word or three."""
    return _ENDS.get(game.reason, f"forfeit: {game.reason}")


def signed(elo: float) -> str:
    """Write Elo.

    Example:
        >>> signed(12.3), signed(0)
        ('+12', '0')
    """
    number = round(elo)
    return f"{_MINUS}{-number}" if number < 0 else f"+{number}" if number else "0"


def percent(share: float | None) -> str:
    """Write a share; nothing if it is not known."""
    return "" if share is None else f"{100 * share:.0f} %"


def half(points: float) -> str:
    """Write points, of which a draw is half a one.

    Example:
        >>> half(3.0), half(0.5)
        ('3', '½')
    """
    whole = int(points)
    if points == whole:
        return str(whole)
    return f"{whole or ''}\u00bd"
