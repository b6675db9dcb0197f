"""``tengen go selfplay``: games of a player against itself, as an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)

_INTERRUPTED = 130  # what shells call a program that Ctrl-C ended


@app.command()
def selfplay(
    output: Annotated[Path, typer.Option("-o", "--output", help="games.npz")],
    player: Annotated[
        str, typer.Option(help="playouts:N, a network's file, net:FILE@VISITS, ...")
    ] = "playouts:1000",
    games: Annotated[int, typer.Option(min=1, help="How many.")] = 100,
    size: Annotated[int, typer.Option(min=2, max=25, help="Lines of the board.")] = 19,
    komi: Annotated[float, typer.Option(help="Points that White is given.")] = 7.5,
    rules: Annotated[str, typer.Option(help="tournament, chinese, ...")] = "tournament",
    most_stones: Annotated[
        int, typer.Option(min=0, help="Games begin with 0 to so many random stones.")
    ] = 5,
    seed: Annotated[int, typer.Option(help="Other games for another seed.")] = 0,
) -> None:
    """Let a player play against itself; write the games with its win rates.

    Run again with the same options it goes on where it was stopped.
    """
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from tengen.go.selfplay import self_play

    columns = [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    ]
    try:
        with Progress(*columns, transient=True) as progress:
            task = progress.add_task("games", total=games)
            self_play(
                player,
                output,
                games=games,
                size=size,
                komi=komi,
                rules=rules,
                most_stones=most_stones,
                seed=seed,
                watch=lambda done: progress.update(task, completed=done),
            )
    except KeyboardInterrupt:
        typer.echo("Stopped; the same command goes on from here.", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    except (ValueError, OSError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{games} games in {output}")
