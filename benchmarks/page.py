"""The page `docs/benchmarks.md`, written from results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.figures import OURS, Figure, figures, in_words, peak, rates
from benchmarks.peers import PEERS
from benchmarks.results import Results
from benchmarks.table import bar, batch_in_words, names_of, reasons, verdict

_GROUPS = {
    "training": "Training, time of a step",
    "inference": "Inference, time of a batch",
    "go": "Random games of Go on one core",
    "start": "Starting",
    "size": "Size",
}

_HEAD = """\
# Side by side

Written by `make bench`; the numbers are in [benchmarks.json](benchmarks.json).

The same models, data and batch sizes in tengen and its peers, on one machine. A ratio
is the time of the fastest peer divided by tengen's: 2 means that tengen needs half the
time. The bar is what tengen asks of itself.

![Time of every peer, tengen's being 1](images/benchmarks.svg)
"""

_HOW = """\
## How it is measured

* `make bench` runs it all; `make bench BENCH="--workloads go_residual --rounds 9"` a
  part, whose lines replace their older ones here. `.venv/bin/python -m benchmarks
  --help` names the options.
* Each peer lives in its own environment and process. Processes stay alive and take
  turns, of about {seconds:g} s each in each of {rounds} rounds; only one computes at a
  time, on {threads} threads. Shown are medians, and half the width of the middle half
  of the rounds.
* A step is what a user gets: the time of `fit` over random data in memory, divided by
  its steps, after compilation and a round that is not counted. Plain PyTorch runs a
  loop over tensors in memory, gathered once an epoch, channels-last, with the sums of
  loss and metric that `fit` would show.
* Of settings that the peers' documentation recommends the fastest is taken, where a
  step is so short that they matter: in Keras `steps_per_execution=16`, compilation by
  XLA, `predict`, `predict_on_batch` or calling the model; in PyTorch fused, `foreach`
  or compiled optimizers, and frozen weights for inference.
* The peak is the speed of the fastest product of two large matrices among XLA's and
  PyTorch's. Percent of it counts convolutions as computed directly: Winograd's
  algorithm multiplies less, and may pass 100.
* Random games of Go are uniformly random moves from the empty board, one after the
  other on one core. tengen plays to two passes, fills no single-point eyes and checks
  positional superko. Its peers draw from all legal moves, the pass and their own eyes
  included, and know a ko point only: OpenSpiel ends a game that repeats a position as a
  draw, pgx as a loss, or after 2 x 81 (2 x 361) moves. So their games are other games,
  longer and cheaper to judge; what compares is the time of a move. OpenSpiel is timed
  with its random bots and the loop in C++ (`evaluate_bots`), and with the loop in
  Python; pgx as a compiled loop over batches of boards that start again when they end.
  Times are of the processor, not of the wall.
* A first step is the time from the start of a process to the end of its first training
  step; the second start finds what the first one left in its caches.
* Downloads are all wheels that pip fetches; installed is what lies in site-packages,
  without byte code.
"""


def page(results: Results, remarks: str = "") -> str:
    """Return the page in Markdown.

    Args:
        remarks: what was written about these results by hand.
    """
    judged = figures(results)
    parts = [_HEAD, f"{verdict(judged).capitalize()}.\n", _machine(results)]
    for kind, heading in _GROUPS.items():
        group = [figure for figure in judged if figure.workload.kind == kind]
        if group:
            parts.append(f"## {heading}\n")
            parts.append(_table(group))
        if kind == "go" and group:
            parts.append("\n".join(f"* {line}" for line in rates(group)) + "\n")
    absent = reasons(judged)
    if absent:
        lines = "\n".join(f"* {line}" for line in absent)
        parts.append(f"## Without numbers\n\n{lines}\n")
    if remarks:
        parts.append(f"## Remarks\n\n{remarks.strip()}\n")
    parts.append(_settings(results))
    parts.append(_HOW.format(**results.settings))
    return "\n".join(parts)


def _machine(results: Results) -> str:
    facts = "; ".join(f"{name} {fact}" for name, fact in results.machine.items())
    dates = sorted({line.date for line in results.lines.values()})
    commits = sorted({line.commit for line in results.lines.values()})
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    gflops = peak(results.peaks)
    products = f"; matrix products at {gflops:.0f} GFLOP/s" if gflops else ""
    return f"Measured {when} at {', '.join(commits)}; {facts}{products}.\n"


def _table(group: list[Figure]) -> str:
    names = names_of(group)
    with_percent = any(figure.percent is not None for figure in group)
    counted = ["GFLOP", "% of peak"] if with_percent else []
    head = [
        "workload",
        "ratio",
        "bar",
        *counted,
        *(PEERS[name].title for name in names),
    ]
    rows = [_row(figure, names, with_percent) for figure in group]
    rule = ["---", *(["---:"] * (len(head) - 1))]
    return "\n".join(_line(cells) for cells in [head, rule, *rows]) + "\n"


def _row(figure: Figure, names: list[str], with_percent: bool) -> list[str]:
    ratio = "not there yet" if OURS in figure.absent else "-"
    if figure.ratio is not None and figure.ratio_range is not None:
        low, high = figure.ratio_range
        ratio = f"**{figure.ratio:.2f}**"
        if figure.workload.kind != "size":
            ratio += f" ({low:.2f} to {high:.2f})"
        ratio += " missed" if figure.is_met is False else ""
    work = f"{figure.workload.operations / 1e9:.3g}"
    percent = "" if figure.percent is None else f"{figure.percent:.3g}"
    return [
        f"{figure.workload.title}{batch_in_words(figure)}",
        ratio,
        bar(figure),
        *([work, percent] if with_percent else []),
        *(_cell(figure, name) for name in names),
    ]


def _cell(figure: Figure, name: str) -> str:
    if name not in figure.medians:
        return "-"
    words = in_words(figure.medians[name], figure.workload.unit)
    if figure.workload.kind != "size":
        words += f" ±{figure.spreads[name] * 100:.0f}%"
    return f"*{words}*" if name == figure.best else words


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _settings(results: Results) -> str:
    lines = ["## Versions and settings\n"]
    for name, versions in results.versions.items():
        told = ", ".join(f"{what} {version}" for what, version in versions.items())
        lines.append(f"* {PEERS[name].title}: {told}")
    lines.append("")
    for name, line in results.lines.items():
        chosen = [
            f"{PEERS[peer].title} {_variant(column.variant)}"
            for peer, column in line.columns.items()
            if column.variant
        ]
        if chosen:
            lines.append(f"* {name}: {'; '.join(chosen)}")
    return "\n".join(lines) + "\n"


def _variant(variant: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(variant.items()))
