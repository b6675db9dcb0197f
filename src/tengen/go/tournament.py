"""A tournament: everybody against everybody, resumable at any moment.

    settings = Settings(size=9, visits=200)
    players = enter(["a.keras", "b.keras", "gnugo:1"], settings)
    with Tournament("spring", players, settings) as tournament:
        games = tournament.run()

Each pair plays the same openings, each opening twice with colours exchanged. All that
happens is in the folder's journal, one line per game; everything else there - a record
of every game, tables, the page - is written anew from it. Whatever kills the program,
calling it again plays the games that are missing, and no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from tengen.go.entrants import Entrant, Settings, TournamentError, make_player
from tengen.go.journal import Journal
from tengen.go.match import Limits, MatchGame, play_game
from tengen.go.match_records import from_record, to_record
from tengen.go.openings import openings
from tengen.go.points import colour_name, opponent
from tengen.go.processes import Failure, in_processes
from tengen.go.records import to_sgf
from tengen.pages import write_whole

if TYPE_CHECKING:
    from tengen.go.players import Player

__all__ = ["Pairing", "Tournament", "describe_end", "schedule"]

JOURNAL = "journal.jsonl"
GAMES = "games"
_FORMAT = 1
_MAY_CHANGE = ("games_per_pair", "most_parameters")  # between two runs


@dataclass(frozen=True)
class Pairing:
    """A game to be played.

    Attributes:
        id: `01-02-003` is the third game between the first two entrants.
        black, white: numbers of the entrants, from 0.
        opening: its number, from 0.
    """

    id: str
    black: int
    white: int
    opening: int


def schedule(entrants: int, games_per_pair: int) -> Iterator[Pairing]:
    """Yield all games, such that all pairs have played about as many at any time.

    Example:
        >>> [(p.id, p.black, p.white, p.opening) for p in schedule(2, 3)]
        [('01-02-001', 0, 1, 0), ('01-02-002', 1, 0, 0), ('01-02-003', 0, 1, 1)]
    """
    for number in range(games_per_pair):
        for first, second in combinations(range(entrants), 2):
            sides = (first, second) if number % 2 == 0 else (second, first)
            name = f"{first + 1:02}-{second + 1:02}-{number + 1:03}"
            yield Pairing(name, *sides, number // 2)


class Tournament:
    """A tournament and its folder.

    Args:
        folder: where journal, records, tables and page are; made if need be.
        entrants: who plays.
        settings: how; the number of games per pair may be raised later.
        make: makes players; importable by name if there are several jobs.
        jobs: games played at the same time, each in a process of its own.

    Raises:
        JournalError: if another program is playing it, or the journal is damaged.
        TournamentError: if the folder holds a tournament of others, or another way of
            playing.
    """

    def __init__(
        self,
        folder: str | Path,
        entrants: Sequence[Entrant],
        settings: Settings = Settings(),  # noqa: B008, it cannot change
        make: Callable[[str, Settings, int], Player] = make_player,
        jobs: int = 1,
    ) -> None:
        self.folder, self.entrants = Path(folder), list(entrants)
        self.settings, self.jobs, self._make = settings, jobs, make
        self.failures: dict[str, str] = {}
        self.journal = Journal(self.folder / JOURNAL, self._header())
        try:
            self._check_header()
        except BaseException:
            self.journal.close()
            raise
        self.pairings = list(schedule(len(self.entrants), settings.games_per_pair))

    def run(
        self, on_game: Callable[[Pairing, MatchGame], None] | None = None
    ) -> list[MatchGame]:
        """Play the games that are missing; return all, in the order of the schedule.

        Games that could not be played, by no fault of the players, are listed in
        `failures` with the reason; they are missing still.

        Args:
            on_game: called after each game that was played now.
        """
        self._write_missing_records()
        count = (self.settings.games_per_pair + 1) // 2
        given = openings(
            self.settings.size, count, self.settings.seed, self.settings.opening_moves
        )
        missing = [p for p in self.pairings if p.id not in self.journal.records]
        worker = (self.entrants, self.settings, given, self._make)
        for pairing, done in in_processes(_Worker, worker, missing, self.jobs):
            if isinstance(done, Failure):
                self.failures[pairing.id] = done.reason
                continue
            self.journal.append({"id": pairing.id, **done})
            self._write_record(pairing.id)
            if on_game is not None:
                on_game(pairing, from_record(done))
        return self.games()

    def games(self) -> list[MatchGame]:
        """Return the games that have been played, in the order of the schedule."""
        records = self.journal.records
        return [from_record(records[p.id]) for p in self.pairings if p.id in records]

    def played(self) -> list[str]:
        """Return the ids of these games."""
        return [p.id for p in self.pairings if p.id in self.journal.records]

    def close(self) -> None:
        """Let another program have the journal."""
        self.journal.close()

    def __enter__(self) -> Tournament:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def record_path(self, game_id: str) -> Path:
        """Return where the SGF file of a game is."""
        record = self.journal.records[game_id]
        names = "-".join(_plain(record[colour]) for colour in ("black", "white"))
        return self.folder / GAMES / f"{game_id}-{names}.sgf"

    def catch_up(self) -> None:
        """Read the journal again, and write what records are missing: after Ctrl-C."""
        self.journal.refresh()
        self._write_missing_records()

    def _write_missing_records(self) -> None:
        for folder in (self.folder, self.folder / GAMES):
            for left in folder.glob(".*.part"):  # by a program that was killed
                left.unlink()
        for game_id in self.journal.records:
            if not self.record_path(game_id).exists():
                self._write_record(game_id)

    def _write_record(self, game_id: str) -> None:
        game = from_record(self.journal.records[game_id])
        game.comment = describe_end(game)
        write_whole(self.record_path(game_id), to_sgf(game))

    def _header(self) -> dict[str, Any]:
        settings = asdict(self.settings)
        for name in _MAY_CHANGE:
            del settings[name]
        return {
            "format": _FORMAT,
            "settings": settings,
            "entrants": [[entrant.name, entrant.digest] for entrant in self.entrants],
        }

    def _check_header(self) -> None:
        before, now = self.journal.header, self._header()
        if before.get("format") != _FORMAT:
            raise self._other("a journal of another kind", "name another folder")
        for name, value in now["settings"].items():
            was = before["settings"].get(name)
            if was != value:
                raise self._other(
                    f"a tournament with {name} = {was}, not {value}",
                    "name another folder, or play on with the same settings",
                )
        names = [name for name, _ in before["entrants"]]
        if names != [entrant.name for entrant in self.entrants]:
            raise self._other(
                f"a tournament of {', '.join(names)}",
                "name another folder, or the same players in the same order",
            )
        for (name, digest), entrant in zip(
            before["entrants"], self.entrants, strict=True
        ):
            if digest != entrant.digest:
                raise self._other(
                    f"a tournament with another file of {name}: it has changed since",
                    "name another folder, or bring the file back",
                )

    def _other(self, what: str, remedy: str) -> TournamentError:
        return TournamentError(
            f"{self.folder} cannot be used for this tournament\n"
            f"  got: {what}\n  fix: {remedy}"
        )


class _Worker:
    """Plays games with players that it makes when they are first needed."""

    def __init__(
        self,
        entrants: list[Entrant],
        settings: Settings,
        given: list[list[int]],
        make: Callable[[str, Settings, int], Player],
    ) -> None:
        self._entrants, self._settings = entrants, settings
        self._openings, self._make = given, make
        self._players: dict[int, Player] = {}

    def __call__(self, pairing: Pairing) -> dict[str, Any]:
        settings = self._settings
        game = play_game(
            self._player(pairing.black, pairing),
            self._player(pairing.white, pairing),
            settings.rules,
            settings.size,
            settings.komi,
            self._openings[pairing.opening],
            Limits(settings.most_moves, settings.seconds, settings.settled),
        )
        game.black = self._entrants[pairing.black].name
        game.white = self._entrants[pairing.white].name
        return to_record(game)

    def close(self) -> None:
        for player in self._players.values():
            player.close()

    def _player(self, number: int, pairing: Pairing) -> Player:
        if number not in self._players:
            # After a resumption other luck than in the games before it.
            luck = Random(f"{self._settings.seed}/{pairing.id}/{number}")
            player = self._entrants[number].player
            seed = luck.randrange(2**31)
            self._players[number] = self._make(player, self._settings, seed)
        return self._players[number]


def describe_end(game: MatchGame) -> str:
    """Return a sentence on how a game ended.

    Example:
        >>> describe_end(MatchGame(result="B+3.5", winner=1))
        'Black wins by 3.5 points.'
    """
    if not game.winner:
        return "A draw."
    winner = colour_name(game.winner)
    loser = colour_name(opponent(game.winner))
    margin = game.result[2:]
    ends = {
        "score": f"{winner} wins by {margin} points.",
        "moves": f"{winner} wins by {margin} points, counted after {len(game.moves)} "
        "moves.",
        "settled": f"{winner} wins: more than half of the board is alive for ever.",
        "resign": f"{winner} wins: {loser} resigns.",
    }
    return ends.get(game.reason) or f"{winner} wins: {loser} forfeits. {game.detail}"


def _plain(name: str) -> str:
    """Return what of a name can stand in the name of a file."""
    return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")[:40] or "player"
