"""From rounds to figures: medians, spreads, ratios, percent of peak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.peers import PEERS
from benchmarks.results import Line, Results
from benchmarks.workloads import WORKLOADS, Workload

OURS = "tengen"


@dataclass(frozen=True)
class Figure:
    """One workload, judged.

    Attributes:
        workload: which.
        medians: by peer, of those that have numbers.
        spreads: half the width of the middle half of the rounds / the median.
        best: the fastest peer, `None` where none has numbers.
        ratio: its median / tengen's, `None` where either is missing.
        ratio_range: smallest and largest ratio of a round.
        percent: of the machine's peak that tengen reaches, `None` where not known.
        absent: by peer, why there are no numbers.
    """

    workload: Workload
    medians: dict[str, float]
    spreads: dict[str, float]
    best: str | None
    ratio: float | None
    ratio_range: tuple[float, float] | None
    percent: float | None
    absent: dict[str, str]

    @property
    def is_met(self) -> bool | None:
        """Whether the bar is reached; `None` where there is none, or no ratio."""
        if self.ratio is None or self.workload.bar is None:
            return None
        return self.ratio >= self.workload.bar


def spread(rounds: Sequence[float]) -> float:
    """Return half the width of the middle half, relative to the median.

    Example:
        >>> spread([10.0, 9.0, 11.0, 10.0, 30.0])
        0.05
    """
    if len(rounds) < 2:
        return 0.0
    low, high = quantile(rounds, 0.25), quantile(rounds, 0.75)
    return (high - low) / 2 / median(rounds)


def quantile(values: Sequence[float], fraction: float) -> float:
    """Return a quantile, on the straight line between its neighbours.

    Example:
        >>> quantile([1.0, 2.0, 3.0, 4.0], 0.5)
        2.5
    """
    ordered = sorted(values)
    place = fraction * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def peak(peaks: Mapping[str, Sequence[float]]) -> float:
    """Return GFLOP/s of the best library's matrix product, 0 where not measured.

    Args:
        peaks: library -> a number per round.
    """
    return max((median(rounds) for rounds in peaks.values()), default=0.0)


def figure(workload: Workload, line: Line) -> Figure:
    """Judge one workload."""
    measured = {name: c.rounds for name, c in line.columns.items() if c.rounds}
    medians = {name: median(rounds) for name, rounds in measured.items()}
    rivals = [name for name in medians if PEERS[name].is_rival]
    best = min(rivals, key=medians.__getitem__, default=None)
    ratio, ratio_range = None, None
    if best is not None and OURS in medians:
        ratio = medians[best] / medians[OURS]
        ratio_range = _range_of_ratios(measured, best)
    percent = None
    if OURS in medians and line.peak:
        gflops = workload.operations / medians[OURS] / 1e9
        percent = gflops / line.peak * 100 or None
    return Figure(
        workload=workload,
        medians=medians,
        spreads={name: spread(rounds) for name, rounds in measured.items()},
        best=best,
        ratio=ratio,
        ratio_range=ratio_range,
        percent=percent,
        absent={n: c.missing for n, c in line.columns.items() if not c.rounds},
    )


def _range_of_ratios(
    measured: Mapping[str, Sequence[float]], best: str
) -> tuple[float, float]:
    pairs = zip(measured[best], measured[OURS], strict=False)
    ratios = [theirs / ours for theirs, ours in pairs]
    return min(ratios), max(ratios)


def figures(results: Results) -> list[Figure]:
    """Judge all workloads of a benchmark, in the order of the table."""
    return [
        figure(workload, results.lines[name])
        for name, workload in WORKLOADS.items()
        if name in results.lines
    ]


def rates(judged: Sequence[Figure]) -> list[str]:
    """Return moves and games of Go a second; one workload a line."""
    return [
        f"{figure.workload.title}: "
        + ", ".join(
            f"{PEERS[name].title} {1 / seconds:,.0f} {figure.workload.step}s/s"
            for name, seconds in figure.medians.items()
        )
        for figure in judged
        if figure.workload.kind == "go"
    ]


def in_words(value: float, unit: str) -> str:
    """Return a number with three digits and a fitting unit.

    Example:
        >>> in_words(0.000014, "s"), in_words(0.326, "s"), in_words(451.2, "MB")
        ('14.0 µs', '326 ms', '451 MB')
    """
    if unit == "s":
        for factor, name in ((1e9, "ns"), (1e6, "µs"), (1e3, "ms")):
            if value * factor < 999.5:
                return f"{_digits(value * factor)} {name}"
    return f"{_digits(value)} {unit}"


def _digits(value: float) -> str:
    decimals = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{decimals}f}"
