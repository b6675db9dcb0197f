"""``tengen go import``: games of all kinds of files, checked, in one archive."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tengen.go.checking import Conditions
    from tengen.go.importing import Report

app = typer.Typer(add_completion=False)

_INTERRUPTED = 130  # what shells call a program that Ctrl-C ended
_WORTH_A_PROCESS = 1 << 20  # bytes of files, usually compressed


@app.command(name="import")
def import_(
    games: Annotated[
        list[Path],
        typer.Argument(
            help="Files or folders: .sgf, .sgfs, .tar.xz, .tgz, .zip, .npz, games.data."
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help="games.npz; or .tgz and .sgfs (SGF), .data (the course's format).",
        ),
    ],
    size: Annotated[int, typer.Option(min=2, max=25, help="Lines of the board.")] = 19,
    min_moves: Annotated[
        int, typer.Option(min=0, help="Drop games with fewer moves (passes apart).")
    ] = 1,
    winner_only: Annotated[
        bool, typer.Option("--winner-only", help="Drop draws and unknown results.")
    ] = False,
    komi: Annotated[
        list[float] | None,
        typer.Option(help="Keep games with this komi; may be given several times."),
    ] = None,
    even_only: Annotated[
        bool, typer.Option("--even-only", help="Drop games with handicap or set-up.")
    ] = False,
    rules: Annotated[
        str | None,
        typer.Option(
            help="Hold all games against these rules, such as tromp-taylor. By default "
            "simple ko, and suicide where the record's rules allow it."
        ),
    ] = None,
    cut_illegal: Annotated[
        bool,
        typer.Option(
            "--cut-illegal", help="Keep games up to an illegal move, not drop them."
        ),
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            help="The list of dropped games; games.dropped.tsv beside games.npz."
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=0, help="Processes that read; 0: as many as pay.")
    ] = 0,
) -> None:
    """Check games move by move, drop the bad and the double ones, write one archive."""
    from tengen.go.checking import Conditions
    from tengen.go.importing import NothingKept
    from tengen.go.rules import rules as rules_of

    listing = report or output.with_name(f"{output.name.split('.')[0]}.dropped.tsv")
    try:
        conditions = Conditions(
            size=size,
            min_moves=min_moves,
            winner_only=winner_only,
            komi=tuple(komi or ()),
            even_only=even_only,
            rules=rules_of(rules) if rules else None,
            cut_illegal=cut_illegal,
        )
        done = _import(games, output, conditions, jobs)
        done.write(listing)
    except KeyboardInterrupt:
        typer.echo("\nStopped. Nothing was written.", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    except NothingKept as error:
        error.report.write(listing)
        typer.echo(f"Error: {error} See {listing}.", err=True)
        raise typer.Exit(1) from None
    except (ValueError, OSError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from None
    _show(done, output, listing)


def _import(
    games: list[Path], output: Path, conditions: Conditions, jobs: int
) -> Report:
    from rich.console import Console
    from rich.progress import Progress

    from tengen.go.importing import import_games
    from tengen.go.sources import find_files

    total = sum(file.stat().st_size for file in find_files(games))
    if not jobs:
        jobs = min(os.cpu_count() or 1, 1 + total // _WORTH_A_PROCESS)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading games", total=total)
        return import_games(
            games,
            output,
            conditions,
            jobs=jobs,
            on_progress=lambda read: progress.update(task, completed=read),
        )


def _show(report: Report, output: Path, listing: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("games", "", box=None, header_style="", pad_edge=False)
    table.columns[0].justify = "right"
    table.add_row(f"{report.kept:,}", "kept")
    for reason, count in report.counts().items():
        table.add_row(f"{count:,}", f"dropped: {reason}")
    if report.cut:
        table.add_row(f"{len(report.cut):,}", "of the kept cut at an illegal move")
    console = Console()
    console.print(table)
    console.print(
        f"{output}: {report.moves:,} positions, {report.bytes:,} bytes, "
        f"{report.bytes / report.kept:.0f} a game",
        highlight=False,
    )
    if report.dropped or report.cut:
        console.print(f"{listing}: what was dropped or cut, and why", highlight=False)
