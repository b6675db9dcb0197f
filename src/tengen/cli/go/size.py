"""``tengen go size``: widths and depths that fit a limit of parameters."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def size(
    network: Annotated[
        str, typer.Option(help="A name that `tengen go networks` lists.")
    ],
    params_max: Annotated[
        int, typer.Option(min=1, help="No network may have more parameters.")
    ] = 100_000,
    board_size: Annotated[
        int, typer.Option("--size", min=2, max=25, help="Size of the board.")
    ] = 19,
    planes: Annotated[
        int | None, typer.Option(min=1, help="Planes of the input.")
    ] = None,
    few: Annotated[int, typer.Option(min=1, help="How many to list.")] = 6,
    measure: Annotated[
        bool, typer.Option("--measure", help="Measure them: ten seconds or more each.")
    ] = False,
) -> None:
    """List the widths and depths that use a limit of parameters best."""
    from rich.console import Console

    from tengen.cli.go.networks import show
    from tengen.go.networks import find
    from tengen.go.networks.table import fitted

    console = Console()
    try:
        family = find(network)
        with console.status("Measuring..." if measure else "Building..."):
            table = fitted(family, params_max, board_size, planes, few, measure)
    except ValueError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from None
    show(
        table,
        console,
        f"At most {params_max:,} parameters at {board_size}x{board_size}",
    )
