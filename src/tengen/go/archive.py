"""Archives: thousands of games in one file, of which any is at hand in microseconds.

    write_archive(read_games(["games.tar.xz"]), "games.npz")
    archive = GameArchive.open("games.npz")
    archive.game(1234).moves

An archive is an `.npz` that is not compressed. Its arrays are mapped into memory, not
read; `numpy.load` reads it as well. It holds moves, set-up, komi, winner and, where
records have them, win rates and leads, of games on boards of one size; no names and no
comments. docs/formats.md describes the arrays.

Games are told apart by a key that the eight symmetries of the board do not change.
One in twenty is held out for validation, by its key: always the same ones, in whatever
archive they are.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tengen.go.archive_layout import FORMAT, OPTIONAL, TYPES, VERSION, inspect_arrays
from tengen.go.npz import map_arrays, store_array
from tengen.go.packing import (
    NO_LEAD,
    NO_VALUE,
    NO_WINNER,
    POINT_BITS,
    WHITE_BIT,
    Packed,
    pack,
)
from tengen.go.points import BLACK, EMPTY, WHITE
from tengen.go.records import Game

HELD_OUT_ONE_IN = 20


class ArchiveError(ValueError):
    """A file that is no archive of games, or a damaged one."""


class GameArchive:
    """An archive that is open for reading. Its arrays are read-only.

    A position is numbered by the move that was played in it: position `starts[i] + ply`
    of all is the one before move `ply` of game `i`.

    Attributes:
        path: the file.
        size: lines of the board.
        moves: uint16 `(positions,)`: bits 0 to 9 the point, `size * size` a pass; bit
            10 set where White moved.
        starts: int64 `(games + 1,)`: where each game begins in `moves`.
        komi: float32 `(games,)`.
        winner: uint8 `(games,)`: 0 a draw, 1 Black, 2 White, 255 unknown.
        values: uint8 `(positions,)`: White's probability to win in percent, 255 where
            none is noted; or `None`: nowhere.
        leads: int16 `(positions,)`: White's lead in hundredths of a point, 32767 where
            none is noted; or `None`.
        setups: uint16 `(stones,)`: set-up and handicap stones, coded like `moves`.
        setup_starts: int64 `(games + 1,)`: where those of each game begin.
        keys: uint64 `(games,)`: the same for the eight images of a game.

    Example:
        >>> archive = GameArchive.open("games.npz")  # doctest: +SKIP
        >>> len(archive), archive.positions, archive.game(0).result  # doctest: +SKIP
        (45873, 9671023, 'B+')
    """

    def __init__(self, path: Path, size: int, arrays: dict[str, NDArray[Any]]) -> None:
        self.path, self.size = path, size
        self.moves: NDArray[np.uint16] = arrays["moves"]
        self.starts: NDArray[np.int64] = arrays["starts"]
        self.komi: NDArray[np.float32] = arrays["komi"]
        self.winner: NDArray[np.uint8] = arrays["winner"]
        self.keys: NDArray[np.uint64] = arrays["keys"]
        self.setups: NDArray[np.uint16] = arrays["setups"]
        self.setup_starts: NDArray[np.int64] = arrays["setup_starts"]
        self.values: NDArray[np.uint8] | None = arrays.get("values")
        self.leads: NDArray[np.int16] | None = arrays.get("leads")

    @staticmethod
    def open(path: str | os.PathLike[str]) -> GameArchive:
        """Open an archive.

        Raises:
            FileNotFoundError: there is no such file.
            ArchiveError: it is no archive of games, is cut off or damaged.
        """
        return _open(Path(path))

    def __reduce__(self) -> tuple[Any, ...]:
        return GameArchive.open, (str(self.path),)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[Game]:
        return map(self.game, range(len(self)))

    def __repr__(self) -> str:
        return (
            f"GameArchive({str(self.path)!r}: {len(self)} games, {self.positions} "
            f"positions, {self.size}x{self.size})"
        )

    @property
    def sizes(self) -> NDArray[np.uint8]:
        """Lines of the board of each game, uint8 `(games,)`: the same for all."""
        return np.broadcast_to(np.uint8(self.size), len(self))

    @property
    def positions(self) -> int:
        """How many positions there are: as many as moves."""
        return len(self.moves)

    @property
    def held_out(self) -> NDArray[np.bool_]:
        """Which games are kept for validation, `(games,)`: keys % 20 == 0."""
        return self.keys % np.uint64(HELD_OUT_ONE_IN) == 0

    def is_held_out(self, game: int) -> bool:
        """Return whether a game is kept for validation."""
        return int(self.keys[game]) % HELD_OUT_ONE_IN == 0

    def locate(
        self, positions: ArrayLike
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return game and ply of positions numbered through the whole archive.

        Args:
            positions: numbers from 0 to `positions - 1`, `(N,)`.

        Returns:
            Games, int64 `(N,)`, and plies, int32 `(N,)`.
        """
        numbers = np.asarray(positions, np.int64)
        if numbers.size and not 0 <= numbers.min() <= numbers.max() < self.positions:
            raise IndexError(
                f"There are the positions 0 to {self.positions - 1}, not "
                f"{numbers.min()} to {numbers.max()}."
            )
        games = np.searchsorted(self.starts, numbers, side="right") - 1
        return games, (numbers - self.starts[games]).astype(np.int32)

    def moves_of(self, game: int) -> NDArray[np.uint16]:
        """Return the codes of a game's moves, uint16 `(moves,)`."""
        return self.moves[self.starts[game] : self.starts[game + 1]]

    def setup_of(self, game: int) -> NDArray[np.uint16]:
        """Return the codes of a game's set-up stones, uint16 `(stones,)`."""
        return self.setups[self.setup_starts[game] : self.setup_starts[game + 1]]

    def game(self, number: int) -> Game:
        """Return a game. Names, ranks and comments are not kept.

        Raises:
            IndexError: there is no such game.
        """
        if not -len(self) <= number < len(self):
            raise IndexError(f"There are {len(self)} games; {number} is none of them.")
        number %= len(self)
        moves = self.moves_of(number).tolist()
        stones = self.setup_of(number).tolist()
        winner = int(self.winner[number])
        black = [code for code in stones if not code & WHITE_BIT]
        white = [code & POINT_BITS for code in stones if code & WHITE_BIT]
        game = Game(
            size=self.size,
            moves=[((code >> 10) + 1, code & POINT_BITS) for code in moves],
            komi=float(self.komi[number]),
            setup_black=black,
            setup_white=white,
            handicap=len(black) if len(black) > 1 and not white else 0,
            result={EMPTY: "0", BLACK: "B+", WHITE: "W+"}.get(winner, "?"),
            winner=None if winner == NO_WINNER else winner,
            values=self._hundredths_of(number, self.values, NO_VALUE),
            leads=self._hundredths_of(number, self.leads, NO_LEAD),
            name=f"{self.path}#{number}",
        )
        if moves:
            game.to_play = game.moves[0][0]
        elif black and not white:
            game.to_play = WHITE
        return game

    def _hundredths_of(
        self, game: int, array: NDArray[Any] | None, none: int
    ) -> list[float | None]:
        if array is None:
            return []
        numbers = array[self.starts[game] : self.starts[game + 1]]
        if (numbers == none).all():
            return []
        return [None if n == none else n / 100 for n in numbers.tolist()]

    def verify(self) -> None:
        """Read the whole file and compare its checksums.

        Raises:
            ArchiveError: a byte has changed since it was written.
        """
        try:
            with zipfile.ZipFile(self.path) as file:
                damaged = file.testzip()
        except (zipfile.BadZipFile, EOFError) as error:
            damaged = str(error)
        if damaged:
            raise ArchiveError(f"{self.path}: {damaged} is damaged (wrong checksum).")


