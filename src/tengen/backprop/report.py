"""Rounds, training and the perceptron as plain text, for terminals and documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tengen.backprop.figures import chain, operand, show
from tengen.backprop.formulas import Formulas, equation, one_sample
from tengen.backprop.perceptron import CORNERS, GATES, Perceptron, with_product

if TYPE_CHECKING:
    from tengen.backprop.activations import Array
    from tengen.backprop.examples import Example
    from tengen.backprop.round import Round


def round_report(done: Round) -> str:
    """Write out one round of one sample: forward pass, error, gradients, new weights.

    Raises:
        ValueError: the round is one of several samples.

    Example:
        >>> from tengen.backprop import worked_example
        >>> print(round_report(worked_example().round()))  # doctest: +ELLIPSIS
        Forward pass
          net_h1 = w1 * i1 + w2 * i2 + b1 * 1
                 = 0.15 * 0.05 + 0.2 * 0.1 + 0.35 * 1 = 0.3775
        ...
        Error after this round: 0.291027774
    """
    f = Formulas(one_sample(done))
    forward = [
        line
        for layer in range(f.last + 1)
        for j in range(f.names.sizes[layer + 1])
        for line in _neuron(f, layer, j)
    ]
    title = f"Backward pass (rate {show(f.done.rate)}, {f.done.update} update)"
    return "\n".join(
        [
            *_part("Forward pass", forward),
            *_part("Error", _error(f)),
            *_part(title, _new_weights(f)),
            f"Error after this round: {show(f.done.error_after)}",
        ]
    )


def training_report(example: Example, errors: Array) -> str:
    """Say what training came to: the error, and the output for every sample.

    `errors` is what `Example.train` returned.
    """
    rounds = len(errors) - 1
    x, targets = np.atleast_2d(example.x), np.atleast_2d(example.target)
    outputs = example.network.forward(x).output
    names = example.network.names.neurons
    return "\n".join(
        [
            f"Error before: {show(errors[0])}",
            f"Error after {rounds} round{'s' * (rounds != 1)}: {show(errors[-1])}",
            *_table(
                [*names[0], *(part for o in names[-1] for part in (o, f"target {o}"))],
                [
                    [*map(show, row), *map(show, np.column_stack([out, goal]).ravel())]
                    for row, out, goal in zip(x, outputs, targets, strict=True)
                ],
            ),
        ]
    )


def perceptron_report() -> str:
    """Train perceptrons on AND, OR, XOR, and XOR with x1 * x2, and say how it went.

    Example:
        >>> print(perceptron_report().splitlines()[-1])
        xor   x1, x2, x1*x2  learned          8  -1, 1, 1, -3
    """
    tasks = [(gate, "x1, x2", CORNERS) for gate in GATES]
    tasks.append(("xor", "x1, x2, x1*x2", with_product(CORNERS)))
    rows = []
    for gate, features, x in tasks:
        perceptron = Perceptron(x.shape[1])
        lesson = perceptron.train(x, GATES[gate])
        rows.append(
            [
                gate,
                features,
                "learned" if lesson.learned else "impossible",
                str(len(lesson.mistakes)),
                ", ".join(map(show, perceptron.weights)) if lesson.learned else "-",
            ]
        )
    head = ["gate", "features", "outcome", "epochs", "weights w0, w1, ..."]
    return "\n".join(_table(head, rows, numbers={3}))


def _neuron(f: Formulas, layer: int, j: int) -> list[str]:
    neuron = f.neuron(layer, j)
    net = show(f.done.activity.nets[layer][j])
    return [
        *equation(
            f"net_{neuron}",
            f.net_words(layer, j),
            f"{f.net_numbers(layer, j)} = {net}",
        ),
        *equation(
            f"out_{neuron}",
            f.activation_words(layer, j),
            f"{f.activation_numbers(layer, j)} = {show(f.out(layer, j))}",
        ),
    ]


def _error(f: Formulas) -> list[str]:
    lines = []
    errors = {
        f"E_{o}": e for o, e in zip(f.names.neurons[-1], f.done.errors, strict=True)
    }
    for j, (name, error) in enumerate(errors.items()):
        neuron = f.neuron(f.last, j)
        difference = f"{show(f.done.target[j])} - {operand(f.out(f.last, j))}"
        lines += equation(
            name,
            f"1/2 (target_{neuron} - out_{neuron})^2",
            f"1/2 ({difference})^2 = {show(error)}",
        )
    if len(errors) == 1:
        return [*lines, f"E = {next(iter(errors))} = {show(f.done.error)}"]
    values = chain([*errors.values()], "+")
    return [
        *lines,
        *equation("E", " + ".join(errors), f"{values} = {show(f.done.error)}"),
    ]


def _new_weights(f: Formulas) -> list[str]:
    rows = []
    for layer in range(f.last + 1):
        old = f.done.network.weights[layer]
        gradient, new = f.done.gradients.weights[layer], f.done.new_weights[layer]
        for j in range(old.shape[1]):
            for i in range(old.shape[0]):
                ends = f"{f.neuron(layer - 1, i)} -> {f.neuron(layer, j)}"
                numbers = map(show, (old[i, j], gradient[i, j], new[i, j]))
                rows.append([f.names.weight(layer, i, j), ends, *numbers])
    return _table(["", "", "value", "dE/dw", "new value"], rows)


def _part(title: str, lines: list[str]) -> list[str]:
    return [title, *("  " + line for line in lines), ""]


def _table(
    head: list[str], rows: list[list[str]], numbers: set[int] | None = None
) -> list[str]:
    """Align columns; those in `numbers` (or all that are numeric) to the right."""
    if numbers is None:
        numbers = {k for k in range(len(head)) if all(_numeric(r[k]) for r in rows)}
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if k in numbers else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [head, *rows]
    ]


def _numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
