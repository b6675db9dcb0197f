"""Small matrices with their numbers, for computations step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from tengen.course.draw.style import COLOURS

_CELL = 0.42  # inches


def grids(
    grids: Mapping[str, ArrayLike],
    marks: Mapping[str, Sequence[tuple[int, int]]] | None = None,
) -> Figure:
    """Draw matrices side by side with their numbers in the cells.

    Args:
        grids: matrices `(rows, columns)`, by title.
        marks: cells `(row, column)` to outline, by title.
    """
    matrices = {title: np.atleast_2d(np.asarray(m)) for title, m in grids.items()}
    sides = [max(m.shape[1] * _CELL, 0.09 * len(t)) for t, m in matrices.items()]
    height = max(m.shape[0] for m in matrices.values()) * _CELL + 0.5
    figure = Figure(
        figsize=(sum(sides) + 0.3 * len(sides), height), layout="constrained"
    )
    row = figure.subplots(1, len(matrices), squeeze=False, width_ratios=sides)[0]
    low, high = _range(list(matrices.values()))
    for axes, (title, matrix) in zip(row, matrices.items(), strict=True):
        axes.imshow(matrix, cmap="Blues", vmin=low, vmax=high + 0.8 * (high - low))
        _numbers(axes, matrix)
        for cell_row, cell_column in (marks or {}).get(title, ()):
            corner = (cell_column - 0.5, cell_row - 0.5)
            outline = Rectangle(corner, 1, 1, fill=False, edgecolor=COLOURS[1], lw=2)
            axes.add_patch(outline)
        axes.set_title(title, fontsize="small")
        axes.set_xticks([])
        axes.set_yticks([])
    return figure


def _range(matrices: list[NDArray[np.float64]]) -> tuple[float, float]:
    low = min(float(np.min(matrix)) for matrix in matrices)
    high = max(float(np.max(matrix)) for matrix in matrices)
    return low, high if high > low else low + 1


def _numbers(axes: Axes, matrix: NDArray[np.float64]) -> None:
    size = "medium" if matrix.size <= 64 else "xx-small"
    for (row, column), value in np.ndenumerate(matrix):
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        axes.text(column, row, text, ha="center", va="center", fontsize=size)
