"""``tengen go train``: a network, trained on recorded games."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(add_completion=False)

_INTERRUPTED = 130  # what shells call a program that Ctrl-C ended


@app.command()
def train(
    data: Annotated[Path, typer.Option(help="Archive of games, such as games.npz.")],
    network: Annotated[
        str,
        typer.Option(
            help="A name that `tengen go networks` lists, such as mobile or "
            "plain:blocks=6; a file .py with build(size); a file .keras or .h5."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder of the results.")],
    minutes: Annotated[
        float | None, typer.Option(help="Train so long; compiling does not count.")
    ] = None,
    positions: Annotated[
        int | None, typer.Option(help="Train on so many positions instead.")
    ] = None,
    clock: Annotated[
        str | None,
        typer.Option(
            help="What minutes count: wall, or cpu (time over cores).",
            show_default="wall",
        ),
    ] = None,
    params_max: Annotated[
        int | None, typer.Option(help="Refuse a network with more parameters.")
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(help="Positions a step.", show_default="128")
    ] = None,
    optimizer: Annotated[
        str | None, typer.Option(help="adamw, adam, sgd or lion.", show_default="adamw")
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Greatest learning rate.")
    ] = None,
    warmup: Annotated[
        float | None,
        typer.Option(
            help="Share of the budget in which it rises.", show_default="0.03"
        ),
    ] = None,
    weight_decay: Annotated[
        float | None, typer.Option(help="Of adamw, lion.", show_default="0.004")
    ] = None,
    clip: Annotated[
        float | None,
        typer.Option(help="Greatest length of the gradients.", show_default="0"),
    ] = None,
    label_smoothing: Annotated[
        float | None,
        typer.Option(
            help="Share of the target spread over all moves.", show_default="0"
        ),
    ] = None,
    policy_weight: Annotated[
        float | None,
        typer.Option(help="Factor of the policy's loss.", show_default="1"),
    ] = None,
    value_weight: Annotated[
        float | None, typer.Option(help="Factor of the value's loss.", show_default="1")
    ] = None,
    value_loss: Annotated[
        str | None,
        typer.Option(
            help="binary_crossentropy or mse.", show_default="binary_crossentropy"
        ),
    ] = None,
    ema: Annotated[
        float | None,
        typer.Option(
            help="Momentum of averaged weights; 0: none.", show_default="0.995"
        ),
    ] = None,
    norm_momentum: Annotated[
        float | None,
        typer.Option(
            help="Greatest momentum of batch normalization.", show_default="0.9"
        ),
    ] = None,
    symmetry: Annotated[
        bool | None,
        typer.Option(help="Turn positions at random.", show_default="symmetry"),
    ] = None,
    planes: Annotated[
        str | None, typer.Option(help="Kind of input planes.", show_default="auto")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Where randomness starts.", show_default="0")
    ] = None,
    upload: Annotated[
        str | None,
        typer.Option(
            help="Planes on their way: float32 or uint8.", show_default="float32"
        ),
    ] = None,
    checkpoint_seconds: Annotated[
        float | None,
        typer.Option(help="How often the state is written.", show_default="60"),
    ] = None,
    validation_seconds: Annotated[
        float | None, typer.Option(help="How often to validate.", show_default="60")
    ] = None,
    validation_positions: Annotated[
        int | None,
        typer.Option(help="Held-out positions on the way.", show_default="2000"),
    ] = None,
    final_positions: Annotated[
        int | None,
        typer.Option(help="Held-out positions at the end.", show_default="20000"),
    ] = None,
) -> None:
    """Train a network on recorded games, for a time or a number of positions.

    Run again with the same options it goes on where it was stopped.
    """
    given = {name: value for name, value in locals().items() if value is not None}
    for name in ("data", "out"):
        given[name] = str(given[name])
    _train(given)


def _train(options: dict[str, Any]) -> None:
    from tengen.compat import as_keras
    from tengen.go.training import Plan, train

    assert set(options) <= {field.name for field in dataclasses.fields(Plan)}
    if options["network"].endswith(".py"):
        as_keras()
    try:
        result = train(Plan(**options))
    except KeyboardInterrupt:
        raise typer.Exit(_INTERRUPTED) from None
    except (ValueError, ArithmeticError, OSError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from None
    if not result.finished:
        raise typer.Exit(_INTERRUPTED)
