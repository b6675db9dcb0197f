"""``tengen run``: a script of Keras or tf.keras, unchanged, on tengen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)

_ARGUMENTS = {"allow_extra_args": True, "ignore_unknown_options": True}


@app.command(
    context_settings={**_ARGUMENTS, "allow_interspersed_args": False},
)
def run(
    context: typer.Context,
    script: Annotated[Path, typer.Argument(help="The script, such as mnist.py.")],
) -> None:
    """Run a script in which keras and tensorflow mean tengen.

    What follows the script's name are its own arguments.
    """
    from tengen.compat.running import run_script

    raise typer.Exit(run_script(script, list(context.args)))
