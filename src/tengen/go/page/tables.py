"""Standings and crosstable."""

from __future__ import annotations

from collections.abc import Callable

from tengen.go.page.intervals import Scale, interval
from tengen.go.page.words import half, percent, signed
from tengen.go.standings import Cell, Results, Standing
from tengen.pages import section, tag, text_tag

Words = Callable[[Standing], str]  # what a column says about a player, as markup
_ROOM_FOR_INTERVALS = 10  # players in a crosstable


def standings(results: Results) -> str:
    """Write the table of the players."""
    scale = Scale.around([(s.elo_low, s.elo_high) for s in results.standings])
    shown = _columns(results)
    heads = ["", "player", "Elo", "95 % interval", "points", "win rate"]
    looks = ["rank", "who", "number", "range", "number", "number"]
    heads += [name for name, _ in shown]
    looks += ["number"] * len(shown)
    head = [
        text_tag("th", word, scope="col", class_=look)
        for word, look in zip(heads, looks, strict=True)
    ]
    lines = []
    for rank, standing in enumerate(results.standings, start=1):
        cells = [
            text_tag("td", rank, class_="rank"),
            text_tag("th", standing.name, scope="row", class_="who"),
            text_tag("td", signed(standing.elo), class_="number strong-number"),
            tag("td", [interval(standing, scale)], class_="range"),
            tag("td", [_points(standing)], class_="number"),
            tag("td", [_rate(standing)], class_="number"),
        ]
        cells += [tag("td", [words(standing)], class_="number") for _, words in shown]
        lines.append(tag("tr", cells))
    body = [tag("thead", [tag("tr", head)]), tag("tbody", lines)]
    note = (
        "Elo by Bradley and Terry, with an advantage for Black; 0 is the average. "
        "Intervals, those of win rates by Wilson, hold the truth in 95 of 100 cases."
    )
    whole = tag("div", [tag("table", body, class_="standings")], class_="wide")
    parts = [whole, text_tag("p", note, class_="hint")]
    return section("standings", "Standings", parts)


def _columns(results: Results) -> list[tuple[str, Words]]:
    """Return the further columns, those for which there is anything to show."""
    columns: list[tuple[str, Words]] = [
        ("above next", lambda s: "" if s.above_next is None else percent(s.above_next))
    ]
    if any(s.parameters for s in results.standings):
        columns.append(("parameters", _parameters))
    columns.append(("a move", _work))
    if any(s.forfeits for s in results.standings):
        columns.append(("forfeits", lambda s: str(s.forfeits or "")))
    return columns


def _points(standing: Standing) -> str:
    won = text_tag("b", half(standing.points))
    return won + text_tag("span", f" / {standing.games}", class_="of")


def _rate(standing: Standing) -> str:
    if standing.win_rate is None or standing.sigma is None:
        return ""
    rate = text_tag("b", f"{standing.win_rate:.3f}")
    error = f"\u03c3 = {standing.sigma:.3f}"
    bounds = f"{standing.low:.2f}\u2013{standing.high:.2f}"
    return rate + text_tag("span", bounds, class_="of below", title=error)


def _parameters(standing: Standing) -> str:
    if standing.parameters is None:
        return ""
    trainable = f"{standing.trainable:,} trainable"
    return f"{standing.parameters:,}" + text_tag("span", trainable, class_="of below")


def _work(standing: Standing) -> str:
    """Write the time of a move, and below how many positions were evaluated."""
    seconds, positions = standing.seconds_per_move, standing.evaluations_per_move
    if seconds is None:
        return ""
    time = f"{1000 * seconds:.3g} ms" if seconds < 0.999 else f"{seconds:.2f} s"
    if positions is None:
        return time
    return time + text_tag("span", f"{positions:,.0f} positions", class_="of below")


def crosstable(results: Results) -> str:
    """Write who won how often against whom."""
    names = [standing.name for standing in results.standings]
    numbers = [
        text_tag("th", rank, scope="col", title=name)
        for rank, name in enumerate(names, start=1)
    ]
    head = tag("tr", [tag("th", [], scope="col"), tag("th", [], scope="col"), *numbers])
    lines = []
    for rank, row in enumerate(names, start=1):
        cells = [text_tag("td", rank, class_="rank"), text_tag("th", row, scope="row")]
        for name in names:
            cell = results.cells.get((row, name))
            cells.append(_cell(row, name, cell, len(names) <= _ROOM_FOR_INTERVALS))
        lines.append(tag("tr", cells))
    body = [tag("thead", [head]), tag("tbody", lines)]
    note = (
        "Points of the row against the column, and the 95 % interval of its win rate. "
        "Choose a pair to see its games."
    )
    whole = tag("table", body, class_="cross")
    return section(
        "crosstable",
        "Crosstable",
        [tag("div", [whole], class_="wide"), text_tag("p", note, class_="hint")],
    )


def _cell(row: str, column: str, cell: Cell | None, is_roomy: bool) -> str:
    if cell is None:
        return tag("td", [], class_="same")
    if cell.games == 0:
        return text_tag("td", "\u00b7", class_="none")
    share = cell.points / cell.games
    words = (
        f"{row} against {column}: {half(cell.points)} of {cell.games}, "
        f"{100 * cell.low:.0f} to {100 * cell.high:.0f} %"
    )
    bounds = f"{100 * cell.low:.0f}\u2013{100 * cell.high:.0f} %"
    inside = [text_tag("b", half(cell.points)), text_tag("small", f"/{cell.games}")]
    if is_roomy:
        inside.append(text_tag("small", bounds, class_="below"))
    link = tag(
        "a",
        inside,
        href="#games",
        title=words,
        data_row=row,
        data_column=column,
    )
    # From orange (lost) over paper to blue (won); readable in print by its number.
    tint = f"--share: {abs(2 * share - 1):.3f}"
    look = "won" if share > 0.5 else "lost"
    return tag("td", [link], class_=look, style=tint)
