"""The page of a tournament, and the tables beside it.

Properties: (1) the page is well-formed and holds all there is to see: it asks for
nothing from elsewhere, and its only links lead to the records beside it; (2) names are
never markup, in HTML, JSON or CSV, however hostile; (3) the script's replay is our
board, move by move: stones and captures; (4) a browser shows a game on the board; (5)
standings, crosstable and tables count what was played; (6) a tournament that has not
begun has a page too.
"""

from __future__ import annotations

import csv
import doctest
import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from go.sprinkling import Sprinkler
from tengen.go import match_records, tournament
from tengen.go.board import Board
from tengen.go.entrants import Entrant, Settings
from tengen.go.match import MatchGame, play_game
from tengen.go.page import intervals, words, write_page
from tengen.go.page.whole import _letters
from tengen.go.points import BLACK, WHITE
from tengen.go.ratings import wilson
from tengen.go.standings import summarise, write_tables
from tengen.go.tournament import describe_end, schedule

HOSTILE = "</script><img src=x onerror=alert(1)>&\"'"
FORMULA = "=HYPERLINK(1)"
SCRIPT = Path(write_page.__code__.co_filename).with_name("replay.js")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def results():
    """Three players, four games a pair, on 7x7; one game is forfeited."""
    entrants = [
        Entrant(HOSTILE, "a", parameters=99_000, trainable=95_000),
        Entrant(FORMULA, "b"),
        Entrant("quiet", "c"),
    ]
    settings = Settings(size=7, games_per_pair=4, visits=50, most_parameters=100_000)
    games = {}
    pairings = list(schedule(3, 4))
    for number, pairing in enumerate(pairings[:10]):
        players = Sprinkler(number), Sprinkler(100 + number)
        game = play_game(*players, size=7, opening=["C3", "E5"])
        game.black = entrants[pairing.black].name
        game.white = entrants[pairing.white].name
        games[pairing.id] = game
    last = games[pairings[9].id]
    last.winner, last.result, last.reason = BLACK, "B+F", "illegal"
    last.detail = f"Move 9: {HOSTILE}"
    return summarise(entrants, settings, games, len(pairings))


@pytest.fixture(scope="module")
def page(results):
    paths = {key: f"games/{key}-a-b.sgf" for key in results.games}
    return write_page(results, f"Spring {HOSTILE}", paths, "tengen go tournament 'a'")


def tree_of(page: str) -> ElementTree.Element:
    return ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>"))


def test_it_is_well_formed_and_asks_for_nothing(page, results):
    tree = tree_of(page)
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), "handlers belong into the script"
            if name in ("href", "src", "action", "data"):
                assert re.fullmatch(r"#[\w=-]*|games/[\w-]+\.sgf|", value), value
    outside = set(re.findall(r"https?://[^\s\"'<>)]*", page))
    assert outside == {"http://www.w3.org/2000/svg"}
    assert "@import" not in page and "url(" not in page
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert len(list(tree.iter("tr"))) > len(results.games)


def test_names_are_never_markup(page):
    tree = tree_of(page)
    assert not list(tree.iter("img"))
    assert tree.findtext("body/header/h1") == f"Spring {HOSTILE}"
    rows = [row.findtext("th") for row in tree.iterfind(".//*[@id='standings']//tr")]
    assert HOSTILE in rows
    assert page.count("</script>") == 3  # of the data and the two programs
    data = json.loads(tree.findtext(".//script[@id='data']"))
    assert {HOSTILE, FORMULA, "quiet"} == {g["black"] for g in data["games"]}


def test_every_game_is_in_the_page(page, results):
    data = json.loads(tree_of(page).findtext(".//script[@id='data']"))
    assert [game["id"] for game in data["games"]] == list(results.games)
    for shown, game in zip(data["games"], results.games.values(), strict=True):
        assert len(shown["moves"]) == 2 * len(game.moves)
        assert len(shown["values"]) == len(game.moves)
        assert shown["values"][:2] == [None, None]
        assert shown["result"] == game.result


