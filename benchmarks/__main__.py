"""The command line: what to measure, and where the results go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks import machine, page, plot, results, starts, table
from benchmarks.figures import figures, peak, rates
from benchmarks.measure import Contest, Settings
from benchmarks.peers import DEFAULT, PEERS
from benchmarks.places import DOCS, REMARKS, STORE
from benchmarks.results import Column, Line, Results
from benchmarks.workloads import WORKLOADS

Keep = Callable[[str, dict[str, Column]], None]
console = Console(highlight=False)
STEPS = ("training", "inference", "go")  # what is timed by the step
_CALM = 0.5  # load of the machine below which nobody disturbs


def main(
    workloads: Annotated[
        str, typer.Option(help="Names or kinds, with commas; all if empty.")
    ] = "",
    peers: Annotated[
        str, typer.Option(help="Names, with commas; tengen takes part always.")
    ] = "",
    rounds: Annotated[int, typer.Option(help="Turns of every peer.", min=1)] = 5,
    seconds: Annotated[float, typer.Option(help="What a turn takes.", min=0.01)] = 3.0,
    threads: Annotated[int, typer.Option(help="Threads of every peer.", min=1)] = 2,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="2 short rounds, usual settings, small data."),
    ] = False,
    docs: Annotated[
        bool, typer.Option("--docs", help="Write docs/benchmarks.md, too.")
    ] = False,
    redraw: Annotated[
        bool, typer.Option("--redraw", help="Measure nothing: show what is stored.")
    ] = False,
) -> None:
    """Measure tengen beside its peers, and tell what came out."""
    stored = DOCS / "benchmarks.json" if docs else STORE / "results" / "latest.json"
    if redraw:
        tell(results.read(stored), stored)
        return
    if quick:
        rounds, seconds = min(rounds, 2), min(seconds, 0.3)
    chosen = choose_workloads(workloads)
    rivals = choose_peers(peers)
    if docs and (quick or not set(DEFAULT) <= set(rivals)):
        raise typer.BadParameter("--docs wants all peers, and no --quick")
    if machine.busy() > _CALM:
        console.print(
            f"[yellow]others are computing here (load {machine.busy():.1f}): "
            "the numbers will suffer[/]"
        )
    settings = Settings(rounds, seconds, threads, quick)
    older = results.read(stored) if docs and stored.exists() and workloads else None
    found = run(chosen, rivals, settings, stored, older)
    tell(found, stored)


def choose_workloads(names: str) -> list[str]:
    """Return the workloads that were asked for, by name or kind, in their order."""
    asked = _split(names)
    known = {*WORKLOADS, *(workload.kind for workload in WORKLOADS.values())}
    _refuse_unknown(asked, sorted(known), "--workloads")
    return [
        name
        for name, workload in WORKLOADS.items()
        if not asked or name in asked or workload.kind in asked
    ]


def choose_peers(names: str) -> list[str]:
    """Return the peers that were asked for, tengen first."""
    asked = _split(names)
    _refuse_unknown(asked, list(PEERS), "--peers")
    return [
        name
        for name in PEERS
        if name == "tengen" or name in asked or (not asked and name in DEFAULT)
    ]


def run(
    chosen: Sequence[str],
    peers: Sequence[str],
    settings: Settings,
    stored: Path,
    older: Results | None,
) -> Results:
    """Measure the chosen workloads; what is done is stored at once."""
    with (
        console.status("starting") as status,
        Contest(peers, settings, lambda words: status.update(words)) as contest,
    ):
        by_step = [n for n in chosen if WORKLOADS[n].kind in STEPS]
        found = Results(
            machine=machine.facts(settings.threads),
            versions={},
            settings={
                "rounds": settings.rounds,
                "seconds": settings.seconds,
                "threads": settings.threads,
            },
            peaks=contest.peaks() if any(WORKLOADS[n].model for n in by_step) else {},
            lines={},
        )

        def keep(name: str, columns: dict[str, Column]) -> None:
            nonlocal found
            line = Line(columns, machine.today(), machine.commit(), peak(found.peaks))
            lines = {**found.lines, name: line}
            found = Results(
                found.machine, contest.versions, found.settings, found.peaks, lines
            )
            whole = older.updated(found) if older else found
            results.write(whole, stored)
            console.print(f"measured {name}")

        for name in by_step:
            keep(name, contest.measure(WORKLOADS[name]))
        _starts(contest, chosen, keep)
    return older.updated(found) if older else found


def _starts(contest: Contest, chosen: Sequence[str], keep: Keep) -> None:
    """Measures imports, first steps and sizes."""
    if "import" in chosen:
        keep("import", starts.imports(contest))
    for first, second in starts.pairs():
        if first.name in chosen or second.name in chosen:
            columns, again = starts.first_steps(contest, first)
            keep(first.name, columns)
            keep(second.name, again)
    if any(WORKLOADS[name].kind == "size" for name in chosen):
        for name, columns in starts.sizes(contest).items():
            keep(name, columns)


def tell(found: Results, stored: Path) -> None:
    """Show the table; write page and picture beside the stored results."""
    judged = figures(found)
    console.print(table.ratios(found, judged))
    console.print(table.times(judged))
    for line in rates(judged):
        console.print(line, markup=False)
    for reason in table.reasons(judged):
        console.print(reason, style="yellow", markup=False)
    console.print(table.verdict(judged))
    folder = stored.parent
    remarks = REMARKS.read_text() if REMARKS.is_file() else ""
    (folder / "benchmarks.md").write_text(page.page(found, remarks))
    plot.draw(judged, folder / "images" / "benchmarks.svg")
    console.print(f"written: {folder}", style="dim", markup=False)


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _refuse_unknown(asked: Sequence[str], known: Sequence[str], option: str) -> None:
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise typer.BadParameter(
            f"{option}: {', '.join(unknown)} is unknown; known are {', '.join(known)}"
        )


if __name__ == "__main__":
    typer.run(main)
