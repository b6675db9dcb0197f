"""The page put together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from tengen.go.drawing import CELL
from tengen.go.match import MatchGame
from tengen.go.page import games, sections, tables
from tengen.go.standings import Results
from tengen.go.tournament import describe_end
from tengen.pages import page, tag, text_tag

_SCRIPTS = ("replay.js", "viewer.js")


def write_page(
    results: Results,
    title: str = "Tournament",
    paths: Mapping[str, str] | None = None,
    command: str = "",
) -> str:
    """Return the page of a tournament as HTML.

    Args:
        results: what the tournament came to so far.
        title: the heading.
        paths: where the records of games are, by the games' ids, as seen from the page.
        command: what makes this page again.
    """
    records = dict(paths or {})
    main = [
        sections.summary(results),
        tables.standings(results),
        tables.crosstable(results),
        games.viewer(results),
        games.games(results, records),
        sections.conditions(results),
        _data(results, records),
    ]
    again = ["Made by ", text_tag("code", command), "."] if command else []
    here = files("tengen.go.page")
    return page(
        title,
        sections.lead(results),
        main,
        [tag("p", again)],
        here.joinpath("style.css").read_text("utf-8"),
        [here.joinpath(name).read_text("utf-8") for name in _SCRIPTS],
    )


def _data(results: Results, paths: Mapping[str, str]) -> str:
    """Write the games for the script; nothing in it can be taken for markup."""
    listed = [_game(key, game, paths) for key, game in results.games.items()]
    whole = {"size": results.settings.size, "cell": CELL, "games": listed}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return tag("script", [text], type="application/json", id="data")


def _game(game_id: str, game: MatchGame, paths: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": game_id,
        "black": game.black,
        "white": game.white,
        "result": game.result,
        "end": describe_end(game),
        "opening": game.opening,
        "moves": "".join(_letters(point, game.size) for _, point in game.moves),
        "values": [None if v is None else round(100 * v) for v in game.values],
        "file": paths.get(game_id, ""),
    }


def _letters(point: int, size: int) -> str:
    if point == size * size:
        return "zz"
    row, column = divmod(point, size)
    return chr(97 + column) + chr(97 + row)
