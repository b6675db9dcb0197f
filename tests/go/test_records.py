"""Records: what an SGF says about a game.

Properties: (1) the main line is the one that sgfmill finds, in odd records too; (2) a
game that is written and read is the same game; (3) size, komi, handicap, set-up,
players and result are read as the file means them; (4) KataGo's comments give values;
(5) what is no game of Go on a square board is refused, with the place in the file.
"""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice

import pytest
from sgfmill import sgf as sgfmill
from sgfmill import sgf_moves

from tengen.go.points import BLACK, EMPTY, WHITE
from tengen.go.records import Game, from_sgf, read_games, to_sgf
from tengen.go.sgf import SgfError, parse
from tengen.go.sgf_properties import read_komi, read_points, read_result, read_size
from tengen.go.sources import records_of


def facts(game: Game) -> dict[str, object]:
    return {key: value for key, value in asdict(game).items() if key != "name"}


# (1) and (2)


def moves_of_sgfmill(game: sgfmill.Sgf_game) -> list[tuple[int, int]]:
    size = game.get_size()
    played = (node.get_move() for node in game.get_main_sequence())
    return [
        (
            BLACK if colour == "b" else WHITE,
            size * size if at is None else (size - 1 - at[0]) * size + at[1],
        )
        for colour, at in played
        if colour
    ]


def test_main_lines_are_those_of_sgfmill(go_data):
    compared = 0
    for file in sorted((go_data / "odd_sgf").glob("*.sgf")):
        data = file.read_bytes()
        if len(data) > 50_000:
            continue
        try:
            trees = parse(data)
            [theirs] = [sgfmill.Sgf_game.from_bytes(data)] * (len(trees) == 1)
            game = from_sgf(trees[0])
        except ValueError:
            continue
        assert game.size == theirs.get_size()
        assert game.moves == moves_of_sgfmill(theirs), file.name
        assert facts(from_sgf(to_sgf(game))) == facts(game), file.name
        compared += 1
    assert compared > 170


EVERYTHING = ["katago9.sgfs.xz", "katago19.sgfs.xz", "go9x9.tar.xz", "pro19.tar.xz"]


@pytest.mark.parametrize(
    ("files", "every", "least"),
    [
        (EVERYTHING[:1], 60, 50),
        pytest.param(EVERYTHING, 20, 3600, marks=pytest.mark.slow),
    ],
    ids=["few", "many"],
)
def test_real_games_are_those_of_sgfmill(go_data, files, every, least):
    archives = [go_data / name for name in files]
    compared = 0
    for name, data in islice(records_of(archives), 0, None, every):
        game = from_sgf(data, name)
        assert game.moves == moves_of_sgfmill(sgfmill.Sgf_game.from_bytes(data)), name
        assert facts(from_sgf(to_sgf(game))) == facts(game), name
        compared += 1
    assert compared >= least


def test_set_up_is_that_of_sgfmill(go_data):
    compared = 0
    for file in sorted((go_data / "odd_sgf").glob("*.sgf")):
        data = file.read_bytes()
        if b"AB[" not in data or len(data) > 50_000:
            continue
        try:
            game = from_sgf(data)
            board, _ = sgf_moves.get_setup_and_moves(sgfmill.Sgf_game.from_bytes(data))
        except ValueError:
            continue
        stones = {
            (game.size - 1 - row) * game.size + column: colour
            for colour, (row, column) in board.list_occupied_points()
        }
        assert sorted(game.setup_black) == sorted(p for p in stones if stones[p] == "b")
        assert sorted(game.setup_white) == sorted(p for p in stones if stones[p] == "w")
        compared += 1
    assert compared >= 10


def test_all_that_a_game_knows_comes_back():
    game = Game(
        size=9,
        moves=[(WHITE, 40), (BLACK, 81), (WHITE, 0)],
        komi=-3.5,
        rules="Chinese",
        setup_black=[20, 24],
        setup_white=[60],
        handicap=2,
        to_play=WHITE,
        result="W+12.5",
        winner=WHITE,
        values=[0.53, None, 1.0],
        leads=[-0.9, None, 12.5],
        visits=[8, None, 100],
        comments=[
            "0.53 0.47 0.00 -0.9 v=8\ngood [1]",
            "a pass\\",
            "1.00 0.00 0.00 12.5 v=100",
        ],
        comment="played at night: 围棋",
        black="Kuro [A]",
        white="Shiro",
        black_rank="1d",
        white_rank="9p",
        date="2024-02-29",
    )
    assert facts(from_sgf(to_sgf(game))) == facts(game)


def test_games_without_moves_say_who_begins():
    for colour in (BLACK, WHITE):
        game = Game(size=5, setup_black=[1], setup_white=[7], to_play=colour)
        assert from_sgf(to_sgf(game)).to_play == colour
    assert from_sgf("(;AB[aa][bb])").to_play == WHITE
    assert from_sgf("(;AB[aa][bb]PL[B])").to_play == BLACK


