"""A picture of a network in one round of backpropagation.

Layers stand from left to right. A neuron is a card with its net input, its output
and, in the color of the backward pass, its delta = dE/dnet; behind the outputs stand
cards with target and error. A weight is a line, thicker where it is larger, with a
label that says its value and the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tengen.backprop.figures import show
from tengen.backprop.formulas import one_sample
from tengen.backprop.labels import Edge, Label, place_labels
from tengen.backprop.scene import MONO, MONO_WIDTH, Box, Line, Scene, Text

if TYPE_CHECKING:
    from tengen.backprop.round import Round

PAPER, CARD, INK, QUIET, RULE = "#f7f8fa", "#ffffff", "#1d2733", "#6b7887", "#d5dbe2"
FORWARD, NEGATIVE, BACKWARD = "#2f6f9f", "#a2477f", "#c4570c"
TINTS = {
    "input": "#eceff3",
    "hidden": "#dfeaf4",
    "output": "#cfe1f0",
    "error": "#fbe6d6",
}

MOST_NEURONS = 24  # per layer
MOST_LABELS = 16  # between two layers; more would hide the lines
MARGIN, HEAD, FOOT = 36, 96, 62
CARD_HEAD, ROW, PAD = 30, 22, 12
CARD_GAP, LEAST_GAP = 56, 150
SMALL, BODY = 12.0, 13.0


@dataclass(frozen=True)
class Row:
    """One line of a card: a name, a number, and the color of its pass."""

    name: str
    number: str
    color: str = INK


@dataclass(frozen=True)
class Card:
    """A neuron, or a target, before it has a place."""

    title: str
    remark: str
    tint: str
    rows: tuple[Row, ...]

    @property
    def width(self) -> float:
        """Wide enough for the longest line."""
        text = max(len(row.name) + len(row.number) for row in self.rows) + 2
        head = len(self.title) + len(self.remark) + 2
        return 2 * PAD + BODY * MONO_WIDTH * max(text, head)

    @property
    def height(self) -> float:
        """High enough for all lines."""
        return CARD_HEAD + ROW * len(self.rows) + PAD


@dataclass(frozen=True)
class Column:
    """Cards of one layer, each with the y of its middle."""

    x: float
    width: float
    cards: tuple[Card, ...]
    middles: tuple[float, ...]


def draw(done: Round, path: str | Path) -> Path:
    """Draw one round of one sample into `path`, .svg or .png; returns the path.

    Raises:
        ValueError: another ending, more than one sample, or a layer of more than 24
            neurons.

    Example:
        >>> from tengen.backprop import worked_example
        >>> draw(worked_example().round(), "backprop.svg")  # doctest: +SKIP
        PosixPath('backprop.svg')
    """
    return picture(one_sample(done)).save(path)


def picture(done: Round) -> Scene:
    """Compose the picture of a round of one sample."""
    sizes = done.network.sizes
    if max(sizes) > MOST_NEURONS:
        raise ValueError(
            f"draw: got a layer of {max(sizes)} neurons.\n"
            f"expected at most {MOST_NEURONS}, so that the numbers can be read."
        )
    labels = [_labels(done, k) for k in range(len(sizes) - 1)]
    columns = _columns(done, labels)
    last = columns[-1]
    bottom = max(_bottom(column) for column in columns)
    scene = Scene(
        last.x + last.width + MARGIN, bottom + FOOT, PAPER, "A round of backpropagation"
    )
    _draw_head(scene, done)
    for k, named in enumerate(labels):
        _draw_weights(scene, done, k, columns[k], columns[k + 1], named)
    _draw_errors(scene, columns[-2], columns[-1])
    for column in columns:
        for card, middle in zip(column.cards, column.middles, strict=True):
            _draw_card(scene, card, column, middle)
    _draw_foot(scene)
    return scene


def _layer_cards(done: Round, layer: int) -> tuple[Card, ...]:
    """Cards of the inputs (layer -1), a layer of neurons, or the targets (the last)."""
    names = done.network.names
    layers = len(done.network.weights)
    if layer < 0:
        return tuple(
            Card(name, "", TINTS["input"], (Row("", show(value)),))
            for name, value in zip(names.neurons[0], done.x, strict=True)
        )
    if layer == layers:
        return tuple(_error_card(done, j) for j in range(len(done.target)))
    return tuple(_neuron_card(done, layer, j) for j in range(names.sizes[layer + 1]))


def _neuron_card(done: Round, layer: int, j: int) -> Card:
    names, network = done.network.names, done.network
    rows = [
        *_bias_rows(done, layer, j),
        Row("net", show(done.activity.nets[layer][j])),
        Row("out", show(done.activity.outs[layer][j])),
        Row("δ", show(done.gradients.deltas[layer][j]), BACKWARD),
    ]
    kind = "output" if layer == len(network.weights) - 1 else "hidden"
    remark = network.activations[layer].name.replace("_", " ")
    return Card(names.neurons[layer + 1][j], remark, TINTS[kind], tuple(rows))


def _bias_rows(done: Round, layer: int, j: int) -> list[Row]:
    old, new = done.network.biases[layer], done.new_biases[layer]
    if old is None or new is None:
        return []
    at = j if old.ndim else 0  # a shared bias is a single number
    rows = [Row(done.network.names.bias(layer, j), show(old.flat[at]), QUIET)]
    if done.network.train_biases:
        rows.append(Row("", f"→ {show(new.flat[at])}", BACKWARD))
    return rows


def _error_card(done: Round, j: int) -> Card:
    neuron = done.network.names.neurons[-1][j]
    slope = done.gradients.dE_dout[-1][j]
    rows = (
        Row("target", show(done.target[j])),
        Row(f"E_{neuron}", show(done.errors[j])),
        Row("dE/dout", show(slope), BACKWARD),
    )
    return Card("error", "½ (target - out)²", TINTS["error"], rows)


def _labels(done: Round, layer: int) -> list[list[Label]]:
    """Labels of a matrix of weights, row by row; none at all where it has too many."""
    old, new = done.network.weights[layer], done.new_weights[layer]
    if old.size > MOST_LABELS:
        return []
    name = done.network.names.weight
    return [
        [
            Label(f"{name(layer, i, j)}  {show(old[i, j])}", f"→ {show(new[i, j])}")
            for j in range(old.shape[1])
        ]
        for i in range(old.shape[0])
    ]


def _columns(done: Round, labels: list[list[list[Label]]]) -> list[Column]:
    """Give every card a place: columns from left to right, cards spread evenly."""
    layers = range(-1, len(done.network.weights) + 1)
    cards = [_layer_cards(done, layer) for layer in layers]
    height = max(len(each) * (each[0].height + CARD_GAP) for each in cards)
    height = max(height, *(_label_height(each) for each in labels))
    columns: list[Column] = []
    x = float(MARGIN)
    for k, each in enumerate(cards):
        if k:
            wide = labels[k - 1] if k <= len(labels) else None
            x += columns[-1].width + _gap(wide)
        width = max(card.width for card in each)
        share = height / len(each)
        middles = tuple(HEAD + share * (j + 0.5) for j in range(len(each)))
        columns.append(Column(x, width, each, middles))
    return columns


def _gap(labels: list[list[Label]] | None) -> float:
    """The space before a column; None where no weights lead to it."""
    if labels is None:
        return 56.0
    if not labels:
        return float(LEAST_GAP)
    widest = max(label.width for row in labels for label in row)
    few = len(labels) * len(labels[0]) <= 2
    return 1.0 * widest + 90 if few else 2.0 * widest + 70


def _label_height(labels: list[list[Label]]) -> float:
    """Room for two stacks of labels beside each other."""
    flat = [label for row in labels for label in row]
    return sum(label.height + 12 for label in flat) / 2


def _bottom(column: Column) -> float:
    return max(
        middle + card.height / 2
        for card, middle in zip(column.cards, column.middles, strict=True)
    )


def _draw_weights(
    scene: Scene,
    done: Round,
    layer: int,
    left: Column,
    right: Column,
    labels: list[list[Label]],
) -> None:
    weights = done.network.weights[layer]
    largest = float(np.abs(weights).max()) or 1.0
    x1, x2 = left.x + left.width, right.x
    edges = [
        Edge(x1, left.middles[i], x2, right.middles[j])
        for i in range(weights.shape[0])
        for j in range(weights.shape[1])
    ]
    for edge, weight in zip(edges, weights.ravel(), strict=True):
        color = FORWARD if weight >= 0 else NEGATIVE
        width = 1.0 + 3.0 * abs(float(weight)) / largest
        scene.shapes.append(Line(edge.x1, edge.y1, edge.x2, edge.y2, color, width, 0.6))
    flat = [label for row in labels for label in row]
    if flat:
        for label, (x, y) in zip(flat, place_labels(edges, flat), strict=True):
            _draw_label(scene, label, x, y)


def _draw_label(scene: Scene, label: Label, x: float, y: float) -> None:
    """Put a label with its middle at (x, y)."""
    left, top = x - label.width / 2, y - label.height / 2
    scene.shapes += [
        Box(left, top, label.width, label.height, CARD, RULE, radius=7),
        Text(x, top + 16, label.now, SMALL, INK, "middle", font=MONO),
        Text(x, top + 32, label.then, SMALL, BACKWARD, "middle", font=MONO),
    ]


def _draw_errors(scene: Scene, outputs: Column, errors: Column) -> None:
    for y in outputs.middles:
        line = Line(outputs.x + outputs.width, y, errors.x, y, BACKWARD, 1.5, 0.7)
        scene.shapes.append(line)


def _draw_card(scene: Scene, card: Card, column: Column, middle: float) -> None:
    x, width = column.x, column.width
    top = middle - card.height / 2
    right = x + width - PAD
    body = card.height - CARD_HEAD - 3
    shapes: list[Box | Text] = [
        Box(x, top, width, card.height, card.tint, RULE, radius=10),
        Box(x + 3, top + CARD_HEAD, width - 6, body, CARD, radius=7),
        Text(x + PAD, top + 20, card.title, 15.0, INK, bold=True),
        Text(right, top + 20, card.remark, 11.0, QUIET, "end"),
    ]
    for k, row in enumerate(card.rows):
        y = top + CARD_HEAD + ROW * k + 19
        quiet = QUIET if row.color == INK else row.color
        shapes += [
            Text(x + PAD, y, row.name, BODY, quiet, font=MONO),
            Text(right, y, row.number, BODY, row.color, "end", font=MONO),
        ]
    scene.shapes += [s for s in shapes if isinstance(s, Box) or s.content]


def _draw_head(scene: Scene, done: Round) -> None:
    sizes = "-".join(map(str, done.network.sizes))
    about = f"{sizes} network, rate {show(done.rate)}, {done.update} update"
    right = scene.width - MARGIN
    scene.shapes += [
        Text(MARGIN, 46, "One round of backpropagation", 22.0, INK, bold=True),
        Text(MARGIN, 70, about, BODY, QUIET),
        Text(right, 46, f"E = {show(done.error)}", 17.0, INK, "end", font=MONO),
        Text(
            right,
            70,
            f"→ {show(done.error_after)} after this round",
            BODY,
            BACKWARD,
            "end",
            font=MONO,
        ),
    ]


def _draw_foot(scene: Scene) -> None:
    y = scene.height - 26
    x = float(MARGIN)
    for color, words in (
        (FORWARD, "positive weight"),
        (NEGATIVE, "negative weight"),
        (BACKWARD, "backward pass: δ = dE/dnet, → new value"),
    ):
        scene.shapes += [
            Line(x + 2, y - 4, x + 24, y - 4, color, 4.0, 0.8),
            Text(x + 34, y, words, SMALL, QUIET),
        ]
        x += 32 + 7.0 * len(words) + 26
