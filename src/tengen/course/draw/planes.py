"""The plane: decision regions, and maps of points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from tengen.course.draw.style import COLOURS, colour, panels, quiet

_STEPS = 200  # along each side of the drawn region


Predict = Callable[[NDArray[np.float64]], ArrayLike]


def boundary(
    predict: Predict,
    points: ArrayLike,
    labels: ArrayLike,
    title: str = "",
    x: str = "x1",
    y: str = "x2",
) -> Figure:
    """Draw which class a function gives to each place of the plane.

    Args:
        predict: from points `(N, 2)` to classes or values `(N,)`; values from 0.5 on
            count as class 1.
        points: `(N, 2)`, drawn over the regions.
        labels: their classes, `(N,)`.
        x, y: what the axes measure.
    """
    return boundaries({title: (predict, points, labels)}, x, y)


def boundaries(
    planes: Mapping[str, tuple[Predict, ArrayLike, ArrayLike]],
    x: str = "x1",
    y: str = "x2",
) -> Figure:
    """Draw several planes side by side, each as `boundary` draws it.

    Args:
        planes: function, points and labels of each, by title.
        x, y: what the axes measure.
    """
    figure, axes = panels(len(planes), height=3.4)
    for place, (title, plane) in zip(axes, planes.items(), strict=True):
        _plane(place, *plane)
        quiet(place, x, y, title)
        place.grid(False)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
    return figure


def _plane(axes: Axes, predict: Predict, points: ArrayLike, labels: ArrayLike) -> None:
    dots, classes = np.asarray(points, "float64"), np.ravel(np.asarray(labels))
    margin = 0.35 * max(float(np.ptp(dots)), 1e-9)
    sides = [
        np.linspace(dots[:, k].min() - margin, dots[:, k].max() + margin, _STEPS)
        for k in range(2)
    ]
    across, down = np.meshgrid(*sides)
    everywhere = np.column_stack([across.ravel(), down.ravel()])
    region = (np.ravel(np.asarray(predict(everywhere))) >= 0.5).reshape(across.shape)
    axes.contourf(
        across, down, region, [-0.5, 0.5, 1.5], colors=COLOURS[:2], alpha=0.18
    )
    for label in np.unique(classes):
        chosen = dots[classes == label]
        name = f"target {label:g}"
        axes.plot(*chosen.T, "o", color=colour(int(label)), ms=9, label=name)


def scatter(
    points: ArrayLike,
    labels: ArrayLike,
    names: Sequence[str] | None = None,
    title: str = "",
) -> Figure:
    """Draw a map of points, coloured by class.

    Args:
        points: `(N, 2)`.
        labels: classes, `(N,)`, from 0 on.
        names: of the classes.
    """
    x, y = np.asarray(points), np.ravel(np.asarray(labels)).astype(int)
    classes = np.unique(y)
    figure, (axes,) = panels(1, height=4.4)
    colours = ListedColormap(
        COLOURS if len(classes) <= len(COLOURS) else _many(len(classes))
    )
    for place, label in enumerate(classes):
        words = str(label) if names is None else names[label]
        chosen = x[y == label]
        axes.plot(*chosen.T, ".", ms=4, color=colours(place), label=words)
    quiet(axes, title=title)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.legend(frameon=False, fontsize="small", ncols=2, markerscale=2)
    return figure


def _many(count: int) -> list[str]:
    """Return colours beyond those of the cycle."""
    more = ("#000000", "#f0e442", "#7b3fa0", "#a6761d")
    return [(*COLOURS, *more)[k % (len(COLOURS) + len(more))] for k in range(count)]
