"""Who is alive at the end, who owns what, and what that counts.

These are the functions behind the methods of :class:`~tengen.go.board.Board` of the
same names, which is how they are meant to be used.

- **Life** is Benson's: stones that no sequence of the opponent's moves can take, even
  if their owner always passes (D. Benson, *Life in the game of Go*, Information
  Sciences 10, 1976).
- **Area** is Tromp and Taylor's count: stones, and empty points from which only one
  colour is reached.
- **Territory** is the Japanese way: empty points that reach only one colour, and a
  point more for each prisoner and each dead stone. Two of its subtleties are settled
  by simple rules. Points that reach both colours count nothing, so neutral points may
  stay unfilled. And a group in seki has no territory: one that touches a neutral point
  and owns, beside it, a single region of at most two points, with which it could not
  live.

Dead stones are for the players to name. :func:`estimate_dead` proposes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tengen import _go
from tengen.go.points import BLACK, parse_point, point_text

if TYPE_CHECKING:
    from tengen.go.board import Board

__all__ = [
    "area_score",
    "estimate_dead",
    "ownership",
    "territory_score",
    "unconditionally_alive",
]


def unconditionally_alive(board: Board) -> NDArray[np.uint8]:
    """What is settled whatever happens: the colour of every such point.

    Returns:
        ``(size, size)``: the colour of each stone that is alive by Benson's definition,
        and of each point of a region that only such stones enclose and in which the
        opponent cannot make two eyes, since at most one point does not touch them. 0
        elsewhere.

    Example:
        >>> from tengen.go.board import Board
        >>> board = Board.from_text('''
        ...     . X . X .
        ...     X X X X .
        ...     . . . . .
        ...     . O O . .
        ...     . . . . .''')
        >>> board.unconditionally_alive()[0]
        array([1, 1, 1, 1, 0], dtype=uint8)
    """
    return _go.unconditionally_alive(board._native)


def ownership(board: Board, dead: Iterable[int | str] = ()) -> NDArray[np.uint8]:
    """The owner of every point once the dead are taken off: ``(size, size)``.

    Args:
        dead: points or vertices of dead stones; one stone stands for its chain.

    Returns:
        The colour of a stone, or the only colour that an empty point reaches; 0 where a
        point reaches both or none.

    Raises:
        ValueError: if there is no stone where one is called dead.
    """
    return _go.owners(board._native, _mask(board, dead))


def area_score(board: Board, dead: Iterable[int | str] = ()) -> float:
    """Black's area minus White's minus komi, by Tromp-Taylor's count.

    White's handicap bonus is taken off as well, as the rules of the board have it.

    Args:
        dead: points or vertices of dead stones; one stone stands for its chain.
            Tromp and Taylor know none: whatever stands on the board, counts.

    Raises:
        ValueError: if there is no stone where one is called dead.
    """
    bonus = board.rules.bonus(board.handicap)
    return float(_go.area(board._native, _mask(board, dead))) - board.komi - bonus


def territory_score(board: Board, dead: Iterable[int | str] = ()) -> float:
    """Black's territory and prisoners minus White's minus komi.

    The module's text has the rule for seki.

    Args:
        dead: points or vertices of dead stones; one stone stands for its chain.

    Raises:
        ValueError: if there is no stone where one is called dead.

    Example:
        >>> from tengen.go.board import Board
        >>> board = Board.from_text('''
        ...     . . X O .
        ...     . . X O .
        ...     . . X O .
        ...     . O X O .
        ...     . . X O .''', komi=0)
        >>> board.territory_score(dead=["B2"])  # 10 points and a prisoner against 5
        6.0
    """
    return float(_go.territory(board._native, _mask(board, dead))) - board.komi


def estimate_dead(
    board: Board, playouts: int = 0, threshold: float = 0.75, seed: int = 0
) -> list[int]:
    """Points of stones that are dead, or likely to be.

    Dead for certain are stones in regions that the opponent holds unconditionally
    (:func:`unconditionally_alive`). With `playouts`, the board is also played to the
    end so many times at random, and chains whose points then belong to the opponent are
    taken for dead as well. Random players misjudge seki and
    long fights: this is an estimate, for boards on which both have passed.

    Args:
        playouts: random games; 0 for none.
        threshold: share of a chain's points that must be the opponent's on average.
        seed: of the random games.

    Raises:
        ValueError: for a negative number of playouts or a threshold outside 0.5 to 1.
    """
    if playouts < 0 or not 0.5 <= threshold <= 1:
        raise ValueError(
            "estimate_dead: playouts must be 0 or more, and threshold 0.5 to 1; got "
            f"{playouts} and {threshold}."
        )
    dead = _go.surely_dead(board._native).ravel()
    if playouts:
        black = _go.playout_ownership(board._native, playouts, seed).ravel()
        stones = board.stones.ravel()
        lost = np.where(stones == BLACK, -black, black) / 2 + 0.5
        for point in np.flatnonzero(stones):
            chain = board.chain(int(point))
            if chain[0] == point:
                dead[chain] |= lost[chain].mean() >= threshold
    return [int(point) for point in np.flatnonzero(dead)]


def _mask(board: Board, dead: Iterable[int | str]) -> NDArray[np.bool_]:
    mask = np.zeros(board.size * board.size, bool)
    stones = board.stones.ravel()
    for each in dead:
        point = parse_point(each, board.size)
        if point == mask.size or not stones[point]:
            raise ValueError(
                f"There is no stone at {point_text(point, board.size)} that could be "
                "dead."
            )
        mask[point] = True
    return mask
