"""When to pass: the course's networks have no output for it, so the player decides.

Games end by two passes and are counted as they stand (Tromp and Taylor): nothing is
taken off, so dead stones have to be captured while they matter. A player passes

1. when no useful move is left (:func:`useful_moves`),
2. when the opponent has passed and the area, as it stands, is a win: the game is over,
3. when the area as it stands is a win and the search (or, without one, the network's
   value after a pass) says that passing keeps it: there is nothing more to do,
4. when the opponent has passed, the area is lost, and no move gives more than a chance
   of `concede` to turn the game: the opponent has shown what the score is.

In all other cases there is something to play for, and the player plays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tengen import _go
from tengen.go.board import Board
from tengen.go.points import BLACK
from tengen.go.search import SearchResult

__all__ = ["is_ahead", "must_pass", "pass_prior", "passes_after", "useful_moves"]

_NO_WORSE = 0.01  # a pass may cost so much of the probability of winning
_TRIED = 0.01  # the share of the visits after which its value is believed
_PRIOR = 0.1  # of a pass that would win the game if the opponent passed too


def useful_moves(board: Board) -> NDArray[np.bool_]:
    """Moves that can change the result, ``(P + 1,)``; the pass, P, always among them.

    Legal moves of the player to move that neither fill a small eye of one's own nor lie
    in ground that somebody holds unconditionally (Benson); in one's own ground a move
    is useful where stones of the opponent have to be captured.

    Example:
        >>> board = Board.from_text('''
        ...     . X . X .
        ...     X X X X X
        ...     . . . . .
        ...     O O O O O
        ...     . O . O .''')
        >>> np.flatnonzero(useful_moves(board)).tolist()
        [10, 11, 12, 13, 14, 25]
    """
    return _go.useful_moves(board._native)


def is_ahead(board: Board) -> bool:
    """Whether the player to move wins if the board is counted as it stands."""
    score = board.area_score()
    return score > 0 if board.to_play == BLACK else score < 0


def must_pass(board: Board, useful: NDArray[np.bool_] | None = None) -> bool:
    """Whether the first or the second rule says to pass.

    Args:
        board: with the player to move.
        useful: `useful_moves(board)`, where it is known already.
    """
    if useful is None:
        useful = useful_moves(board)
    return not useful[:-1].any() or (board.passes > 0 and is_ahead(board))


def pass_prior(board: Board) -> float:
    """How probable a pass is before the search: enough to look at it near the end."""
    stones = np.count_nonzero(board.stones)
    return _PRIOR if stones > 0.4 * board.size**2 and is_ahead(board) else 0.0


def passes_after(board: Board, result: SearchResult, concede: float = 0.03) -> bool:
    """Whether the third or the fourth rule says to pass, once a search has been made.

    Args:
        board: the position that was searched.
        result: of the search.
        concede: chance of winning below which the player lets a lost game end.
    """
    if is_ahead(board):
        tried = result.visits[-1] >= max(1.0, _TRIED * result.visits.sum())
        best = float(np.nanmax(result.values[result.visits > 0], initial=0.0))
        return bool(tried and result.values[-1] >= best - _NO_WORSE)
    return board.passes > 0 and result.value < concede
