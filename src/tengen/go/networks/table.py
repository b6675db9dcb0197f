"""The table of the networks: what each costs and how fast it is."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tengen.go.networks import NETWORKS, NetworkFamily
from tengen.go.sizing import Cost, Speed, cost, fitting, speed

COLUMNS = (
    "network",
    "filters x blocks",
    "parameters",
    "trainable",
    "multiply-adds",
    "ms, batch 1",
    "ms, batch 8",
    "trained per core-second",
)
_TOO_LARGE = 1_000_000


@dataclass(frozen=True)
class Row:
    """One network of the table.

    Attributes:
        name: of its family.
        shape: filters and blocks.
        cost: what it costs.
        speed: how fast it is, None if that was not measured.
    """

    name: str
    shape: str
    cost: Cost
    speed: Speed | None = None

    def cells(self) -> tuple[str, ...]:
        """Return the texts of `COLUMNS`."""
        counts = (self.cost.parameters, self.cost.trainable)
        return (
            self.name,
            self.shape,
            *(f"{count:,}" for count in counts),
            f"{self.cost.multiply_adds / 1e6:,.1f} M",
            *_speeds(self.speed),
        )


def _speeds(speed: Speed | None) -> tuple[str, str, str]:
    if speed is None:
        return "", "", ""
    one, eight = (f"{speed.evaluation[batch]:.2f}" for batch in (1, 8))
    return one, eight, f"{speed.training:,.0f}"


def defaults(
    size: int = 19, measured: bool = False, done: Callable[[], object] = lambda: None
) -> list[Row]:
    """Build every family with its defaults, count it, and measure it if wanted.

    Args:
        size: rows and columns of the board.
        measured: whether to measure networks of up to a million parameters: some ten
            seconds each.
        done: called after each.
    """
    table = []
    for family in NETWORKS.values():
        model = family(size=size)
        counted = cost(model)
        small = counted.parameters < _TOO_LARGE
        measurement = speed(model) if measured and small else None
        table.append(Row(family.name, _shape(family), counted, measurement))
        done()
    return table


def fitted(
    family: NetworkFamily,
    params_max: int,
    size: int = 19,
    planes: int | None = None,
    few: int = 6,
    measured: bool = False,
) -> list[Row]:
    """Return what `fitting` finds as rows, measured if wanted.

    Raises:
        ValueError: where even the smallest network is too large.
    """
    planes = planes or family.planes
    table = []
    for fit in fitting(family, params_max, size, planes, few):
        shape = f"{fit.filters} x {fit.blocks}"
        measurement = None
        if measured:
            sizes = {"filters": fit.filters, "blocks": fit.blocks}
            measurement = speed(family(size=size, planes=planes, **sizes))
        table.append(Row(family.name, shape, fit.cost, measurement))
    return table


def _shape(family: NetworkFamily) -> str:
    arguments = inspect.signature(family.build).parameters
    return " x ".join(str(arguments[name].default) for name in ("filters", "blocks"))


def markdown(table: Iterable[Row]) -> str:
    """Return the page `docs/go_networks.md`: the table, and what the networks are."""
    lines = [
        "# Networks that play Go",
        "",
        "Written by `tengen go networks --measure --page docs/go_networks.md`.",
        "",
        "Each network with its default widths, at 19x19. Parameters are all of them;",
        "trainable ones are without the moving statistics of batch normalization.",
        "Multiply-adds are those of one position, in convolutions and dense layers.",
        "Milliseconds are those of one `predict` on two cores, the fastest of 50. The",
        "last column counts the positions that `fit` trains in a second of one core,",
        "in batches of 128. Where nothing stands, nothing was measured.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        f"| --- |{' ---: |' * (len(COLUMNS) - 1)}",
        *(f"| {' | '.join(row.cells())} |" for row in table),
        "",
        "| network | what it is | source |",
        "| --- | --- | --- |",
    ]
    for family in NETWORKS.values():
        lines.append(f"| {family.name} | {family.summary} | {family.source} |")
    return "\n".join([*lines, "", _REMARKS])


_REMARKS = """\
The inputs are named `board`, the outputs `policy` and `value`; the value is the
probability that White wins. The papers' values are outcomes for the side to move,
`tanh(u)` between -1 and 1. As `(1 + tanh(u)) / 2 = sigmoid(2 u)`, the same network with
a sigmoid at its end gives a probability; the plane of the colour to play lets it be
White's. `output='outcome'` builds the papers' (`alphago-value`, `alphago-zero`).

`tengen go size --network NAME --params-max 100000` lists other widths and depths.
"""


def write_page(table: Iterable[Row], path: Path) -> None:
    """Write `markdown(table)` to a file, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(markdown(table), encoding="utf-8")
    os.replace(unfinished, path)
