"""A board with its rules: moves, captures, ko and superko, set-up, undo, scores.

The board itself is native (``tengen._go``); this is its face.

    >>> board = Board(9)
    >>> board.play("E5"), board.play("E6")
    (0, 0)
    >>> board.is_legal("E5")
    False

Records are in :mod:`tengen.go.sgf` and :mod:`tengen.go.records`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tengen import _go
from tengen.go import points, scoring
from tengen.go import rules as rule_sets
from tengen.go.diagram import draw, read
from tengen.go.points import BLACK, EMPTY, WHITE, colour_name, parse_colour, parse_point
from tengen.go.rules import Rules

__all__ = ["Board", "IllegalMove"]

_REASONS = {
    "off the board": "there is no such point",
    "occupied": "there is a stone already",
    "suicide": "suicide: the stone would have no liberties, which is forbidden",
    "ko": "ko: the stone there was taken just now, and may not take back at once",
    "superko": "superko: the move would repeat an earlier position",
}


class IllegalMove(ValueError):
    """A move that the rules forbid; says which rule, and where.

    Attributes:
        point: the point, an integer.
        colour: who would have played.
        rule: ``"occupied"``, ``"suicide"``, ``"ko"`` or ``"superko"``.
    """

    def __init__(self, message: str, point: int, colour: int, rule: str) -> None:
        super().__init__(message)
        self.point, self.colour, self.rule = point, colour, rule


class Board:
    """A position, the moves that led to it, and the rules it is played by.

    Args:
        size: rows and columns, 2 to 25.
        rules: a :class:`~tengen.go.rules.Rules` or the name of one of
            :data:`~tengen.go.rules.RULES`.
        komi: instead of the komi of the rules.

    Points are integers or vertices such as ``"D4"``, colours 1, 2, ``"B"`` or ``"W"``
    (:mod:`tengen.go.points`).

    Attributes:
        handicap: number of handicap stones, for the bonus of the rules.

    Raises:
        ValueError: for a size or rules that do not exist.
    """

    def __init__(
        self,
        size: int = 19,
        rules: str | Rules = "tournament",
        komi: float | None = None,
    ) -> None:
        known = range(_go.smallest_size, _go.largest_size + 1)
        if size not in known:
            raise ValueError(
                f"Board: size must be {known[0]} to {known[-1]}, not {size!r}."
            )
        chosen = rule_sets.rules(rules)
        self.rules = chosen if komi is None else replace(chosen, komi=float(komi))
        self.handicap = 0
        self._native = _go.Board(int(size), chosen.ko, chosen.suicide)

    # What there is to see.

    @property
    def size(self) -> int:
        """Rows and columns."""
        return int(self._native.size)

    @property
    def komi(self) -> float:
        """Points that White is given."""
        return self.rules.komi

    @property
    def to_play(self) -> int:
        """Whose turn it is; can be set."""
        return int(self._native.to_play)

    @to_play.setter
    def to_play(self, colour: int | str) -> None:
        self._native.to_play = parse_colour(colour)

    @property
    def moves(self) -> list[tuple[int, int]]:
        """``(colour, point)`` of every move since the set-up, passes included."""
        return list(self._native.moves)

    @property
    def move_number(self) -> int:
        """How many moves have been played since the set-up."""
        return int(self._native.move_number)

    @property
    def stones(self) -> NDArray[np.uint8]:
        """The colour of every point: ``(size, size)``, a copy."""
        return self._native.stones()

    @property
    def liberties(self) -> NDArray[np.int16]:
        """How many liberties the chain of each stone has: ``(size, size)``, a copy.

        0 where there is no stone.
        """
        return self._native.liberties()

    @property
    def ko_point(self) -> int | None:
        """Where a single stone was taken just now and may not take back at once."""
        return self._native.ko_point

    @property
    def hash(self) -> int:
        """Zobrist hash of the stones (64 bits), the same on every machine."""
        return int(self._native.hash)

    @property
    def canonical_hash(self) -> int:
        """The smallest of the hashes of the eight symmetric images of the stones."""
        return int(self._native.canonical_hash)

    @property
    def passes(self) -> int:
        """How many of the last moves in a row were passes."""
        return int(self._native.passes)

    @property
    def is_over(self) -> bool:
        """Whether two passes in a row have ended the game."""
        return self.passes >= 2

    @property
    def captures(self) -> dict[int, int]:
        """Stones that each colour has taken; one's own suicides go to the opponent."""
        return {colour: self._native.captured_by(colour) for colour in (BLACK, WHITE)}

    def chain(self, point: int | str) -> list[int]:
        """The points of the chain of a stone; nothing at an empty point."""
        return list(self._native.chain(self._on_board(point)))

    # Moves.

    def why_illegal(
        self, point: int | str, colour: int | str | None = None
    ) -> str | None:
        """The rule that forbids a move, as a sentence without its verb; None if legal.

        Raises:
            ValueError: if a board of this size has no such point.

        Example:
            >>> board = Board(9)
            >>> board.play("E5")
            0
            >>> board.why_illegal("E5")
            'there is a stone already'
        """
        verdict = self._judge(point, colour)
        return None if verdict == "legal" else _REASONS[verdict]

    def is_legal(self, point: int | str, colour: int | str | None = None) -> bool:
        """Whether `colour` (by default the player to move) may play there now."""
        return self._judge(point, colour) == "legal"

    def legal_moves(self, colour: int | str | None = None) -> NDArray[np.bool_]:
        """Which moves are legal: ``(size * size + 1,)``; the last is the pass."""
        return self._native.legal_moves(self._colour(colour))

    def play(self, point: int | str, colour: int | str | None = None) -> int:
        """Play a move, and say how many of the opponent's stones it takes.

        Args:
            point: where, or a pass.
            colour: who; by default the player to move. It is the other's turn then.

        Raises:
            IllegalMove: with the rule and the point; the board is as before.
            ValueError: if a board of this size has no such point.
        """
        where, who = parse_point(point, self.size), self._colour(colour)
        verdict = self._native.judge(where, who)
        if verdict != "legal":
            vertex = points.point_text(where, self.size)
            move = f"Move {self.move_number + 1}, {colour_name(who)} at {vertex}"
            raise IllegalMove(f"{move}: {_REASONS[verdict]}.", where, who, verdict)
        return int(self._native.play(where, who))

    def undo(self) -> None:
        """Take the last move back, with all that superko remembers.

        Raises:
            IndexError: if no move has been played since the set-up.
        """
        if self.move_number == 0:
            raise IndexError("Board.undo: no move has been played since the set-up.")
        self._native.undo()

    def copy(self) -> Board:
        """The same position with the same past, to be played on separately."""
        twin = object.__new__(type(self))
        twin.rules, twin.handicap = self.rules, self.handicap
        twin._native = self._native.copy()
        return twin

    def __deepcopy__(self, memo: object) -> Board:
        return self.copy()

    # Stones without a turn.

    def put(
        self,
        black: Iterable[int | str] = (),
        white: Iterable[int | str] = (),
        empty: Iterable[int | str] = (),
    ) -> None:
        """Set stones up, or take them off: the game begins anew from there.

        The turn stays; the moves so far are forgotten, also by superko and `undo`.

        Raises:
            ValueError: if a chain would have no liberties, or a point is named twice
                or not on the board; the board is as before.

        Example:
            >>> board = Board(9)
            >>> board.put(black=["C3", "G7"], white=["E5"])
        """
        stones = self.stones.ravel()
        named: set[int] = set()
        for colour, group in ((BLACK, black), (WHITE, white), (EMPTY, empty)):
            for each in group:
                point = self._on_board(each)
                if point in named:
                    vertex = points.point_text(point, self.size)
                    raise ValueError(f"Board.put: {vertex} is named twice.")
                named.add(point)
                stones[point] = colour
        self._set_stones(stones)

    def place_handicap(self, count: int) -> None:
        """Set up Black's handicap stones on the star points; White plays first.

        The points are those of GTP's ``fixed_handicap`` (version 2, section 4.1.1).

        Args:
            count: 2 to 9; at most 4 on boards of even size and on 7x7.

        Raises:
            ValueError: if the board is not empty or has no room for so many.
        """
        if self.stones.any() or self.move_number:
            raise ValueError("Board.place_handicap: the board must be empty.")
        self.put(black=handicap_points(self.size, count))
        self.handicap = count
        self.to_play = WHITE

    @classmethod
    def from_text(
        cls,
        diagram: str,
        to_play: int | str = BLACK,
        rules: str | Rules = "tournament",
        komi: float | None = None,
    ) -> Board:
        """A board from a drawing: ``.`` empty, ``X`` Black, ``O`` White.

        Also ``#`` and ``@`` for Black; spaces and coordinates around do not matter, so
        what ``str(board)`` gives is read back.

        Raises:
            ValueError: if the drawing is not square, has other letters, or a chain in
                it has no liberties.

        Example:
            >>> board = Board.from_text('''
            ...     . X .
            ...     X O X
            ...     . . .''')
            >>> board.play("B1")
            1
        """
        size, stones = read(diagram)
        board = cls(size, rules, komi)
        board._set_stones(stones)
        board.to_play = parse_colour(to_play)
        return board

    # Ladders: atari after atari, answered by extending or by taking an attacker. What
    # takes more than 1000 positions or 100 moves to read counts as no ladder.

    def ladder_captured(self, stone: int | str) -> bool:
        """Whether a ladder captures the chain of a stone if its opponent moves first.

        Always false for chains with three or more liberties.

        Raises:
            ValueError: if there is no stone.

        Example:
            >>> board = Board.from_text('''
            ...     . . . . .
            ...     . . X X .
            ...     . X O . .
            ...     . . . . .
            ...     . . . . .''')
            >>> board.ladder_captured("C3")
            True
            >>> board.ladder_moves("C3") == ([points.parse_point("C2", 5)], [])
            True
        """
        return bool(_go.ladder_captured(self._native, self._stone(stone)))

    def ladder_escapes(self, stone: int | str) -> bool:
        """Whether the chain of a stone gets out of a ladder if its owner moves first.

        Always true for chains with two or more liberties.

        Raises:
            ValueError: if there is no stone.
        """
        return bool(_go.ladder_escapes(self._native, self._stone(stone)))

    def ladder_moves(self, stone: int | str) -> tuple[list[int], list[int]]:
        """The moves that decide a ladder.

        Returns:
            The opponent's moves that capture the chain of the stone, and the moves of
            its owner that save it from atari; both empty where there is no ladder.

        Raises:
            ValueError: if there is no stone.
        """
        capturing, escaping = _go.ladder_moves(self._native, self._stone(stone))
        return list(capturing), list(escaping)

    # Scores.

    def area_score(self, dead: Iterable[int | str] = ()) -> float:
        """Black's area minus White's minus komi (:func:`.scoring.area_score`)."""
        return scoring.area_score(self, dead)

    def territory_score(self, dead: Iterable[int | str] = ()) -> float:
        """Black's territory and prisoners minus White's minus komi.

        See :func:`.scoring.territory_score`.
        """
        return scoring.territory_score(self, dead)

    def ownership(self, dead: Iterable[int | str] = ()) -> NDArray[np.uint8]:
        """The owner of every point: ``(size, size)`` (:func:`.scoring.ownership`)."""
        return scoring.ownership(self, dead)

    def unconditionally_alive(self) -> NDArray[np.uint8]:
        """The colour of all that is settled whatever happens: ``(size, size)``.

        See :func:`.scoring.unconditionally_alive`.
        """
        return scoring.unconditionally_alive(self)

    def estimate_dead(
        self, playouts: int = 0, threshold: float = 0.75, seed: int = 0
    ) -> list[int]:
        """Points of stones that are dead (:func:`.scoring.estimate_dead`)."""
        return scoring.estimate_dead(self, playouts, threshold, seed)

    def is_own_eye(self, point: int | str, colour: int | str) -> bool:
        """Whether an empty point is a small eye that a random player does not fill.

        All its neighbours are stones of `colour`, and the opponent holds at most one of
        its diagonals (none at the edge).
        """
        return bool(
            self._native.is_own_eye(self._on_board(point), parse_colour(colour))
        )

    # Random games.

    def random_playout(self, seed: int = 0) -> float:
        """Play a copy to the end at random; Black's area minus White's minus komi.

        All moves that are legal and fill no small eye of one's own (:meth:`is_own_eye`)
        are equally likely; a player without one passes. Where cycles are possible
        (simple ko), a game ends after three moves for each point.

        Example:
            >>> Board(9).random_playout(seed=1) == Board(9).random_playout(seed=1)
            True
        """
        return float(_go.playout(self._native, seed)[0]) - self._given_to_white()

    def random_playouts(
        self, games: int, seed: int = 0, threads: int = 1
    ) -> tuple[NDArray[np.float64], NDArray[np.int16]]:
        """Many random games from here: :meth:`random_playout` with 64 bits of chance.

        The same seed gives the same games, whatever the number of threads. Ctrl-C ends
        it within a fraction of a second.

        Returns:
            Scores as :meth:`random_playout` has them, and numbers of moves, passes
            included: ``(games,)`` each.
        """
        at_once = 400_000 * threads // self.size**3 + 1
        parts = [
            _go.playouts(
                self._native, seed, first, min(at_once, games - first), threads
            )
            for first in range(0, max(games, 1), at_once)
        ]
        areas, lengths = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        return areas - self._given_to_white(), lengths

    def __str__(self) -> str:
        return draw(self.stones, self._last_point())

    def __repr__(self) -> str:
        return (
            f"<Board {self.size}x{self.size}, {self.move_number} moves, "
            f"{colour_name(self.to_play)} to play>"
        )

    # Inside.

    def _given_to_white(self) -> float:
        return self.komi + self.rules.bonus(self.handicap)

    def _colour(self, colour: int | str | None) -> int:
        return self.to_play if colour is None else parse_colour(colour)

    def _judge(self, point: int | str, colour: int | str | None) -> str:
        where = parse_point(point, self.size)
        return str(self._native.judge(where, self._colour(colour)))

    def _on_board(self, point: int | str) -> int:
        where = parse_point(point, self.size)
        if where == self.size * self.size:
            raise ValueError("A pass is no point of the board.")
        return where

    def _stone(self, point: int | str) -> int:
        where = self._on_board(point)
        if self._native.at(where) == EMPTY:
            raise ValueError(
                f"There is no stone at {points.point_text(where, self.size)}."
            )
        return where

    def _last_point(self) -> int | None:
        point = self.moves[-1][1] if self.move_number else None
        return None if point == self.size * self.size else point

    def _set_stones(self, stones: NDArray[np.uint8]) -> None:
        trial = _go.Board(self.size, self.rules.ko, self.rules.suicide)
        trial.set_stones(stones)
        dead = np.flatnonzero((stones != EMPTY) & (trial.liberties().ravel() == 0))
        if dead.size:
            vertex = points.point_text(int(dead[0]), self.size)
            raise ValueError(
                f"The chain at {vertex} has no liberties: no such position."
            )
        self._native.set_stones(stones)


def handicap_points(size: int, count: int) -> list[int]:
    """The star points of GTP's ``fixed_handicap``, in its order.

    Raises:
        ValueError: if a board of this size has no room for so many.

    Example:
        >>> [points.point_text(p, 19) for p in handicap_points(19, 3)]
        ['D4', 'Q16', 'D16']
    """
    most = 0 if size < 7 else 4 if size % 2 == 0 or size == 7 else 9
    if not 2 <= count <= most:
        allowed = f"takes 2 to {most} handicap stones" if most else "takes none"
        raise ValueError(f"A {size}x{size} board {allowed}, not {count}.")
    low = 3 if size > 12 else 2
    near, middle, far = size - 1 - low, size // 2, low
    corners = [(near, low), (far, size - 1 - low), (far, low), (near, size - 1 - low)]
    sides = [(middle, low), (middle, size - 1 - low), (near, middle), (far, middle)]
    taken = corners[: min(count, 4)] + (
        sides[: count // 2 * 2 - 4] if count > 5 else []
    )
    if count in (5, 7, 9):
        taken.append((middle, middle))
    return [row * size + column for row, column in taken]
