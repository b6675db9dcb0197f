"""The section on Go: how two networks learned, what they see, who won."""

from __future__ import annotations

from tengen.demo.results import GoLab
from tengen.go.learning_curves import charts
from tengen.pages import section, table, tag, text_tag


def playing_go(done: GoLab) -> str:
    """Write the section."""
    boards = [
        tag(
            "figure",
            [text_tag("figcaption", f"The {name} network"), drawing],
            class_="chart",
        )
        for name, drawing in done.drawings.items()
    ]
    return section(
        "go",
        "Go: two networks learn, and meet at the board",
        [
            text_tag(
                "p",
                f"{done.games:,} games on 9x9 were played for this by a search with "
                f"random playouts against itself: {done.positions:,} positions. Two "
                "networks learn from them to choose a move and to say who wins. They "
                "have the same layers; the residual one adds to what two layers make "
                "what went into them.",
            ),
            _runs(done),
            tag("div", charts(done.runs), class_="pair"),
            text_tag("h3", "What they see"),
            text_tag("p", done.position),
            tag("div", boards, class_="pair"),
            text_tag("h3", "The tournament"),
            _standings(done),
            _crosstable(done),
            tag(
                "p",
                [
                    text_tag("a", "All games, move by move", href=done.page),
                    f": {len(done.tournament.games)} of them, each opening played "
                    "twice with colours exchanged.",
                ],
            ),
        ],
    )


def _runs(done: GoLab) -> str:
    rows = [
        [
            run.name,
            f"{100 * run.accuracy:.2f} %",
            f"{run.loss:.3f}",
            f"{run.seconds:.1f} s",
            f"{run.trained:,}",
            f"{run.parameters:,}",
        ]
        for run in done.runs
    ]
    head = ["network", "moves found", "error", "training", "positions", "weights"]
    return table(head, rows, "numbers")


def _standings(done: GoLab) -> str:
    rows = [
        [
            standing.name,
            f"{standing.points:g} of {standing.games}",
            f"{standing.elo:+.0f}",
            f"{standing.elo_low:+.0f} to {standing.elo_high:+.0f}",
        ]
        for standing in done.tournament.standings
    ]
    return table(["player", "points", "Elo", "95 % interval"], rows, "numbers")


def _crosstable(done: GoLab) -> str:
    names = [standing.name for standing in done.tournament.standings]
    cells = done.tournament.cells
    rows = []
    for row in names:
        found = [cells.get((row, column)) for column in names]
        rows.append(
            [row, *("" if c is None else f"{c.points:g} of {c.games}" for c in found)]
        )
    return table(["", *names], rows, "numbers")
