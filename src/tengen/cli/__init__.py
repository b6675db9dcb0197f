"""The command `tengen`: one file per command, nothing but parsing and calling.

`main` is a typer app. Its commands are imported when they are called, so that
`tengen --help` is quick.
"""

from __future__ import annotations

from typing import Annotated

import typer

import tengen
from tengen.cli._lazy import LazyGroup


class Commands(LazyGroup):
    """What `tengen` can do."""

    summaries = {
        "demo": "Train the first networks, and write a report on them.",
        "backprop": "Backpropagation laid open, number by number.",
        "run": "Run a script of Keras or tf.keras, unchanged.",
        "course": "The course: each exercise as a recipe, and a report.",
        "go": "The Go lab: records, networks, training, matches.",
    }


main = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    help="Deep learning with the Keras API, laid open.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tengen {tengen.__version__}")
        raise typer.Exit


@main.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help="Show the version and stop.",
        ),
    ] = False,
) -> None: ...