# Reading


def _open(path: Path) -> GameArchive:
    if not path.is_file():
        raise FileNotFoundError(f"There is no archive of games {str(path)!r}.")
    try:
        arrays = map_arrays(path)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise ArchiveError(
            f"{path}: no archive of games, or it is cut off or damaged ({error})."
        ) from None
    problem, size = inspect_arrays(arrays)
    if problem:
        raise ArchiveError(f"{path}: {problem}.")
    return GameArchive(path, size, arrays)


# Writing


class ArchiveWriter:
    """Writes an archive game by game, in bounded memory.

    The file appears when the `with` ends without an exception; until then what was
    there stays.

    Args:
        path: the file, `*.npz`.
        size: lines of the board; by default those of the first game.

    Example:
        >>> with ArchiveWriter("games.npz") as writer:  # doctest: +SKIP
        ...     writer.add(game)
    """

    def __init__(self, path: str | os.PathLike[str], size: int | None = None) -> None:
        self.path = Path(path)
        self.size = size
        self.games = 0
        self._moves = self._stones = 0
        self._labelled: set[str] = set()

    def __enter__(self) -> ArchiveWriter:
        folder = self.path.parent
        if not folder.is_dir():
            raise FileNotFoundError(f"There is no folder {str(folder)!r}.")
        self._columns = {name: TemporaryFile(dir=folder) for name in TYPES}
        self._append("starts", [0])
        self._append("setup_starts", [0])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._assemble()
        finally:
            for column in self._columns.values():
                column.close()

    def add(self, game: Game | Packed) -> None:
        """Append a game.

        Raises:
            ValueError: its board has another size than those before, or its komi is no
                number.
        """
        packed = game if isinstance(game, Packed) else pack(game)
        self._check(packed, game)
        self.games += 1
        self._moves += len(packed.moves)
        self._stones += len(packed.setup)
        self._append("moves", packed.moves)
        self._append("setups", packed.setup)
        self._append("starts", [self._moves])
        self._append("setup_starts", [self._stones])
        self._append("komi", [packed.komi])
        self._append("winner", [packed.winner])
        self._append("keys", [packed.key])
        for name, none in (("values", NO_VALUE), ("leads", NO_LEAD)):
            labels = getattr(packed, name)
            if labels is None:
                labels = np.full(len(packed.moves), none)
            else:
                self._labelled.add(name)
            self._append(name, labels)

    def _check(self, packed: Packed, game: Game | Packed) -> None:
        name = "A game"
        if isinstance(game, Game) and game.name:
            name = f"The game {game.name!r}"
        if self.size is None:
            self.size = packed.size
        if packed.size != self.size:
            raise ValueError(
                f"{name} is on {packed.size} lines; this archive holds games on "
                f"{self.size}. Write one archive per size."
            )
        if not np.isfinite(np.float32(packed.komi)):
            raise ValueError(f"{name} has the komi {packed.komi}.")
        for array in (packed.values, packed.leads):
            if array is not None and len(array) != len(packed.moves):
                raise ValueError(f"{name} has not as many values as moves.")

    def _append(self, name: str, numbers: ArrayLike) -> None:
        self._columns[name].write(np.asarray(numbers, TYPES[name]).tobytes())

    def _assemble(self) -> None:
        header = {"format": FORMAT, "version": VERSION, "size": self.size or 19}
        text = json.dumps(header).encode()
        temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        try:
            with temporary.open("xb") as file, zipfile.ZipFile(file, "w") as archive:
                store_array(archive, file, "header", "|u1", [text], len(text))
                for name, column in self._columns.items():
                    if name in OPTIONAL and name not in self._labelled:
                        continue
                    dtype = TYPES[name]
                    length = column.tell() // np.dtype(dtype).itemsize
                    store_array(archive, file, name, dtype, _chunks(column), length)
            os.replace(temporary, self.path)
        finally:
            temporary.unlink(missing_ok=True)


def write_archive(
    games: Iterable[Game | Packed],
    path: str | os.PathLike[str],
    size: int | None = None,
) -> int:
    """Write games as an archive.

    Args:
        games: they may be made one after the other; few are in memory at a time.
        path: the file, `*.npz`. It appears when all games are written.
        size: lines of the board; by default those of the first game.

    Returns:
        How many games were written.

    Raises:
        ValueError: boards of different sizes.
    """
    with ArchiveWriter(path, size) as writer:
        for game in games:
            writer.add(game)
    return writer.games


def _chunks(column: IO[bytes]) -> Iterator[bytes]:
    column.seek(0)
    return iter(lambda: column.read(1 << 20), b"")
