"""The beginning of the page, and its end: figures that matter most, conditions."""

from __future__ import annotations

from collections import Counter

import numpy as np

from tengen.go.page.words import how_it_ended, percent, signed
from tengen.go.points import BLACK
from tengen.go.standings import Results
from tengen.pages import section, table, tag, text_tag


def lead(results: Results) -> str:
    """Write the line below the heading."""
    players, games = len(results.standings), len(results.games)
    size = results.settings.size
    count = (
        f"{games:,}"
        if games == results.scheduled
        else (f"{games:,} of {results.scheduled:,}")
    )
    dates = sorted({game.date for game in results.games.values() if game.date})
    days = f", {' to '.join(dict.fromkeys((dates[0], dates[-1])))}" if dates else ""
    return f"{players} players, {count} games on {size}x{size}{days}."


def summary(results: Results) -> str:
    """Write the figures that matter most."""
    games = list(results.games.values())
    tiles: list[tuple[str, str, str]] = []
    if games:
        best = results.standings[0]
        share = percent(best.win_rate)
        tiles.append(("first", best.name, f"{signed(best.elo)} Elo, wins {share}"))
        black = sum(game.winner == BLACK for game in games)
        worth = f"{signed(results.colour_advantage)} Elo for Black"
        error = f"{1.96 * results.colour_error:.0f}"
        tiles.append(
            ("Black wins", percent(black / len(games)), f"{worth} (\u00b1 {error})")
        )
    missing = results.scheduled - len(games)
    state = f"{missing:,} still to be played" if missing else "all have been played"
    repeated = len(games) - results.distinct
    if repeated:
        state += f"; {repeated:,} only repeat others"
    tiles.append(("games", f"{len(games):,}", state))
    forfeits = sum(game.is_forfeit for game in games)
    mean = f"{np.mean([len(game.moves) for game in games]):.0f}" if games else "0"
    tiles.append(("forfeits", str(forfeits), f"{mean} moves a game on average"))
    return tag("dl", [_tile(*words) for words in tiles], class_="tiles")


def _tile(name: str, figure: str, remark: str) -> str:
    parts = [text_tag("dt", name), text_tag("dd", figure, class_="figure")]
    return tag("div", [*parts, text_tag("dd", remark)])


def conditions(results: Results) -> str:
    """Write how it was played, and how games ended."""
    settings = results.settings
    played = next(iter(results.games.values()), None)
    komi = settings.komi if played is None else played.komi
    facts = [
        ("board", f"{settings.size}x{settings.size}"),
        ("rules", f"{settings.rules}" + ("" if komi is None else f", komi {komi:g}")),
        ("network's search", _limit(results)),
        (
            "openings",
            "each played twice by each pair, with colours exchanged; "
            f"seed {settings.seed}",
        ),
    ]
    if settings.most_parameters:
        facts.append(("parameters", f"at most {settings.most_parameters:,}"))
    counts = Counter(how_it_ended(game) for game in results.games.values())
    ends = [(how, f"{count:,}") for how, count in counts.most_common()]
    tables = [table(["how it was played", ""], facts, "facts")]
    if ends:
        tables.append(table(["ended", "games"], ends, "numbers"))
    return section(
        "conditions", "How it was played", [tag("div", tables, class_="pair")]
    )


def _limit(results: Results) -> str:
    settings = results.settings
    limits = []
    if settings.visits is not None:
        limits.append(f"{settings.visits:,} visits")
    if settings.evaluations is not None:
        limits.append(f"{settings.evaluations:,} evaluations")
    if settings.cpu_seconds is not None:
        limits.append(f"{settings.cpu_seconds:g} s of processor time")
    words = " and ".join(limits) or "as each player's name says, or 200 visits"
    return f"{words} a move" if limits else words
