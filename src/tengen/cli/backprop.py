"""``tengen backprop``: the textbook's networks, explained, trained and drawn."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tengen import backprop

app = typer.Typer(name="backprop", help="Backpropagation laid open, number by number.")


class ExampleName(StrEnum):
    """The networks that come with the textbook."""

    worked = "worked"
    exercise = "exercise"
    xor = "xor"


class UpdateOrder(StrEnum):
    """Whether the hidden gradient sees the old output weights or the new ones."""

    simultaneous = "simultaneous"
    sequential = "sequential"


_BUILD = {
    ExampleName.worked: backprop.worked_example,
    ExampleName.exercise: backprop.exercise_network,
    ExampleName.xor: backprop.xor_batch,
}


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    network: Annotated[
        ExampleName, typer.Option(help="Which network to take.")
    ] = ExampleName.worked,
    explain: Annotated[
        list[str] | None,
        typer.Option(
            "--explain",
            "-e",
            metavar="WEIGHT",
            help="Print the chain rule of this weight: w5, h1->o1, b1, or all.",
        ),
    ] = None,
    update: Annotated[
        UpdateOrder, typer.Option(help="When the output weights change.")
    ] = UpdateOrder.simultaneous,
    rounds: Annotated[
        int,
        typer.Option(
            min=0, help="Train so many rounds first; explain and draw the next one."
        ),
    ] = 0,
    rate: Annotated[
        float | None, typer.Option(help="Learning rate; the network's own by default.")
    ] = None,
    sample: Annotated[
        int, typer.Option(help="Which sample of a batch to explain and draw.")
    ] = 0,
    draw: Annotated[
        Path | None, typer.Option(help="Draw the round into this file, .svg or .png.")
    ] = None,
) -> None:
    """Show one round of backpropagation, or explain a weight, train, and draw."""
    if context.invoked_subcommand is not None:
        return
    example = _BUILD[network]()
    if rate is not None:
        example = replace(example, rate=rate)
    try:
        _show(example, explain or [], update.value, rounds, sample, draw)
    except (ValueError, FloatingPointError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from None


@app.command()
def perceptron() -> None:
    """Teach the first generation's neuron AND, OR and XOR."""
    typer.echo(backprop.perceptron_report())


def _show(
    example: backprop.Example,
    explain: list[str],
    update: backprop.UpdateOrder,
    rounds: int,
    sample: int,
    draw: Path | None,
) -> None:
    example.sample(sample)  # complain before the work, not after it
    if rounds:
        errors = example.train(rounds, update)
        typer.echo(backprop.training_report(example, errors))
    done = example.sample(sample).round(update)
    path = None if draw is None else backprop.draw(done, draw)
    weights = example.network.names.all_weights() if explain == ["all"] else explain
    if weights:
        texts = [str(backprop.explanation(done, weight)) for weight in weights]
        typer.echo("\n\n".join(texts))
    elif not rounds:
        typer.echo(backprop.round_report(done))
    if path is not None:
        typer.echo(f"drawn: {path}")
