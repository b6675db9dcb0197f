"""`games.data`: the text format of games in the course's project, read and written.

White space separates everything. First the number of games; of each game the komi, the
letter of the winner, the number of moves; of each move the point (0 to 360 row by row
from the upper left, 361 a pass), the colour (0 White, 1 Black), White's probability to
win and White's lead, both with two decimals; -1.00 for a probability that is not known.
Boards have 19 lines, and there is no set-up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TextIO

from tengen.go.points import BLACK, WHITE
from tengen.go.records import Game
from tengen.go.sgf import SgfError

_SIZE = 19
_MOST_MOVES = 100_000
_LONGEST_WORD = 100  # characters
_CHUNK = 1 << 16  # characters


def read_games_data(file: TextIO | IO[str], source: str = "") -> Iterator[Game]:
    """Yield the games of a `games.data`.

    Args:
        file: open for reading as text.
        source: its name, for the games' names and for errors.

    Raises:
        SgfError: something else than a number stands where one should; it says in which
            game.
    """
    words = _Words(file, source)
    count = words.whole("the number of games", 0, 10**9)
    for number in range(count):
        words.place = f"game {number + 1} of {count}"
        yield _read_game(words, f"{source}#{number + 1}")


def _read_game(words: _Words, name: str) -> Game:
    komi = words.real("komi")
    letter = words.next("the winner")
    if letter not in ("W", "B"):
        raise words.error(f"the winner is {letter[:20]!r}, neither W nor B")
    game = Game(
        size=_SIZE,
        komi=komi,
        result=f"{letter}+",
        winner=BLACK if letter == "B" else WHITE,
        name=name,
    )
    for _ in range(words.whole("the number of moves", 0, _MOST_MOVES)):
        point = words.whole("a move", 0, _SIZE * _SIZE)
        colour = BLACK if words.whole("a colour", 0, 1) else WHITE
        value, lead = words.real("a probability"), words.real("a lead")
        known = 0 <= value <= 1
        game.moves.append((colour, point))
        game.values.append(value if known else None)
        game.leads.append(lead if known else None)
    if not any(value is not None for value in game.values):
        game.values, game.leads = [], []
    game.to_play = game.moves[0][0] if game.moves else BLACK
    return game


class _Words:
    """The words of a text, read piece by piece."""

    def __init__(self, file: IO[str], source: str) -> None:
        self._words = self._split(file)
        self._source = source
        self.place = "the first line"

    def _split(self, file: IO[str]) -> Iterator[str]:
        rest = ""
        while chunk := file.read(_CHUNK):
            words = (rest + chunk).split()
            rest = "" if chunk[-1].isspace() else words.pop()
            if len(rest) > _LONGEST_WORD:
                raise self.error(
                    f"there is a word of more than {_LONGEST_WORD} letters"
                )
            yield from words
        if rest:
            yield rest

    def error(self, problem: str) -> SgfError:
        return SgfError(f"{self.place}: {problem}", source=self._source)

    def next(self, what: str) -> str:
        word = next(self._words, None)
        if word is None:
            raise self.error(f"the file ends where {what} should stand")
        return word

    def whole(self, what: str, low: int, high: int) -> int:
        word = self.next(what)
        if word.isascii() and word.isdigit() and low <= int(word) <= high:
            return int(word)
        raise self.error(f"{what} is {word[:20]!r}, not a number from {low} to {high}")

    def real(self, what: str) -> float:
        word = self.next(what)
        try:
            number = float(word)
        except ValueError:
            number = float("inf")
        if abs(number) < 10_000:
            return number
        raise self.error(f"{what} is {word[:20]!r}, not a number")


def write_games_data(games: Iterable[Game], path: str | os.PathLike[str]) -> int:
    """Write games as a `games.data`.

    Args:
        games: of boards of 19 lines, with a winner and without set-up.
        path: the file; it appears when all games are written.

    Returns:
        How many games were written.

    Raises:
        ValueError: the format cannot hold a game; it says which one and why.
    """
    path = Path(path)
    text = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    games_only = path.with_name(f".{path.name}.{os.getpid()}.games.tmp")
    count = 0
    try:
        # The number of games comes first in the file, and is known last.
        with games_only.open("x") as file:
            for game in games:
                count += 1
                file.write(_game_text(game))
        with text.open("x") as file, games_only.open() as written:
            file.write(f"{count}\n")
            while chunk := written.read(_CHUNK):
                file.write(chunk)
        os.replace(text, path)
    finally:
        games_only.unlink(missing_ok=True)
        text.unlink(missing_ok=True)
    return count


def _game_text(game: Game) -> str:
    obstacle = (
        f"its board has {game.size} lines, not {_SIZE}"
        if game.size != _SIZE
        else "it has no winner"
        if game.winner not in (BLACK, WHITE)
        else "it begins with stones on the board"
        if game.setup_black or game.setup_white
        else ""
    )
    if obstacle:
        raise ValueError(f"games.data cannot hold the game {game.name!r}: {obstacle}.")
    letter = "B" if game.winner == BLACK else "W"
    words = [f"{game.komi:.1f} {letter} {len(game.moves)}"]
    for ply, (colour, point) in enumerate(game.moves):
        value = game.values[ply] if game.values else None
        lead = game.leads[ply] if game.leads else None
        words.append(
            f"{point} {int(colour == BLACK)} "
            f"{-1 if value is None else value:.2f} {0 if lead is None else lead:.2f}"
        )
    return " ".join(words) + "\n"
