"""What each plane shows, kind by kind; the order is that of the planes."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["PLANE_NAMES"]


def _boards(count: int) -> Iterator[str]:
    for moves in range(count):
        when = "" if moves == 0 else f", {moves} earlier"
        yield from (f"own stones{when}", f"opponent's stones{when}")


def _numbers(what: str, most: int) -> Iterator[str]:
    for number in range(1, most):
        yield f"{what}: {number}"
    yield f"{what}: {most} or more"


_GOLOIS = (
    "Black to move",
    "chain in atari that cannot escape",
    "beside a chain in atari that cannot escape",
    "chain with two liberties that a ladder captures",
    "beside a chain that a ladder captures",
    *_numbers("liberties", 6),
    *_boards(5),
    *(f"komi {points}.5" for points in range(10)),
)

_ALPHAGO = (
    "own stones",
    "opponent's stones",
    "empty points",
    "ones",
    *_numbers("turns since played", 8),
    *_numbers("liberties", 8),
    *_numbers("stones that a move takes", 8),
    *_numbers("own stones that a move leaves in atari", 8),
    *_numbers("liberties after a move", 8),
    "move that captures in a ladder",
    "move that escapes from a ladder",
    "legal move that fills no own eye",
    "zeros",
)

PLANE_NAMES: dict[str, tuple[str, ...]] = {
    "golois": _GOLOIS,
    "alphago": _ALPHAGO,
    "alphago-value": (*_ALPHAGO, "Black to move"),
    "zero": (*_boards(8), "Black to move"),
    "exercise": (
        "own stones",
        "opponent's stones",
        "liberties: 1",
        "liberties: 2",
        "last move",
        "Black to move",
    ),
}
"""The kinds of planes and their names, as in "komi 7.5" or "liberties: 2"."""