def test_examples_run():
    for module in (words, intervals, match_records, tournament):
        assert doctest.testmod(module).failed == 0


# -- the script ------------------------------------------------------------------------


def run_script(games: list[tuple[int, str]]) -> list[list[dict]]:
    """All positions of games, as the page's script sees them."""
    program = SCRIPT.read_text() + (
        "const games = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "console.log(JSON.stringify(games.map(([size, text]) =>"
        "  replay(readMoves(text, size), size).map((p) =>"
        "    ({stones: [...p.stones], captures: p.captures})))));"
    )
    done = subprocess.run(
        ["node", "-e", program],
        input=json.dumps(games),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("rules", ["tournament", "tromp-taylor"])
def test_the_script_replays_as_our_board_does(rules):
    games, expected = [], []
    captures = 0
    for seed in range(6):
        size = (5, 7, 9)[seed % 3]
        draw, board = np.random.default_rng(seed), Board(size, rules)
        positions = [(board.stones.ravel().tolist(), [0, 0, 0])]
        for _ in range(2 * size * size):
            legal = np.flatnonzero(board.legal_moves()).tolist()
            board.play(int(draw.choice(legal)))
            taken = [0, board.captures[BLACK], board.captures[WHITE]]
            positions.append((board.stones.ravel().tolist(), taken))
        captures += sum(board.captures.values())
        games.append((size, "".join(_letters(point, size) for _, point in board.moves)))
        expected.append(positions)
    assert captures > 50
    for found, positions in zip(run_script(games), expected, strict=True):
        assert [(p["stones"], p["captures"]) for p in found] == positions


def show(address: str) -> str:
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
        + ["--virtual-time-budget=3000", address],
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no browser is installed")
def test_a_browser_shows_the_games(page, results, tmp_path):
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    key, game = list(results.games.items())[4]
    board = Board(7)
    for _, point in game.moves[:20]:
        board.play(point)
    shown = show(f"{(tmp_path / 'index.html').as_uri()}#game={key}&move=20")
    assert f"Move 20 of {len(game.moves)}: White" in shown
    for look, colour in (("black", BLACK), ("white", WHITE)):
        assert shown.count(f'class="{look} stone"') == (board.stones == colour).sum()
    assert '<body class="live">' in shown
    assert "<img" not in shown


HANDS = """<script>
document.getElementById("replay").scrollIntoView();
document.getElementById("first").click();
for (let k = 0; k < 3; k += 1) document.getElementById("on").click();
const press = (key) => document.body.dispatchEvent(
  new KeyboardEvent("keydown", { key, bubbles: true }));
press("ArrowRight"); press("ArrowRight"); press("ArrowLeft");
const where = document.getElementById("where").textContent;
const [cell] = document.querySelectorAll("#crosstable a");
cell.click();
const shown = [...document.querySelectorAll("#games tr[data-id]")]
  .filter((row) => !row.hidden).map((row) => row.dataset.id);
press("ArrowDown");
document.getElementById("numbers").click();
document.getElementById("end").click();
document.title = JSON.stringify({
  where, shown, pair: [cell.dataset.row, cell.dataset.column],
  open: document.querySelector("#games tr.open").dataset.id,
  numbers: document.querySelectorAll("#board text.on-black").length,
  end: document.getElementById("ending").textContent,
});
</script></body>"""


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no browser is installed")
def test_buttons_keys_and_cells_do_what_they_say(page, results, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(page.replace("</body>", HANDS), encoding="utf-8")
    tree = re.search("<title>(.*?)</title>", show(path.as_uri()))
    said = json.loads(html.unescape(tree[1]))
    assert said["where"].startswith("Move 4 of")
    pair = set(said["pair"])
    of_pair = [
        key for key, game in results.games.items() if {game.black, game.white} == pair
    ]
    assert said["shown"] == of_pair
    assert said["open"] == of_pair[1]
    board = Board(7)
    for _, point in results.games[of_pair[1]].moves:
        board.play(point)
    assert said["numbers"] == (board.stones == BLACK).sum()
    assert said["end"] == describe_end(results.games[of_pair[1]])


# -- what was counted ------------------------------------------------------------------


def test_the_standings_count_what_was_played(results):
    games = list(results.games.values())
    for standing in results.standings:
        own = [g for g in games if standing.name in (g.black, g.white)]
        winners = [g.black if g.winner == BLACK else g.white for g in own]
        assert standing.games == len(own)
        assert standing.wins == winners.count(standing.name)
        assert standing.games == standing.wins + standing.draws + standing.losses
        assert (standing.low, standing.high) == wilson(standing.points, len(own))
    assert sum(s.points for s in results.standings) == len(games)
    assert sum(s.forfeits for s in results.standings) == 1
    ranks = [s.elo for s in results.standings]
    assert ranks == sorted(ranks, reverse=True)
    for (row, column), cell in results.cells.items():
        other = results.cells[column, row]
        assert cell.points + other.points == cell.games == other.games
    assert sum(cell.games for cell in results.cells.values()) == 2 * len(games)


def test_games_that_repeat_one_another_are_rated_once(results):
    key, game = next(iter(results.games.items()))
    entrants = [Entrant(s.name, "") for s in results.standings]
    once = summarise(entrants, results.settings, {key: game}, 3)
    thrice = {f"{key}{n}": replace(game) for n in range(3)}
    repeated = summarise(entrants, results.settings, thrice, 3)
    assert repeated.distinct == 1
    assert [s.elo for s in repeated.standings] == [s.elo for s in once.standings]
    assert sum(s.points for s in repeated.standings) == 3


def test_draws_are_half_a_point():
    game = MatchGame(size=7, black="a", white="b", winner=0, result="0")
    game.seconds = game.evaluations = {BLACK: 0, WHITE: 0}
    entrants = [Entrant("a", ""), Entrant("b", "")]
    results = summarise(entrants, Settings(size=7), {"01-02-001": game}, 1)
    assert [(s.points, s.draws) for s in results.standings] == [(0.5, 1), (0.5, 1)]
    assert "\u00bd" in write_page(results)


def test_the_tables_say_the_same(results, tmp_path):
    write_tables(results, tmp_path)
    with (tmp_path / "standings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["points"]) for row in rows] == [
        s.points for s in results.standings
    ]
    by_name = {row["name"]: row for row in rows}
    assert HOSTILE in by_name and f"'{FORMULA}" in by_name
    assert by_name[HOSTILE]["trainable"] == "95000"
    whole = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert len(whole["games"]) == 10 and whole["scheduled"] == 12
    assert whole["standings"][0]["name"] == results.standings[0].name
    with (tmp_path / "crosstable.csv").open(encoding="utf-8", newline="") as file:
        cross = list(csv.reader(file))
    assert len(cross) == 4 and len(cross[0]) == 4


@pytest.mark.parametrize("name", ["standings.csv", "games.csv"])
def test_the_document_names_the_columns(results, tmp_path, name):
    document = Path(__file__).parents[2] / "docs" / "matches.md"
    line = next(
        line
        for line in document.read_text(encoding="utf-8").splitlines()
        if line.startswith(f"| `{name}`")
    )
    write_tables(results, tmp_path)
    head = (tmp_path / name).read_text(encoding="utf-8").splitlines()[0]
    assert re.findall("`(.*?)`", line)[1:] == head.split(",")


def test_a_tournament_that_has_not_begun():
    entrants = [Entrant("a", ""), Entrant("b", "")]
    results = summarise(entrants, Settings(size=9), {}, 2)
    page = write_page(results)
    assert "0 of 2 games on 9x9" in page
    tree_of(page)
