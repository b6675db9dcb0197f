"""A player that is another program: an engine that speaks GTP, such as GNU Go.

player = GtpPlayer.gnugo(level=5)
player = GtpPlayer("katago gtp -model net.bin.gz -config gtp.cfg", name="KataGo")
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from tengen.go.board import Board
from tengen.go.gtp_client import GtpClient, GtpFailure
from tengen.go.players import Move
from tengen.go.points import BLACK, WHITE, parse_point, point_text

__all__ = ["GtpPlayer"]

_NEEDED = ("boardsize", "clear_board", "komi", "play", "genmove")
_GAMES = ("/usr/games", "/usr/local/games")
_COLOURS = {BLACK: "black", WHITE: "white"}


class GtpPlayer:
    """Lets an engine choose the moves.

    The engine follows the game by GTP's `play`; where a board is not a continuation of
    what it has seen, it is set up anew. An engine that breaks down in a game is started
    again and gets the position, so many times as `restarts` says.

    Args:
        command: the program and its arguments, as words or as one line of a shell.
        name: for tables and records; by default the program's.
        timeout: seconds that each command may take.
        restarts: how often in one game.

    Raises:
        GtpFailure: if there is no such program.
        ValueError: if it lacks a command that is needed.
    """

    def __init__(
        self,
        command: str | Sequence[str],
        name: str | None = None,
        timeout: float = 60.0,
        restarts: int = 1,
    ) -> None:
        self._command, self._timeout, self._restarts = command, timeout, restarts
        self._restarts_left = restarts
        self._known: _Known | None = None
        self._engine = self._start()
        self.name = name or self._engine.send("name")

    @classmethod
    def gnugo(
        cls, level: int = 10, seed: int | None = None, program: str | None = None
    ) -> GtpPlayer:
        """GNU Go, playing on until dead stones are off the board, as we count.

        Args:
            level: 0 to 10, the strongest.
            seed: of its random choices.
            program: where it is; by default it is looked for.
        """
        words = [program or _find("gnugo"), "--mode", "gtp", "--level", str(level)]
        words += ["--chinese-rules", "--capture-all-dead", "--positional-superko"]
        if seed is not None:
            words += ["--seed", str(seed)]
        return cls(words, name=f"gnugo:{level}")

    def new_game(self) -> None:
        """Have the board set up anew before the next move."""
        self._restarts_left = self._restarts
        self._known = None

    def choose(self, board: Board) -> Move:
        """Ask the engine; see `tengen.go.players.Player`.

        Raises:
            GtpFailure: if it ended, or did not answer in time, too often.
            GtpError: if it refuses a move, or a board of this size.
            ValueError: if its answer is no move.
        """
        while True:
            try:
                self._follow(board)
                return self._generate(board)
            except GtpFailure:
                if self._restarts_left == 0:
                    raise
                self._restarts_left -= 1
                self._known = None

    def close(self) -> None:
        """End the engine."""
        self._engine.close()

    def _start(self) -> GtpClient:
        engine = GtpClient(self._command, self._timeout)
        missing = [word for word in _NEEDED if not engine.knows(word)]
        if missing:
            engine.close()
            raise ValueError(
                f"{engine.command[0]} does not know the GTP command {missing[0]!r}\n"
                "  fix: name a program that speaks GTP 2 and plays"
            )
        return engine

    def _follow(self, board: Board) -> None:
        """Bring the engine to the position on the board."""
        if not self._engine.is_running:
            self._engine.close()
            self._engine, self._known = self._start(), None
        known = _Known.of(board)
        if self._known is None or not known.continues(self._known):
            self._set_up(board, known)
            new_moves = known.moves
        else:
            new_moves = known.moves[len(self._known.moves) :]
        for colour, point in new_moves:
            self._play(colour, point, board.size)
        self._known = known

    def _set_up(self, board: Board, known: _Known) -> None:
        self._engine.send(f"boardsize {board.size}")
        self._engine.send("clear_board")
        self._engine.send(f"komi {known.komi:g}")
        for point, colour in enumerate(known.stones):
            if colour:
                self._play(colour, point, board.size)

    def _play(self, colour: int, point: int, size: int) -> None:
        self._engine.send(f"play {_COLOURS[colour]} {point_text(point, size)}")

    def _generate(self, board: Board) -> Move:
        answer = self._engine.send(f"genmove {_COLOURS[board.to_play]}").strip()
        if answer.lower() == "resign":
            self._known = None
            return Move("resign")
        point = parse_point(answer, board.size)
        assert self._known is not None
        self._known.moves.append((board.to_play, point))
        return Move(point)


@dataclass(frozen=True)
class _Known:
    """A game as an engine knows it: where it began, and the moves since."""

    size: int
    komi: float
    stones: bytes
    moves: list[tuple[int, int]]

    @classmethod
    def of(cls, board: Board) -> _Known:
        beginning = board.copy()
        while beginning.move_number:
            beginning.undo()
        stones = beginning.stones.tobytes()
        komi = board.komi + board.rules.bonus(board.handicap)
        return cls(board.size, komi, stones, board.moves)

    def continues(self, earlier: _Known) -> bool:
        same_start = (self.size, self.komi, self.stones) == (
            earlier.size,
            earlier.komi,
            earlier.stones,
        )
        return same_start and self.moves[: len(earlier.moves)] == earlier.moves


def _find(program: str) -> str:
    """Return where a program is; Debian keeps games where root does not look."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), *_GAMES])
    return shutil.which(program, path=places) or program
