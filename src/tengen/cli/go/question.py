"""``tengen go question``: plain against residual, and the policy against GNU Go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)

_INTERRUPTED = 130  # what shells call a program that Ctrl-C ended


@app.command()
def question(
    data: Annotated[Path, typer.Option(help="Archive of games, such as games.npz.")],
    out: Annotated[
        Path, typer.Option(help="Folder of runs, games and page; goes on there.")
    ] = Path("question"),
    minutes: Annotated[
        float, typer.Option(min=0.01, help="How long each network is trained.")
    ] = 8.0,
    filters: Annotated[int, typer.Option(min=1, help="Width of both networks.")] = 32,
    blocks: Annotated[int, typer.Option(min=1, help="Pairs of convolutions.")] = 9,
    clock: Annotated[
        str, typer.Option(help="What minutes are: cpu (time over cores), or wall.")
    ] = "cpu",
    games: Annotated[
        int, typer.Option(min=0, help="Against each level of GNU Go; 0 for none.")
    ] = 20,
    levels: Annotated[str, typer.Option(help="Levels of GNU Go.")] = "1,5,10",
    seed: Annotated[int, typer.Option(help="Of weights, positions and games.")] = 0,
) -> None:
    """Train a plain and a residual policy network for the same time; compare them."""
    from tengen.go.question import PAGE, ask

    try:
        answer = ask(
            data,
            out,
            minutes,
            filters=filters,
            blocks=blocks,
            clock=clock,
            games=games,
            levels=_numbers(levels),
            seed=seed,
        )
    except KeyboardInterrupt:
        raise typer.Exit(_INTERRUPTED) from None
    except (ValueError, OSError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from None
    if answer is None:
        raise typer.Exit(_INTERRUPTED)
    for run in (answer.plain, answer.residual):
        typer.echo(f"{run.name:<9} {100 * run.accuracy:6.2f} % of held-out moves")
    for played in answer.opponents:
        typer.echo(f"GNU Go, level {played.level}: {played.points:g} of {played.games}")
    if answer.remark:
        typer.echo(answer.remark)
    typer.echo(f"Page: {out / PAGE}")


def _numbers(levels: str) -> tuple[int, ...]:
    try:
        return tuple(int(level) for level in levels.split(",") if level.strip())
    except ValueError:
        raise ValueError(
            f"--levels {levels}: these are no whole numbers, such as 1,5,10"
        ) from None
