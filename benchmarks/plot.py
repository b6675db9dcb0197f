"""The picture: every peer's time at every workload, tengen's being 1."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.figures import OURS, Figure
from benchmarks.peers import PEERS
from benchmarks.table import batch_in_words, names_of

_COLOURS = (
    "#e07a1f",
    "#2a6fb0",
    "#8a4fb5",
    "#b03a3a",
    "#3c8c4a",
    "#777777",
    "#b8860b",
    "#159090",
)
_MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")


def draw(judged: list[Figure], path: Path) -> None:
    """Write the picture as SVG. Where tengen has no numbers, nothing is drawn."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "tengen"
    from matplotlib import pyplot

    shown = [figure for figure in judged if OURS in figure.medians]
    size = (9, 1.6 + 0.32 * max(1, len(shown)))
    canvas, axes = pyplot.subplots(figsize=size, layout="constrained")
    _dots(axes, shown)
    _bars(axes, shown)
    axes.axvline(1, color="#222222", linewidth=1)
    axes.set_xscale("log")
    axes.set_yticks(range(len(shown)), [_label(figure) for figure in shown])
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.set_xlabel("time (or size) / tengen's; right of the line tengen is ahead")
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(left=False)
    if shown:
        canvas.legend(loc="outside upper center", ncols=4, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas.savefig(path, metadata={"Date": None})
    pyplot.close(canvas)


def _dots(axes: Any, shown: list[Figure]) -> None:
    rivals = [name for name in names_of(shown) if name != OURS]
    for number, name in enumerate(rivals):
        places = [row for row, figure in enumerate(shown) if name in figure.medians]
        times = [shown[row].medians[name] / shown[row].medians[OURS] for row in places]
        axes.scatter(
            times,
            places,
            s=34,
            marker=_MARKS[number % len(_MARKS)],
            color=_COLOURS[number % len(_COLOURS)],
            label=PEERS[name].title,
            zorder=3,
        )


def _bars(axes: Any, shown: list[Figure]) -> None:
    bars = [(f.workload.bar, row) for row, f in enumerate(shown) if f.workload.bar]
    axes.scatter(
        [bar for bar, _ in bars],
        [row for _, row in bars],
        marker="|",
        s=160,
        color="#222222",
        label="bar for the best",
        zorder=2,
    )


def _label(figure: Figure) -> str:
    return f"{figure.workload.title}{batch_in_words(figure)}"
