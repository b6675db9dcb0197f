"""``tengen go tournament``: everybody against everybody."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)

_INTERRUPTED = 130  # what shells call a program that Ctrl-C ended

Players = Annotated[
    list[str],
    typer.Argument(
        help="Files of networks (.keras, .h5), policy:FILE (without search), random, "
        "playouts:N, gnugo:LEVEL, 'gtp:COMMAND'. FILE@400 has a limit of its own: "
        "visits; @400e evaluations; @2s seconds."
    ),
]
Size = Annotated[int, typer.Option(min=2, max=25, help="Rows and columns.")]
Visits = Annotated[
    int | None, typer.Option(min=1, help="Visits of a network's search for a move.")
]
Evaluations = Annotated[
    int | None, typer.Option(min=1, help="Positions that it may evaluate for a move.")
]
CpuSeconds = Annotated[
    float | None, typer.Option(help="Seconds of processor time that it may use.")
]
Rules = Annotated[str, typer.Option(help="By which to play and count.")]
Komi = Annotated[float | None, typer.Option(help="Instead of the komi of the rules.")]
Seed = Annotated[int, typer.Option(help="Others for other openings and other luck.")]
OpeningMoves = Annotated[
    int | None, typer.Option(min=0, help="Moves given in each game.")
]
MoveSeconds = Annotated[
    float | None, typer.Option(help="Who takes longer for a move forfeits.")
]
Settled = Annotated[
    bool, typer.Option(help="End games as soon as one side has won for good.")
]
ParamsMax = Annotated[
    int | None, typer.Option(min=1, help="Refuse networks with more parameters.")
]
Jobs = Annotated[int, typer.Option(min=1, help="Games played at the same time.")]


@app.command()
def tournament(
    players: Players,
    out: Annotated[
        Path, typer.Option(help="Folder of games, tables and page; plays on there.")
    ] = Path("tournament"),
    size: Size = 19,
    games_per_pair: Annotated[
        int,
        typer.Option(min=1, help="Each opening is played twice, colours exchanged."),
    ] = 4,
    visits: Visits = None,
    evaluations: Evaluations = None,
    cpu_seconds: CpuSeconds = None,
    rules: Rules = "tournament",
    komi: Komi = None,
    seed: Seed = 0,
    opening_moves: OpeningMoves = None,
    move_seconds: MoveSeconds = None,
    settled: Settled = False,
    params_max: ParamsMax = None,
    jobs: Jobs = 1,
    title: Annotated[str, typer.Option(help="Heading of the page.")] = "Tournament",
) -> None:
    """Let everybody play everybody; write games, tables and a page.

    Killed or stopped at any moment, the same command plays the games that are missing.
    """
    play(
        out,
        players,
        title,
        jobs,
        size=size,
        games_per_pair=games_per_pair,
        visits=visits,
        evaluations=evaluations,
        cpu_seconds=cpu_seconds,
        rules=rules,
        komi=komi,
        seed=seed,
        opening_moves=opening_moves,
        seconds=move_seconds,
        settled=settled,
        most_parameters=params_max,
    )


def play(
    out: Path | None, players: list[str], title: str, jobs: int, **settings: object
) -> None:
    """Call the tournament, and turn what goes wrong into words and an exit status."""
    from tengen.go.entrants import Settings
    from tengen.go.gtp_client import GtpFailure
    from tengen.go.tournament_screen import play_tournament

    command = shlex.join(["tengen", *sys.argv[1:]])
    try:
        how = Settings(**settings)  # type: ignore[arg-type]
        play_tournament(out, players, how, title, jobs, command)
    except KeyboardInterrupt:
        raise typer.Exit(_INTERRUPTED) from None
    except (ValueError, OSError, GtpFailure) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from None
