"""Results that nobody measured, for tests of what is made of them."""

from __future__ import annotations

from benchmarks.results import Column, Line, Results

TITLES = {"processor": "a made-up one", "threads": "2"}


def line(**rounds: tuple[float, ...] | str) -> Line:
    """A line of peers' rounds; a string is the reason for none. `_` stands for `-`."""
    columns = {
        name.replace("_", "-"): Column(missing=given)
        if isinstance(given, str)
        else Column(rounds=given, steps=10)
        for name, given in rounds.items()
    }
    return Line(columns, "2026-01-02", "abc1234", peak=400.0)


def results(**lines: Line) -> Results:
    """Results with these lines."""
    return Results(
        machine=TITLES,
        versions={"tengen": {"tengen": "0.1.0"}},
        settings={"rounds": 3, "seconds": 3.0, "threads": 2},
        peaks={"tengen": [390.0, 400.0, 410.0], "torch-eager": [300.0, 310.0, 320.0]},
        lines=lines,
    )
