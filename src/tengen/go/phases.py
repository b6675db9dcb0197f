"""The phases of a game, by the number of moves made: opening, middle, end.

Example:
    >>> [phase_of(ply) for ply in (0, 59, 60, 149, 150)]
    ['opening', 'opening', 'middle', 'middle', 'end']
"""

from __future__ import annotations

from typing import Any

import numpy as np

PHASES = ("opening", "middle", "end")
_MIDDLE, _END = 60, 150  # on 19x19; other boards in proportion to their area
_AREA = 19 * 19


def phase_of(ply: int, size: int = 19) -> str:
    """Return the phase of the move that follows `ply` moves.

    On 19x19 moves 1 to 60 are the opening, 61 to 150 the middle game, the rest the end;
    on other sizes in proportion to the number of points.
    """
    return PHASES[int(phases_of(np.array([ply]), size)[0])]


def phases_of(plies: Any, size: int = 19) -> np.ndarray[Any, Any]:
    """Return for plies `(N,)` the places `(N,)` of their phases in `PHASES`."""
    share = size * size / _AREA
    limits = [round(_MIDDLE * share), round(_END * share)]
    return np.searchsorted(limits, np.asarray(plies), side="right").astype("int8")
