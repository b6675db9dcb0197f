"""A game as numbers: the codes of its moves, and the key that tells games apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tengen.go.points import symmetry_table
from tengen.go.records import Game

POINT_BITS = 0x3FF  # of a code: the point; size * size is a pass
WHITE_BIT = 0x400  # of a code: White's move or stone
NO_VALUE = 255  # in `values`
NO_LEAD = 32767  # in `leads`
NO_WINNER = 255  # in `winner`: unknown


@dataclass(frozen=True)
class Packed:
    """One game as an archive holds it.

    Attributes:
        size: lines of the board.
        moves: uint16 `(moves,)`: points, and `WHITE_BIT` where White moved.
        setup: uint16 `(stones,)`, coded like moves.
        komi: points.
        winner: 0 a draw, 1 Black, 2 White, 255 unknown.
        values: uint8 `(moves,)`: White's probability to win in percent, 255 none.
        leads: int16 `(moves,)`: White's lead in hundredths of a point, 32767 none.
        key: the same for the eight images of the game.
    """

    size: int
    moves: NDArray[np.uint16]
    setup: NDArray[np.uint16]
    komi: float
    winner: int
    values: NDArray[np.uint8] | None
    leads: NDArray[np.int16] | None
    key: int


def pack(game: Game) -> Packed:
    """Return a game as an archive holds it."""
    moves = np.array([p | (c - 1) << 10 for c, p in game.moves], np.uint16)
    stones = game.setup_black + [point | WHITE_BIT for point in game.setup_white]
    setup = np.array(stones, np.uint16)
    return Packed(
        size=game.size,
        moves=moves,
        setup=setup,
        komi=game.komi,
        winner=NO_WINNER if game.winner is None else game.winner,
        values=_hundredths(game.values, 0, 100, NO_VALUE, np.uint8),
        leads=_hundredths(game.leads, -32766, 32766, NO_LEAD, np.int16),
        key=game_key(game.size, setup, moves),
    )


def _hundredths(
    numbers: list[float | None], low: int, high: int, none: int, dtype: Any
) -> NDArray[Any] | None:
    if not any(number is not None for number in numbers):
        return None
    return np.array(
        [
            none if number is None else min(max(round(100 * number), low), high)
            for number in numbers
        ],
        dtype,
    )


def game_key(size: int, setup: NDArray[np.uint16], moves: NDArray[np.uint16]) -> int:
    """Return the number by which games are told apart.

    It is the least of the hashes of the game's eight images. Komi, result and passes at
    the end do not matter, nor does the order of the set-up stones.

    Args:
        size: lines of the board.
        setup: codes of the set-up stones, uint16 `(stones,)`.
        moves: codes of the moves, uint16 `(moves,)`.
    """
    played = np.flatnonzero(moves & POINT_BITS != size * size)
    moves = moves[: played[-1] + 1] if len(played) else moves[:0]
    images = _images(size)
    order = np.arange(1, len(moves) + 1, dtype=np.uint64) << np.uint64(11)
    hashes = _mix(images[:, setup]).sum(1) + _mix(images[:, moves] + order).sum(1)
    return int(_mix(hashes + np.uint64(size << 32)).min())


@cache
def _images(size: int) -> NDArray[np.uint64]:
    """Codes after each symmetry, `(8, 2048)`; what is no point stays as it is."""
    table = np.tile(np.arange(2048, dtype=np.uint64), (8, 1))
    table[:, : size * size] = symmetry_table(size)
    table[:, WHITE_BIT : WHITE_BIT + size * size] = symmetry_table(size) + WHITE_BIT
    return table


def _mix(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's function of 64 bits (Steele, Lea, Flood 2014)."""
    z = (numbers + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
