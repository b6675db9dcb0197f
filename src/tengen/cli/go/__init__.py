"""``tengen go``: the Go lab. One file per command."""

from __future__ import annotations

import typer

from tengen.cli._lazy import LazyGroup


class Commands(LazyGroup):
    """What `tengen go` can do."""

    package = "tengen.cli.go"
    summaries: dict[str, str] = {
        "import": "Check games of all kinds of files, put them into one archive.",
        "match": "Two players, many games.",
        "networks": "The networks, what they cost and how fast they are.",
        "question": "Plain or residual? Two networks trained for the same time.",
        "selfplay": "Games of a player against itself, as an archive.",
        "size": "Widths and depths that fit a limit of parameters.",
        "tournament": "Everybody against everybody, with tables and a page.",
        "train": "Train a network on recorded games.",
    }


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    help="The Go lab: records, networks, training, matches.",
)


@app.callback()
def _options() -> None: ...
