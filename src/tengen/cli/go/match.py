"""``tengen go match``: two players, many games."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tengen.cli.go import tournament

app = typer.Typer(add_completion=False)


@app.command()
def match(
    first: Annotated[str, typer.Argument(help="As for `tengen go tournament`.")],
    second: Annotated[str, typer.Argument(help="The other player.")],
    games: Annotated[
        int,
        typer.Option(min=1, help="Each opening is played twice, colours exchanged."),
    ] = 10,
    out: Annotated[
        Path | None, typer.Option(help="Folder of games, tables and page.")
    ] = None,
    size: tournament.Size = 19,
    visits: tournament.Visits = None,
    evaluations: tournament.Evaluations = None,
    cpu_seconds: tournament.CpuSeconds = None,
    rules: tournament.Rules = "tournament",
    komi: tournament.Komi = None,
    seed: tournament.Seed = 0,
    opening_moves: tournament.OpeningMoves = None,
    move_seconds: tournament.MoveSeconds = None,
    settled: tournament.Settled = False,
    params_max: tournament.ParamsMax = None,
    jobs: tournament.Jobs = 1,
) -> None:
    """Let two players play, colours alternating; without --out nothing is kept."""
    tournament.play(
        out,
        [first, second],
        f"{Path(first).stem} against {Path(second).stem}",
        jobs,
        size=size,
        games_per_pair=games,
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
