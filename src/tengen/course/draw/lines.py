"""Curves, bars and histograms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from tengen.course.draw.style import colour, legend_below, panels, quiet

Line = ArrayLike | tuple[ArrayLike, ArrayLike]


def histories(
    histories: Mapping[str, Any], metrics: Sequence[str] | None = None
) -> Figure:
    """Draw trainings: for each metric the training solid, the validation dashed.

    Args:
        histories: what `fit` returned, or its `history`, by name.
        metrics: which ones; all that were measured in training if not given.
    """
    logs = {name: getattr(h, "history", h) for name, h in histories.items()}
    if metrics is None:
        names = [key for log in logs.values() for key in log]
        skipped = ("val_", "learning_rate", "lr")
        metrics = [m for m in dict.fromkeys(names) if not m.startswith(skipped)]
    figure, axes = panels(len(metrics))
    for place, metric in zip(axes, metrics, strict=True):
        for index, (name, log) in enumerate(logs.items()):
            _training(place, log, metric, name if len(logs) > 1 else "", index)
        quiet(place, "epoch", metric.replace("_", " "))
        place.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    legend_below(figure, axes[0])
    return figure


def _training(
    axes: Axes, log: Mapping[str, Any], metric: str, name: str, index: int
) -> None:
    for key, style, words in (
        (metric, "-", "training"),
        (f"val_{metric}", "--", "validation"),
    ):
        if key in log:
            epochs = np.arange(1, len(log[key]) + 1)
            label = f"{name}, {words}" if name else words
            mark = "o" if len(epochs) == 1 else ""
            fill = "none" if style == "--" else "full"
            look: dict[str, Any] = {"marker": mark, "fillstyle": fill}
            axes.plot(epochs, log[key], style, color=colour(index), label=label, **look)


def curves(
    curves: Mapping[str, Line],
    x: str = "",
    y: str = "",
    logarithmic: bool = False,
    title: str = "",
) -> Figure:
    """Draw curves over one another.

    Args:
        curves: values `(N,)` at 1, 2, 3, ..., or pairs of places and values, by name.
        x, y: what the axes measure, with units.
        logarithmic: show powers of ten on the vertical axis.
    """
    figure, (axes,) = panels(1)
    for index, (name, line) in enumerate(curves.items()):
        places, values = _points(line)
        mark = "o" if len(values) == 1 else ""
        axes.plot(places, values, color=colour(index), marker=mark, label=name)
    if all(np.array_equal(p, np.round(p)) for p, _ in map(_points, curves.values())):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    if logarithmic:
        axes.set_yscale("log")
    quiet(axes, x, y, title)
    if len(curves) > 1:
        legend_below(figure, axes)
    return figure


def _points(line: Line) -> tuple[NDArray[Any], NDArray[Any]]:
    if isinstance(line, tuple) and len(line) == 2 and np.ndim(line[0]) == 1:
        return np.asarray(line[0]), np.asarray(line[1])
    values = np.asarray(line)
    return np.arange(1, len(values) + 1), values


def bars(
    bars: Mapping[str, float | Mapping[str, float]], y: str = "", title: str = ""
) -> Figure:
    """Draw bars, each with its value; or groups of them, by name and series."""
    groups = {n: v if isinstance(v, Mapping) else {"": v} for n, v in bars.items()}
    series = list(dict.fromkeys(key for group in groups.values() for key in group))
    figure, (axes,) = panels(1, height=3.4)
    width = 0.8 / len(series)
    for index, name in enumerate(series):
        places = [
            g + (index - (len(series) - 1) / 2) * width for g in range(len(groups))
        ]
        values = [group.get(name, np.nan) for group in groups.values()]
        drawn = axes.bar(places, values, width * 0.94, color=colour(index), label=name)
        axes.bar_label(drawn, fmt="%.3g", fontsize="x-small", padding=2)
    quiet(axes, "", y, title)
    long = max(map(len, groups), default=0) * len(groups) > 36
    axes.set_xticks(range(len(groups)), list(groups), rotation=25 if long else 0)
    if len(series) > 1:
        legend_below(figure, axes)
    return figure


def histograms(
    histograms: Mapping[str, ArrayLike], x: str = "", bins: int = 50
) -> Figure:
    """Draw distributions side by side, over one common axis."""
    arrays = {name: np.ravel(values) for name, values in histograms.items()}
    everything = np.concatenate(list(arrays.values()))
    edges = np.histogram_bin_edges(everything, bins)
    figure, axes = panels(len(arrays), height=2.6)
    for index, (place, (name, values)) in enumerate(
        zip(axes, arrays.items(), strict=True)
    ):
        place.hist(values, list(edges), color=colour(index))
        quiet(place, x, "count", name)
    return figure
