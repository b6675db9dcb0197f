"""The course's text format.

Properties: (1) the course's own file is written again byte for byte from the SGF of the
same games; (2) what is written is read as the same games; (3) what it cannot hold is
refused before a file appears; (4) what is no such file is refused, with the game.
"""

from __future__ import annotations

import io
import random

import pytest

from tengen.go.games_data import read_games_data, write_games_data
from tengen.go.points import BLACK, WHITE
from tengen.go.records import Game, read_games
from tengen.go.sgf import SgfError


def test_the_file_of_the_course_is_written_byte_for_byte(go_data, tmp_path):
    folder = go_data / "planes31"
    path = tmp_path / "games.data"
    assert write_games_data(read_games(folder / "games.sgfs"), path) == 60
    assert path.read_bytes() == (folder / "games.data").read_bytes()
    assert write_games_data(read_games(folder / "games.data"), path) == 60
    assert path.read_bytes() == (folder / "games.data").read_bytes()


def random_game(seed: int) -> Game:
    chance = random.Random(seed)
    count = chance.randrange(0, 300)
    winner = chance.choice([BLACK, WHITE])
    labelled = seed % 3
    known = [labelled == 2 or (labelled == 1 and ply % 2 == 0) for ply in range(count)]
    colours = [chance.choice([BLACK, WHITE]) for _ in range(count)]
    values = [chance.randrange(101) / 100 if k else None for k in known]
    leads = [chance.randrange(-9999, 9999) / 100 if k else None for k in known]
    return Game(
        moves=[(colour, chance.randrange(362)) for colour in colours],
        komi=chance.choice([0.5, 7.5, -5.5]),
        winner=winner,
        result="B+" if winner == BLACK else "W+",
        values=values if any(known) else [],
        leads=leads if any(known) else [],
        to_play=colours[0] if colours else BLACK,
        name=f"#{seed + 1}",
    )


def test_what_is_written_comes_back(tmp_path):
    games = [random_game(seed) for seed in range(60)]
    write_games_data(games, tmp_path / "games.data")
    with open(tmp_path / "games.data") as file:
        assert list(read_games_data(file)) == games


@pytest.mark.parametrize(
    ("game", "problem"),
    [
        (Game(size=9, winner=BLACK, name="a"), "'a': its board has 9 lines"),
        (Game(winner=None), "no winner"),
        (Game(winner=BLACK, setup_black=[3]), "begins with stones"),
    ],
)
def test_what_it_cannot_hold_is_refused(game, problem, tmp_path):
    path = tmp_path / "games.data"
    path.write_text("what was there")
    with pytest.raises(ValueError, match=problem):
        write_games_data([Game(winner=BLACK), game], path)
    assert path.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the first line: the file ends where the number of games"),
        ("x", "the first line: the number of games is 'x'"),
        ("1 7.5 W 1 361 2 0.5 0.5", "game 1 of 1: a colour is '2'"),
        ("2 7.5 W 0 7.5 X", "game 2 of 2: the winner is 'X'"),
        ("1 7.5 W 1 362 0 0.5 0.5", "a move is '362', not a number from 0 to 361"),
        ("1 7.5 W 2 3 0 0.5 0.5 4", "the file ends where a colour"),
        ("1 nan W 0", "komi is 'nan'"),
        ("1 7.5 W 1 3 0 0.5 " + "9" * 300, "more than 100 letters"),
    ],
)
def test_what_is_no_such_file_is_refused(text, problem):
    with pytest.raises(SgfError, match="x.data: .*" + problem):
        list(read_games_data(io.StringIO(text), "x.data"))
