"""A tournament from beginning to end, for people who watch it.

play_tournament(Path("spring"), ["a.keras", "b.keras", "gnugo:1"], Settings())
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from tengen.go.entrants import Entrant, Settings, TournamentError, enter
from tengen.go.match import MatchGame
from tengen.go.page import write_page
from tengen.go.standings import Results, Standing, summarise, write_tables
from tengen.go.tournament import Pairing, Tournament
from tengen.pages import check_folder, write_whole

__all__ = ["play_tournament", "report"]

PAGE = "index.html"
_PAUSE = 20.0  # seconds between two writings of page and tables


def play_tournament(
    folder: Path | None,
    players: Sequence[str],
    settings: Settings,
    title: str = "Tournament",
    jobs: int = 1,
    command: str = "",
    console: Console | None = None,
) -> Results:
    """Play a tournament, or what is missing of it, and write all its files.

    Args:
        folder: where to; `None` keeps nothing.
        players: files of networks, or words as `tengen.go.players.make_player` knows
            them.
        settings: how it is played.
        title: of the page.
        jobs: games played at the same time.
        command: what is to be called to play on.
        console: where to show it.

    Raises:
        ValueError, GtpFailure, OSError: if it cannot be played; each says why, and
            what to do. Before the first game; or, when all else is played and
            written, for games that could not be.
        KeyboardInterrupt: on Ctrl-C, when all that was played is written.
    """
    console = console or Console()
    if folder is not None:
        check_folder(folder)
    entrants = enter(players, settings)
    _show_entrants(entrants, console)
    with (
        _folder_or_none(folder) as place,
        Tournament(place, entrants, settings, jobs=jobs) as tournament,
    ):
        try:
            _play(tournament, title, command, console)
        except KeyboardInterrupt:
            tournament.catch_up()
            report(tournament, title, command)
            kept, scheduled = len(tournament.played()), len(tournament.pairings)
            if folder is not None:
                console.print(
                    f"Stopped. {kept:,} of {scheduled:,} games are kept; the same "
                    "command plays on."
                )
            raise
        results = report(tournament, title, command)
        _show_standings(results, console)
        if folder is not None:
            page = folder / PAGE
            console.print(Text.assemble("Page: ", (str(page), "bold")))
        _check_failures(tournament)
    return results


def report(tournament: Tournament, title: str, command: str = "") -> Results:
    """Write tables and page of a tournament as it stands; return what they show."""
    games = dict(zip(tournament.played(), tournament.games(), strict=True))
    results = summarise(
        tournament.entrants, tournament.settings, games, len(tournament.pairings)
    )
    write_tables(results, tournament.folder)
    paths = {
        key: tournament.record_path(key).relative_to(tournament.folder).as_posix()
        for key in games
    }
    page = write_page(results, title, paths, command)
    write_whole(tournament.folder / PAGE, page)
    return results


@contextmanager
def _folder_or_none(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="tengen-match-") as name:
        yield Path(name)


def _play(tournament: Tournament, title: str, command: str, console: Console) -> None:
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("games"),
        TimeRemainingColumn(),
        console=console,
    )
    with progress:
        done = len(tournament.played())
        task = progress.add_task("", total=len(tournament.pairings), completed=done)
        written = time.monotonic()

        def show(pairing: Pairing, game: MatchGame) -> None:
            nonlocal written
            words = Text(f"{game.black} - {game.white}: {game.result}")
            words.truncate(44, overflow="ellipsis", pad=True)
            progress.update(task, description=words.markup, advance=1)
            if time.monotonic() - written > _PAUSE:
                report(tournament, title, command)
                written = time.monotonic()

        tournament.run(show)


def _show_entrants(entrants: Sequence[Entrant], console: Console) -> None:
    if not any(entrant.digest for entrant in entrants):
        return
    table = Table("network", box=None, pad_edge=False)
    table.add_column("parameters", justify="right")
    table.add_column("trainable", justify="right")
    for entrant in entrants:
        if entrant.parameters is not None and entrant.trainable is not None:
            counts = f"{entrant.parameters:,}", f"{entrant.trainable:,}"
            table.add_row(Text(entrant.name), *counts)
    console.print(table)


def _show_standings(results: Results, console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("player", overflow="fold")
    for head in ("Elo", "95 %", "points", "win rate", "95 %", "time a move"):
        table.add_column(head, justify="right")
    for rank, standing in enumerate(results.standings, start=1):
        table.add_row(str(rank), Text(standing.name), *_numbers(standing))
    console.print(table)


def _numbers(standing: Standing) -> list[str]:
    rate, seconds = standing.win_rate, standing.seconds_per_move
    return [
        f"{standing.elo:+.0f}",
        f"{standing.elo_low:+.0f} to {standing.elo_high:+.0f}",
        f"{standing.points:g}/{standing.games}",
        "" if rate is None else f"{rate:.3f}",
        f"{standing.low:.2f} to {standing.high:.2f}",
        "" if seconds is None else f"{seconds:.3f} s",
    ]


def _check_failures(tournament: Tournament) -> None:
    if not tournament.failures:
        return
    count = len(tournament.failures)
    lines = [
        f"{count} of {len(tournament.pairings)} games could not be played, by no fault "
        "of a player",
        *(f"  got: {why}" for why in dict.fromkeys(tournament.failures.values())),
        "  fix: the same command tries them again",
    ]
    raise TournamentError("\n".join(lines))
