"""``tengen go networks``: the networks, what they cost and how fast they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from tengen.go.networks.table import Row

app = typer.Typer(add_completion=False)


@app.command()
def networks(
    size: Annotated[int, typer.Option(min=2, max=25, help="Size of the board.")] = 19,
    measure: Annotated[
        bool,
        typer.Option(
            "--measure", help="Measure those of up to a million parameters: minutes."
        ),
    ] = False,
    page: Annotated[
        Path | None, typer.Option(help="Also write the table to this Markdown file.")
    ] = None,
) -> None:
    """List the networks that can be trained by name."""
    from rich.console import Console
    from rich.progress import Progress

    from tengen.go.networks import NETWORKS
    from tengen.go.networks.table import defaults, write_page

    console = Console()
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Networks", total=len(NETWORKS))
        table = defaults(size, measure, lambda: progress.advance(task))
    show(table, console)
    if page is not None:
        write_page(table, page)
        console.print(f"Written: {page}")


def show(table: list[Row], console: Console, title: str | None = None) -> None:
    """Print rows as a table, without columns in which nothing is."""
    from rich.table import Table

    from tengen.go.networks.table import COLUMNS

    columns = list(zip(COLUMNS, *(row.cells() for row in table), strict=True))
    columns = [column for column in columns if any(column[1:])]
    shown = Table(title=title)
    for number, column in enumerate(columns):
        shown.add_column(column[0], justify="right" if number else "left")
    for cells in zip(*(column[1:] for column in columns), strict=True):
        shown.add_row(*cells)
    console.print(shown)
