"""The table that the terminal shows."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.table import Table

from benchmarks.figures import OURS, Figure, in_words, peak
from benchmarks.peers import PEERS
from benchmarks.results import Results


def ratios(results: Results, judged: list[Figure]) -> Table:
    """Return the table of ratios, the best peer beside tengen."""
    gflops = peak(results.peaks)
    table = Table(
        title="best peer / tengen",
        caption=f"peak of a matrix product: {gflops:.0f} GFLOP/s" if gflops else None,
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("workload", no_wrap=True)
    for words in ("ratio", "bar", "% peak", "tengen", "best peer"):
        table.add_column(words, justify="right", no_wrap=True)
    table.add_column("who it is", no_wrap=True)
    for figure in judged:
        table.add_row(
            figure.workload.name,
            _ratio(figure),
            bar(figure),
            "" if figure.percent is None else f"{figure.percent:.0f}",
            _cell(figure, OURS),
            _cell(figure, figure.best),
            "" if figure.best is None else PEERS[figure.best].title,
        )
    return table


def times(judged: list[Figure]) -> Table:
    """Return the table of all medians, the best peer's marked."""
    names = [name for name in names_of(judged) if name != OURS]
    table = Table(title="the peers", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("workload", no_wrap=True)
    for name in names:
        table.add_column(PEERS[name].title.replace("-", "-\n"), justify="right")
    for figure in judged:
        cells = [_cell(figure, name, bold=name == figure.best) for name in names]
        table.add_row(figure.workload.name, *cells)
    return table


def names_of(judged: list[Figure]) -> list[str]:
    """Return the peers that appear, in the order of the table."""
    present = {name for f in judged for name in (*f.medians, *f.absent)}
    return [name for name in PEERS if name in present]


def bar(figure: Figure) -> str:
    """Return the bar, nothing where there is none."""
    return "" if figure.workload.bar is None else f"{figure.workload.bar:g}"


def batch_in_words(figure: Figure) -> str:
    """Return the batch size where it says something."""
    batch = figure.workload.batch
    return f", batch {batch}" if batch and figure.workload.kind != "start" else ""


def reasons(judged: list[Figure]) -> list[str]:
    """Return, for all that has no numbers, why; one reason a line."""
    by_reason: dict[tuple[str, str], list[str]] = {}
    for figure in judged:
        for name, reason in figure.absent.items():
            by_reason.setdefault((name, reason), []).append(figure.workload.name)
    return [
        f"{PEERS[name].title}, {', '.join(workloads)}: {reason}"
        for (name, reason), workloads in by_reason.items()
    ]


def verdict(judged: list[Figure]) -> str:
    """Return in a sentence how many bars are met."""
    met = sum(figure.is_met is True for figure in judged)
    barred = [figure for figure in judged if figure.workload.bar is not None]
    missed = [f.workload.name for f in barred if f.is_met is False]
    unknown = [f.workload.name for f in barred if f.is_met is None]
    words = [f"{met} of {len(barred)} bars met"]
    if missed:
        words.append(f"missed: {', '.join(missed)}")
    if unknown:
        words.append(f"not measured on both sides: {', '.join(unknown)}")
    return "; ".join(words)


def _ratio(figure: Figure) -> str:
    if figure.ratio is None:
        return "[yellow]not there yet[/]" if OURS in figure.absent else "-"
    colour = {True: "green", False: "red", None: "default"}[figure.is_met]
    return f"[{colour}]{figure.ratio:.2f}[/]"


def _cell(figure: Figure, name: str | None, bold: bool = False) -> str:
    if name not in figure.medians:
        return "-"
    words = in_words(figure.medians[name], figure.workload.unit)
    return f"[bold]{words}[/]" if bold else words