# (3)


def test_set_up_before_the_first_move_adds_up():
    game = from_sgf("(;SZ[5]AB[aa:bb][dd]AW[ee];AE[aa]AW[bb];W[ca]AB[cc])")
    assert sorted(game.setup_black) == [1, 5, 12, 18]
    assert sorted(game.setup_white) == [6, 24]
    assert (game.moves, game.to_play) == ([(WHITE, 2)], WHITE)


def test_passes_are_empty_or_tt():
    assert from_sgf("(;SZ[19];B[tt];W[])").moves == [(BLACK, 361), (WHITE, 361)]
    assert from_sgf("(;SZ[21];B[tt];W[])").moves == [(BLACK, 418), (WHITE, 441)]
    assert from_sgf("(;SZ[9];B[tt];B[ aa ])").moves == [(BLACK, 81), (BLACK, 0)]


@pytest.mark.parametrize(
    ("written", "komi"),
    [
        ("6.5", 6.5),
        ("6,5", 6.5),
        ("0", 0),
        ("", 0),
        ("-5.50", -5.5),
        ("650", 6.5),
        ("750", 7.5),
        ("375", 7.5),
        ("3.75", 7.5),
        ("90.50", 90.5),
        ("none", 0),
        ("nan", 0),
        ("1e300", 0),
    ],
)
def test_komi(written, komi):
    assert read_komi(written) == komi


@pytest.mark.parametrize(
    ("written", "result", "winner"),
    [
        ("B+3.5", "B+3.5", BLACK),
        ("W+0.50", "W+0.50", WHITE),
        ("b+R", "B+R", BLACK),
        ("White + Resign", "W+R", WHITE),
        ("W+Time", "W+T", WHITE),
        ("B+F", "B+F", BLACK),
        ("W+1目半", "W+1", WHITE),
        ("W+", "W+", WHITE),
        ("W+20190401", "W+", WHITE),
        ("B", "B+", BLACK),
        ("White wins", "W+", WHITE),
        ("0", "0", EMPTY),
        ("Both lose", "?", None),
        ("Draw", "0", EMPTY),
        ("Void", "?", None),
        ("?", "?", None),
        ("", "?", None),
    ],
)
def test_results(written, result, winner):
    assert read_result(written) == (result, winner)


def test_rectangles_of_points():
    assert read_points(["ab:cc", "dd"], 5) == [5, 6, 7, 10, 11, 12, 18]
    assert read_points(["cc:ab"], 5) == [5, 6, 7, 10, 11, 12]
    for value in ("", "aa:", "zz", "a", "aa:zz"):
        with pytest.raises(ValueError, match="is no point of a 5x5 board"):
            read_points([value], 5)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("19:13", "rectangular"),
        ("1", "1 lines"),
        ("26", "26 lines"),
        ("x", "'x'"),
        ("9.0", "'9.0'"),
    ],
)
def test_boards_that_are_not_read(written, problem):
    with pytest.raises(ValueError, match=problem):
        read_size(written)
    with pytest.raises(SgfError, match=f"line 1, column 2: .*{problem}"):
        from_sgf(f"(;SZ[{written}])")


# (4)


def test_values_are_those_of_the_course(go_data):
    """`games.data` was made from the same games by others."""
    folder = go_data / "planes31"
    records = list(read_games(folder / "games.sgfs"))
    plain = list(read_games(folder / "games.data"))
    assert len(records) == len(plain) == 60
    for record, other in zip(records, plain, strict=True):
        assert record.values == other.values
        assert record.leads == other.leads
        assert record.moves == other.moves
        assert (record.komi, record.winner) == (other.komi, other.winner)
        assert set(record.visits) == {3}


@pytest.mark.parametrize("comment", ["1.5 points", "0.5", "1. e4", "0.9 b c", "2019"])
def test_other_comments_are_no_values(comment):
    game = from_sgf(f"(;SZ[9];B[aa]C[{comment}])")
    assert (game.values, game.comments) == ([], [comment])


# (5)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("(;GM[3];B[aa])", "line 1, column 2: .* another game than Go"),
        ("(;SZ[9]\n;B[aa]\n;W[jj])", "line 3, column 1: the move 'jj' is no point"),
        ("(;SZ[9]\n;B[aa][bb])", "line 2, column 1: one move has 2 points"),
        ("(;SZ[9];B[aa];AB[bb])", "column 14: stones are set up .* after 1 moves"),
        ("(;SZ[9]AB[zz])", "column 2: AB: 'zz' is no point"),
        ("(;SZ[9])(;SZ[9])", "holds 2 games"),
    ],
)
def test_what_is_no_game_is_refused(text, problem):
    with pytest.raises(SgfError, match="x.sgf: .*" + problem):
        from_sgf(text, "x.sgf") if "holds" in problem else [
            from_sgf(tree) for tree in parse(text, "x.sgf")
        ]
