"""`plot_history`: how loss and metrics went over the epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tengen.core.messages import complain, did_you_mean
from tengen.visualization import files, look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TRAINING = "#2f6fb7"
_VALIDATION = "#d9622b"
_PANEL = (4.6, 3.2)  # inches
_MOST_COLUMNS = 3

Points = tuple[list[float], list[float]]  # epochs, values


@dataclass(frozen=True)
class Curves:
    """One quantity over the epochs, counted from 1.

    Attributes:
        name: such as `"loss"`.
        training: epochs and values; empty lists where it is known of validation only.
        validation: the same; empty without validation.
    """

    name: str
    training: Points
    validation: Points


def plot_history(
    history: Any,
    metrics: str | Sequence[str] | None = None,
    to_file: Any = None,
    dpi: float = 100,
) -> Figure:
    """Draw training as dots and validation as a line, a panel per quantity.

    Args:
        history: what `fit` returned, or a dict of lists, one number per epoch.
        metrics: names of the quantities to show, without `val_`; by default all.
        to_file: name of a `.png`, `.svg` or `.pdf` file to write.
        dpi: dots per inch of a PNG.

    Returns:
        A matplotlib figure, which notebooks display.

    Raises:
        ValueError: for unknown names, an empty history, or another ending.
        FileNotFoundError: if the folder does not exist.

    Example:
        >>> from tengen.visualization import plot_history
        >>> figure = plot_history({"loss": [0.9, 0.5], "val_loss": [0.8, 0.6]})
        >>> [axes.get_title() for axes in figure.axes]
        ['loss']
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    if to_file is not None:
        files.kind_of(to_file)
    panels = curves_of(history, metrics)
    columns = min(len(panels), _MOST_COLUMNS)
    rows = -(-len(panels) // columns)
    size = (columns * _PANEL[0], rows * _PANEL[1])
    figure = Figure(figsize=size, layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, curves in zip(grid, panels, strict=False):
        _draw(axes, curves)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    for axes in grid[len(panels) :]:
        axes.remove()
    if to_file is not None:
        files.save(figure, to_file, dpi)
    return figure


def curves_of(history: Any, metrics: str | Sequence[str] | None = None) -> list[Curves]:
    """Return the curves that `plot_history` draws; arguments and errors are its own.

    Where validation was not done after each epoch, its values are taken to be from
    epochs at equal distances.
    """
    values = history if isinstance(history, Mapping) else history.history
    if not any(len(row) for row in values.values()):
        raise ValueError(
            complain("history", "no epochs", fix="give what model.fit(...) returned")
        )
    names = list(dict.fromkeys(name.removeprefix("val_") for name in values))
    wanted = [metrics] if isinstance(metrics, str) else metrics or names
    for name in wanted:
        if name not in names:
            hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
            raise ValueError(complain("metrics", repr(name), fix=hint))
    epochs = [epoch + 1 for epoch in getattr(history, "epoch", [])]
    return [
        Curves(
            name,
            _points(values.get(name, []), epochs),
            _points(values.get(f"val_{name}", []), epochs or _counted(values)),
        )
        for name in wanted
    ]


def _counted(values: Mapping[str, Any]) -> list[int]:
    return list(range(1, max(map(len, values.values())) + 1))


def _points(values: Sequence[Any], epochs: list[int]) -> Points:
    every = max(len(epochs) // len(values), 1) if len(values) else 1
    chosen = epochs[every - 1 :: every][: len(values)]
    if len(chosen) != len(values):
        chosen = list(range(1, len(values) + 1))
    return [float(epoch) for epoch in chosen], [float(value) for value in values]


def _draw(axes: Any, curves: Curves) -> None:
    has_both = bool(curves.training[0] and curves.validation[0])
    if curves.training[0]:
        dots = min(5.0, max(1.5, 300 / len(curves.training[0])))
        axes.plot(
            *curves.training,
            linestyle="none",
            marker="o",
            markersize=dots,
            color=_TRAINING,
            label="training",
        )
    if curves.validation[0]:
        axes.plot(*curves.validation, color=_VALIDATION, label="validation")
    axes.set_title(curves.name, fontsize=11, color=look.INK)
    axes.set_xlabel("epoch", color=look.FAINT_INK)
    axes.grid(color=look.RULE, linewidth=0.6, alpha=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    if has_both:
        axes.legend(frameon=False)
