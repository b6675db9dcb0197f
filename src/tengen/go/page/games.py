"""The board for replaying games, and their list; viewer.js brings both to life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from tengen.go.drawing import board_svg
from tengen.go.match import MatchGame
from tengen.go.page.words import how_it_ended
from tengen.go.points import BLACK, WHITE
from tengen.go.standings import Results
from tengen.go.tournament import describe_end
from tengen.pages import section, tag, text_tag


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
    return text_tag(
        "button", words, type="button", id=name, title=title, aria_label=title
    )


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
    record = ""
    if game_id in paths:
        record = text_tag("a", "SGF", href=paths[game_id], download="")
    replay = text_tag("a", game_id, href=f"#game={game_id}")
    cells = [
        tag("th", [replay], scope="row"),
        *sides,
        text_tag("td", game.result, class_="number"),
        text_tag("td", how_it_ended(game), title=describe_end(game)),
        text_tag("td", len(game.moves), class_="number"),
        tag("td", [record]),
    ]
    return tag("tr", cells, data_id=game_id)
