"""First moves for matches: varied, even, and no two alike.

Two programs that always choose the same move would play one game over and over. So
each pair of games begins with other moves; both players get both sides of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tengen.go.board import Board

__all__ = ["openings"]

_TRIES = 200


def openings(
    size: int, count: int, seed: int = 0, moves: int | None = None
) -> list[list[int]]:
    """Make openings: points for Black, White, Black, ...

    The stones are drawn at random, on the third to fifth lines of the corners, on small
    boards anywhere but at the edge, none touching another, and so that either side is
    nearer to about half of the points. No two openings lead to positions that are the
    same up to symmetry. Longer ones follow where a small board has no more of their
    length. The first openings are the same whatever `count` is.

    Args:
        size: rows and columns.
        count: how many.
        seed: others for another seed.
        moves: stones of each; by default 2 below 9x9, 4 below 13x13, then 6.

    Raises:
        ValueError: if `moves` is negative or the board is too small for so many
            different openings.

    Example:
        >>> first, second = openings(9, 2)
        >>> len(first)
        4
    """
    if moves is None:
        moves = 2 if size < 9 else 4 if size < 13 else 6
    if moves < 0:
        raise ValueError(f"an opening cannot have {moves} moves")
    draw = Random(f"{seed}/{size}/{moves}")
    found: list[list[int]] = []
    seen: set[int] = set()
    failures = 0
    while len(found) < count:
        if moves > size * size // 2:
            raise ValueError(
                f"a {size}x{size} board has only {len(found)} openings for {count}\n"
                "  fix: play fewer games per pair, or a larger board"
            )
        board = _draw_opening(size, moves, draw, is_strict=failures < _TRIES)
        if board is None or board.canonical_hash in seen:
            failures += 1
            if failures == 2 * _TRIES:
                moves, failures = moves + 1, 0
            continue
        seen.add(board.canonical_hash)
        found.append([point for _, point in board.moves])
        failures = 0
    return found


def _draw_opening(size: int, moves: int, draw: Random, is_strict: bool) -> Board | None:
    """Return the position after random moves; `None` if it does not fit."""
    board = Board(size)
    lines = _usual_lines(size) if is_strict else range(size)
    for _ in range(moves):
        point = draw.choice(lines) * size + draw.choice(lines)
        if is_strict and _touches(board, point) or not board.is_legal(point):
            return None
        if board.play(point):
            return None
    return board if not is_strict or _is_even(board) else None


def _usual_lines(size: int) -> Sequence[int]:
    """Return the lines on which games begin: on large boards those of the corners."""
    if size < 9:
        return range(1, size - 1) if size > 3 else range(size)
    if size < 13:
        return range(2, size - 2)
    return [2, 3, 4, size - 5, size - 4, size - 3]


def _touches(board: Board, point: int) -> bool:
    row, column = divmod(point, board.size)
    return any(
        abs(row - other // board.size) <= 1 and abs(column - other % board.size) <= 1
        for _, other in board.moves
    )


def _is_even(board: Board) -> bool:
    """Whether either side is nearer to about half of the points.

    After an odd number of moves Black has one stone more, and nothing can be said.
    """
    if board.move_number % 2 or not board.move_number:
        return True
    lead = 0
    size = board.size
    for row in range(size):
        for column in range(size):
            nearest = [size * 2, size * 2]
            for colour, point in board.moves:
                far = abs(row - point // size) + abs(column - point % size)
                nearest[colour - 1] = min(nearest[colour - 1], far)
            lead += (nearest[0] < nearest[1]) - (nearest[1] < nearest[0])
    return abs(lead) <= size * size // 8
