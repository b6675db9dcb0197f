"""The parts of the page: each makes its markup of a tournament's results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from tengen.go.drawing import board_svg
from tengen.go.match import MatchGame
from tengen.go.page.intervals import Scale, interval
from tengen.go.points import BLACK, WHITE
from tengen.go.standings import Cell, Results, Standing
from tengen.go.tournament import describe_end
from tengen.pages import section, table, tag, text_tag

Words = Callable[[Standing], str]  # what a column says about a player, as markup
_ROOM_FOR_INTERVALS = 10  # players in a crosstable

_MINUS = "\N{MINUS SIGN}"
_ENDS = {
    "score": "counted",
    "moves": "counted, too long",
    "settled": "settled",
    "resign": "resigned",
}


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
        share = _percent(best.win_rate)
        tiles.append(("first", best.name, f"{_signed(best.elo)} Elo, wins {share}"))
        black = sum(game.winner == BLACK for game in games)
        worth = f"{_signed(results.colour_advantage)} Elo for Black"
        error = f"{1.96 * results.colour_error:.0f}"
        tiles.append(
            ("Black wins", _percent(black / len(games)), f"{worth} (\u00b1 {error})")
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
            text_tag("td", _signed(standing.elo), class_="number strong-number"),
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
        ("above next", lambda s: "" if s.above_next is None else _percent(s.above_next))
    ]
    if any(s.parameters for s in results.standings):
        columns.append(("parameters", _parameters))
    columns.append(("a move", _work))
    if any(s.forfeits for s in results.standings):
        columns.append(("forfeits", lambda s: str(s.forfeits or "")))
    return columns


def _points(standing: Standing) -> str:
    won = text_tag("b", _half(standing.points))
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
        f"{row} against {column}: {_half(cell.points)} of {cell.games}, "
        f"{100 * cell.low:.0f} to {100 * cell.high:.0f} %"
    )
    bounds = f"{100 * cell.low:.0f}\u2013{100 * cell.high:.0f} %"
    inside = [text_tag("b", _half(cell.points)), text_tag("small", f"/{cell.games}")]
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


def viewer(results: Results) -> str:
    """Write the board on which the script shows games."""
    size = results.settings.size
    board = board_svg(np.zeros((size, size), dtype=np.uint8), title="Board")
    names = tag(
        "p",
        [
            tag("span", [], class_="pebble black"),
            text_tag("b", "", id="black-name"),
            text_tag("span", "", id="result"),
            tag("span", [], class_="pebble white"),
            text_tag("b", "", id="white-name"),
        ],
        class_="names",
    )
    words = [
        text_tag("p", "", id="where", aria_live="polite"),
        text_tag("p", "", id="taken", class_="hint"),
        text_tag("p", "", id="opinion", class_="hint"),
        text_tag("p", "", id="ending"),
    ]
    curve = tag("svg", [], viewBox="0 0 400 96", id="curve")
    keys = tag(
        "p",
        [
            tag("span", [_line("by-black"), " Black's view "], class_="key-word"),
            tag("span", [_line("by-white"), " White's view"], class_="key-word"),
        ],
        class_="hint keys",
    )
    title = text_tag("figcaption", "White's probability to win")
    thoughts = tag("figure", [title, curve, keys], id="thoughts")
    side = tag("div", [names, *_controls(), *words, thoughts], class_="side")
    shown = tag("div", [tag("div", [board], id="board"), side], class_="viewer")
    hint = (
        "Keys: left and right for moves, up and down for games, Home, End, space to "
        "play. The curve can be clicked."
    )
    without = text_tag("noscript", "Replaying games needs JavaScript.")
    parts = [without, shown, text_tag("p", hint, class_="hint live-only")]
    return section("replay", "Replay", parts)


def _line(look: str) -> str:
    sample = tag("line", x1=1, x2=25, y1=5, y2=5, class_=f"thought {look}")
    return tag("svg", [sample], viewBox="0 0 26 10", class_="key")


def _controls() -> list[str]:
    buttons = [
        ("first", "|\u25c0\ufe0e", "First position"),
        ("back", "\u25c0\ufe0e", "One move back"),
        ("play", "Play", "Play by itself"),
        ("on", "\u25b6\ufe0e", "One move on"),
        ("end", "\u25b6\ufe0e|", "Last position"),
    ]
    games = [("earlier", "Previous game", ""), ("later", "Next game", "")]
    slider = tag(
        "input", type="range", min=0, max=0, value=0, id="slider", aria_label="Move"
    )
    numbers = tag("input", type="checkbox", id="numbers")
    record = text_tag("a", "SGF", id="record", href="", download="")
    return [
        tag("div", [_button(*words) for words in buttons], class_="buttons"),
        slider,
        tag(
            "div",
            [
                *(_button(*words) for words in games),
                tag("label", [numbers, " numbers"]),
                record,
            ],
            class_="buttons",
        ),
    ]


def _button(name: str, words: str, title: str) -> str:
    if not title:
        return text_tag("button", words, type="button", id=name)
    return text_tag("button", words, type="button", id=name, title=title)


def games(results: Results, paths: Mapping[str, str]) -> str:
    """Write the list of games."""
    names = [standing.name for standing in results.standings]
    choices = [
        tag("label", [f"{word} ", _choice(name, names)])
        for name, word in (("one", "Player"), ("other", "against"))
    ]
    count = text_tag("span", f"{len(results.games):,} games", id="count")
    heads = ["game", "Black", "White", "result", "", "moves", ""]
    head = [text_tag("th", word, scope="col") for word in heads]
    lines = [_game_line(*item, paths) for item in results.games.items()]
    body = [tag("thead", [tag("tr", head)]), tag("tbody", lines)]
    whole = tag("table", body, class_="games")
    return section(
        "games",
        "Games",
        [
            tag("p", [*choices, count], class_="live-only choices"),
            tag("div", [whole], class_="wide long"),
        ],
    )


def _choice(name: str, players: Iterable[str]) -> str:
    options = [text_tag("option", "anybody", value="")]
    options += [text_tag("option", player, value=player) for player in players]
    return tag("select", options, id=name)


def _game_line(game_id: str, game: MatchGame, paths: Mapping[str, str]) -> str:
    sides = []
    for name, side in ((game.black, BLACK), (game.white, WHITE)):
        won = game.winner == side
        sides.append(tag("td", [text_tag("b" if won else "span", name)]))
    how = _ENDS.get(game.reason, f"forfeit: {game.reason}")
    record = ""
    if game_id in paths:
        record = text_tag("a", "SGF", href=paths[game_id], download="")
    replay = text_tag("a", game_id, href=f"#game={game_id}")
    cells = [
        tag("th", [replay], scope="row"),
        *sides,
        text_tag("td", game.result, class_="number"),
        text_tag("td", how, title=describe_end(game)),
        text_tag("td", len(game.moves), class_="number"),
        tag("td", [record]),
    ]
    return tag("tr", cells, data_id=game_id)


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
    counts = Counter(
        _ENDS.get(game.reason, f"forfeit: {game.reason}")
        for game in results.games.values()
    )
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


def _signed(elo: float) -> str:
    number = round(elo)
    return f"{_MINUS}{-number}" if number < 0 else f"+{number}" if number else "0"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"


def _half(points: float) -> str:
    whole = int(points)
    if points == whole:
        return str(whole)
    return f"{whole or ''}\u00bd"
