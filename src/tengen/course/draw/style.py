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
