"""What all pictures of the course share: colours, sizes, quiet axes."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

# Okabe and Ito's colours, which people with any colour vision can tell apart.
COLOURS = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7"),
    *("#e69f00", "#56b4e9", "#555555", "#8f7a00"),
)
WIDTH = 7.0  # inches of a whole line; one inch is 72 points


def colour(index: int) -> str:
    """Return the colour of a series."""
    return COLOURS[index % len(COLOURS)]


def panels(
    count: int, columns: int | None = None, height: float = 3.2, width: float = WIDTH
) -> tuple[Figure, list[Axes]]:
    """Make a figure of some axes in rows.

    Args:
        count: how many axes.
        columns: how many side by side; at most two if not given.
        height: of one row, in inches.
        width: of the figure, in inches.
    """
    columns = min(count, 2) if columns is None else min(count, columns)
    rows = -(-count // columns)
    if count == 1:
        width = min(width, 5.0)
    figure = Figure(figsize=(width, rows * height), layout="constrained")
    grid: NDArray[Any] = np.atleast_1d(figure.subplots(rows, columns, squeeze=False))
    axes = list(grid.flat)
    for spare in axes[count:]:
        spare.remove()
    return figure, axes[:count]


def quiet(axes: Axes, x: str = "", y: str = "", title: str = "") -> None:
    """Name the axes and take away what is not data."""
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    if title:
        axes.set_title(title, fontsize="medium")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def legend_below(figure: Figure, axes: Axes) -> None:
    """Name the series of some axes once, below all of them, where nothing is hidden."""
    handles, labels = axes.get_legend_handles_labels()
    letters = 4 + max(map(len, labels))  # of a name, and the line before it
    columns = max(1, min(len(labels), int(14 * figure.get_figwidth() / letters)))
    if 1 < columns < len(labels):
        columns -= columns % 2  # training and validation stay beside one another
    rows = -(-len(labels) // columns)
    figure.set_figheight(figure.get_figheight() + 0.2 * rows)
    figure.legend(
        handles,
        labels,
        loc="outside lower center",
        ncols=columns,
        frameon=False,
        fontsize="small",
    )
