"""Input planes of Go networks: what a network sees of a position.

    x = encode(board)                        # (19, 19, 31), for playing
    x = encode(board, "zero", symmetry=3)
    batch = encode_positions(archive, games, plies, "golois", symmetries)
    batch.x, batch.policy, batch.value       # for training

The kinds of planes are in `PLANES`, and what each plane shows in `PLANE_NAMES`:

=================== === ========================================================
``"golois"``         31 the course project's: ladders, liberties, five boards, komi;
                        equal to those of T. Cazenave's library `golois`
``"alphago"``        48 Silver et al. 2016, Extended Data Table 2
``"alphago-value"``  49 the same with the colour to play, for the value network
``"zero"``           17 Silver et al. 2017, Methods: eight boards and the colour
``"exercise"``        6 stones, chains with one and two liberties, the last move, and
                        the colour: the least that plays sensibly
=================== === ========================================================

A plane holds zeros and ones; row 0 is the top of the board, column 0 its left. "Own"
is the player to move now, on earlier boards too. Boards have 2 to 25 rows. A pass is a
move that leaves the board as it is. Boards from before the first move are empty in all
kinds, and set-up (handicap) stones stand from the start: where a record plays them as
moves, they are moves.

The planes of komi stand for 0.5, 1.5, ..., 9.5 (a whole komi counts as the half point
above); below and above that range it is the nearest one.

What makes batches in the background is `tengen.go.data`; buffers filled in place as
the course's library does are in `tengen.go.golois`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from tengen import _go
from tengen.go.board import Board
from tengen.go.plane_names import PLANE_NAMES

__all__ = [
    "PLANES",
    "PLANE_NAMES",
    "EncodedPositions",
    "encode",
    "encode_batch",
    "encode_positions",
]

PLANES: dict[str, int] = {kind: len(names) for kind, names in PLANE_NAMES.items()}
"""Number of planes of each kind."""

Array = NDArray[Any]


class Games(Protocol):
    """What is read of a :class:`tengen.go.archive.GameArchive`."""

    size: int
    moves: NDArray[np.uint16]
    starts: NDArray[np.int64]
    setups: NDArray[np.uint16]
    setup_starts: NDArray[np.int64]
    komi: NDArray[np.float32]
    winner: NDArray[np.uint8]
    values: NDArray[np.uint8] | None


@dataclass
class EncodedPositions:
    """Planes and targets of N positions on boards of size S, with P planes.

    Attributes:
        x: planes `(N, S, S, P)`, float32 or uint8.
        policy: the move played, `(N,)` int32, turned as the planes are; `S * S` is a
            pass, -1 stands after the last move.
        value: `(N,)` float32, White's probability to win: the label of the move where
            the record has one, or else the outcome: 1 White won, 0 Black won, 0.5 a
            draw, NaN unknown.
        end: `(N, S, S, 2)` float32, own and opponent's stones on the last board of the
            record, not turned (as in golois); or `None`.
        groups: `(N, S, S, 1)` float32, 0 where there is no stone, else a number that
            the stones of a chain share, turned as the planes are; or `None`.
    """

    x: Array
    policy: NDArray[np.int32]
    value: NDArray[np.float32]
    end: NDArray[np.float32] | None = None
    groups: NDArray[np.float32] | None = None


def encode(
    board: Board,
    kind: str = "golois",
    symmetry: int = 0,
    dtype: DTypeLike = np.float32,
) -> Array:
    """Return the planes of a position, `(size, size, PLANES[kind])`.

    Args:
        board: the position, with the moves that led to it and its komi.
        kind: a key of `PLANES`.
        symmetry: 0 to 7; point p of the board is at `points.symmetry(p, size, k)`.
        dtype: float32 or uint8.

    Raises:
        ValueError: for a kind, symmetry or dtype that does not exist.

    Example:
        >>> board = Board(9)
        >>> board.play("E5")
        0
        >>> encode(board).shape, int(encode(board, "zero")[4, 4, 1])
        ((9, 9, 31), 1)
    """
    return encode_batch([board], kind, [symmetry], dtype)[0]


def encode_batch(
    boards: Sequence[Board],
    kind: str = "golois",
    symmetries: ArrayLike | None = None,
    dtype: DTypeLike = np.float32,
    out: Array | None = None,
) -> Array:
    """Return the planes of several positions, `(N, size, size, PLANES[kind])`.

    Args:
        boards: N positions on boards of one size, at least one.
        kind: a key of `PLANES`.
        symmetries: N numbers 0 to 7; none are turned by default.
        dtype: float32 or uint8.
        out: where to write them instead of a new array; its dtype counts.

    Raises:
        ValueError: for boards of different sizes, or arguments that do not fit.
    """
    if not boards:
        raise ValueError("encode_batch: there must be at least one board.")
    size, count = boards[0].size, len(boards)
    for board in boards:
        if board.size != size:
            raise ValueError(
                f"encode_batch: boards of one size are wanted, here are {size}x{size} "
                f"and {board.size}x{board.size}."
            )
    x = _place("out", out, (count, size, size, _planes(kind)), dtype)
    turns = _symmetries(symmetries, count)
    if turns is None:
        turns = np.zeros(count, np.uint8)
    komi = np.array([board.komi for board in boards], np.float32)
    _go.encode_boards(kind, [board._native for board in boards], komi, turns, x)
    return x


def encode_positions(
    archive: Games,
    games: ArrayLike,
    plies: ArrayLike,
    kind: str = "golois",
    symmetries: ArrayLike | None = None,
    *,
    threads: int | None = None,
    dtype: DTypeLike = np.float32,
    end: bool = False,
    groups: bool = False,
    out: EncodedPositions | None = None,
) -> EncodedPositions:
    """Return planes and targets of positions in an archive.

    The games are replayed natively, without a look at superko: what is in an archive
    has been held against the rules. Python's lock is released meanwhile.

    Args:
        archive: the games, all of one size.
        games: N numbers of games.
        plies: N numbers of moves: the position is the one *before* move 0, 1, ...;
            the number of all moves stands for the last position.
        kind: a key of `PLANES`.
        symmetries: N numbers 0 to 7; none are turned by default.
        threads: how many compute; by default one for each processor.
        dtype: of the planes, float32 or uint8 (a quarter of the memory).
        end, groups: whether these are made, too.
        out: arrays to fill, contiguous and of the right shapes and dtypes; it is also
            what is returned. `end` and `groups` are made where it has them.

    Raises:
        ValueError: for arguments that do not fit together, or a game in the archive
            with a stone on a stone.
        IndexError: if there is no such game or ply.

    Example:
        >>> batch = encode_positions(archive, [0, 7], [12, 30])  # doctest: +SKIP
        >>> batch.x.shape, batch.policy.shape  # doctest: +SKIP
        ((2, 19, 19, 31), (2,))
    """
    games = np.ascontiguousarray(games, np.int64)
    plies = np.ascontiguousarray(plies, np.int32)
    if games.ndim != 1 or games.shape != plies.shape:
        raise ValueError(
            "encode_positions: games and plies must be two lists of equal length, here "
            f"are {games.shape} and {plies.shape}."
        )
    if threads is not None and threads < 1:
        raise ValueError(f"encode_positions: threads must be 1 or more, not {threads}.")
    _look_up(archive, games, plies)
    turns = _symmetries(symmetries, len(games))
    made = _places(out, len(games), archive.size, _planes(kind), dtype, end, groups)
    failed = _go.encode_games(
        kind,
        archive.size,
        archive.moves,
        archive.starts,
        archive.setups,
        archive.setup_starts,
        archive.komi,
        archive.winner,
        archive.values,
        games,
        plies,
        turns,
        made.x,
        made.policy,
        made.value,
        made.end,
        made.groups,
        threads or _processors(),
    )
    if failed >= 0:
        raise ValueError(
            f"encode_positions: game {games[failed]} of the archive has a stone on a "
            f"stone, or outside, before move {plies[failed]}: the archive is damaged, "
            "or was not checked when it was made."
        )
    return made


def _planes(kind: str) -> int:
    if kind not in PLANES:
        known = ", ".join(repr(name) for name in PLANES)
        raise ValueError(
            f"There are no planes of the kind {kind!r}; known are {known}."
        )
    return PLANES[kind]


def _symmetries(symmetries: ArrayLike | None, count: int) -> NDArray[np.uint8] | None:
    if symmetries is None:
        return None
    numbers = np.asarray(symmetries)
    if numbers.shape != (count,):
        raise ValueError(
            f"symmetries: one for each of the {count} positions is wanted, here is an "
            f"array {numbers.shape}."
        )
    if numbers.size and not 0 <= numbers.min() <= numbers.max() < 8:
        raise ValueError("symmetries: there are 0 to 7.")
    return np.ascontiguousarray(numbers, np.uint8)


def _look_up(archive: Games, games: Array, plies: Array) -> None:
    """Raise for the first position that is not in the archive."""
    count = len(archive.starts) - 1
    wrong = (games < 0) | (games >= count)
    if wrong.any():
        raise IndexError(
            f"encode_positions: there is no game {games[wrong][0]}; the archive has "
            f"{count}."
        )
    lengths = archive.starts[games + 1] - archive.starts[games]
    wrong = (plies < 0) | (plies > lengths)
    if wrong.any():
        raise IndexError(
            f"encode_positions: game {games[wrong][0]} has {lengths[wrong][0]} moves; "
            f"there is no position {plies[wrong][0]}."
        )


def _places(
    out: EncodedPositions | None,
    count: int,
    size: int,
    planes: int,
    dtype: DTypeLike,
    end: bool,
    groups: bool,
) -> EncodedPositions:
    """Return arrays to fill: those of `out`, checked, or new ones."""
    made = out or EncodedPositions(None, None, None)  # type: ignore[arg-type]
    made.x = _place("x", made.x, (count, size, size, planes), dtype)
    made.policy = _place("policy", made.policy, (count,), np.int32)
    made.value = _place("value", made.value, (count,), np.float32)
    if end or made.end is not None:
        made.end = _place("end", made.end, (count, size, size, 2), np.float32)
    if groups or made.groups is not None:
        made.groups = _place("groups", made.groups, (count, size, size, 1), np.float32)
    return made


def _place(
    name: str, array: Array | None, shape: tuple[int, ...], dtype: DTypeLike
) -> Array:
    planes = np.dtype(np.float32), np.dtype(np.uint8)
    allowed = planes if name in ("x", "out") else (np.dtype(dtype),)
    if array is None:
        if np.dtype(dtype) not in allowed:
            raise ValueError(f"dtype: planes are float32 or uint8, not {dtype}.")
        return np.empty(shape, dtype)
    if array.shape != shape:
        raise ValueError(f"{name}: shape {shape} is wanted, not {array.shape}.")
    if array.dtype not in allowed:
        raise ValueError(
            f"{name}: dtype {np.dtype(dtype)} is wanted, not {array.dtype}."
        )
    if not (array.flags.c_contiguous and array.flags.writeable):
        raise ValueError(f"{name}: must be contiguous and writeable.")
    return array


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
