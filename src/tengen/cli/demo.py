"""``tengen demo``: train the first networks, and write a report on them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)

_INTERRUPTED = 130  # what shells call a program that Ctrl-C ended


class Data(StrEnum):
    """Which digits to read."""

    auto = "auto"
    mnist = "mnist"
    digits = "digits"


@app.command()
def demo(
    quick: Annotated[
        bool, typer.Option("--quick", help="Take few images and epochs: seconds.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Where the randomness starts.")] = 0,
    data: Annotated[
        Data,
        typer.Option(
            help="Which digits to read: MNIST, scikit-learn's small ones, or MNIST "
            "where it can be had."
        ),
    ] = Data.auto,
    out: Annotated[Path, typer.Option(help="Folder of the report.")] = Path("demo"),
) -> None:
    """Train the worked example, XOR, readers of digits, players of Go; report on it."""
    from tengen.demo import NoDigitsError, Options, run

    try:
        run(Options(data.value, out, seed, quick))
    except KeyboardInterrupt:
        typer.echo("\nStopped. No report was written.", err=True)
        if (out / "go").exists():
            kept = "What was learned of Go is kept; the same command goes on with it."
            typer.echo(kept, err=True)
        raise typer.Exit(_INTERRUPTED) from None
    except (NoDigitsError, OSError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from None
