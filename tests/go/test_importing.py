"""Games checked and put together: `tengen go import`.

Properties: (1) a move is illegal exactly where the board of this library, asked move by
move, says so, and real games with a known illegal move are found; (2) every condition
drops what it says, with a reason; (3) of the eight images of a game one is kept, the
first; (4) several processes give the same file as one; (5) every kind of output holds
the same games; (6) what fails, or is interrupted, writes nothing.
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from tengen.cli import main
from tengen.go.archive import GameArchive
from tengen.go.board import Board
from tengen.go.checking import Conditions, Dropped, Kept, check_game
from tengen.go.importing import NothingKept, import_games
from tengen.go.points import BLACK, EMPTY, WHITE, symmetry
from tengen.go.records import Game, from_sgf, read_games, to_sgf
from tengen.go.rules import Rules


def random_game(seed: int, size: int = 9, length: int = 60) -> Game:
    """A legal game by Tromp-Taylor rules."""
    chance = random.Random(seed)
    board = Board(size, "tromp-taylor")
    while len(board.moves) < length:
        legal = board.legal_moves()[: size * size].nonzero()[0].tolist()
        board.play(chance.choice(legal) if legal else size * size)
    winner = chance.choice([BLACK, WHITE])
    return Game(
        size=size,
        moves=list(board.moves),
        komi=chance.choice([6.5, 7.5]),
        winner=winner,
        result="B+R" if winner == BLACK else "W+R",
    )


def write_sgfs(path, games):
    path.write_text("".join(to_sgf(g).replace("\n", "") + "\n" for g in games))
    return path


# (1)


def first_illegal(game: Game, rules: Rules) -> int | None:
    board = Board(game.size, rules)
    board.put(black=game.setup_black, white=game.setup_white)
    for ply, (colour, point) in enumerate(game.moves):
        if not board.is_legal(point, colour):
            return ply
        board.play(point, colour)
    return None


@pytest.mark.parametrize("size", [3, 9, 19])
@pytest.mark.parametrize("ko", ["simple", "positional", "situational"])
@pytest.mark.parametrize("suicide", [False, True])
def test_moves_are_illegal_where_the_board_says_so(size, ko, suicide):
    """Random moves on empty points; suicides, kos and repetitions are among them."""
    rules = Rules(ko=ko, suicide=suicide)
    conditions = Conditions(size=size, rules=rules)
    found = set()
    for seed in range(30):
        chance = random.Random(seed)
        setup = chance.sample(range(size * size), 2)
        board = Board(size, Rules(ko="simple", suicide=True))
        board.put(black=setup[:1], white=setup[1:])
        for _ in range(1 + seed * size // 2):
            empty = (board.stones.reshape(-1) == 0).nonzero()[0].tolist()
            point = chance.choice(empty)
            board.play(point if board.is_legal(point) else size * size)
        game = Game(size, list(board.moves), 7, "", setup[:1], setup[1:])
        expected = first_illegal(game, rules)
        checked = check_game(game, conditions)
        if expected is None:
            assert isinstance(checked, Kept)
            found.add("legal")
        else:
            assert isinstance(checked, Dropped) and checked.reason == "illegal move"
            assert checked.detail.startswith(f"move {expected + 1} (")
            kept = check_game(game, replace(conditions, cut_illegal=True))
            if expected > 0:
                assert isinstance(kept, Kept) and kept.game is not None
                assert kept.game.moves == game.moves[:expected]
                assert first_illegal(kept.game, rules) is None
            found.add("illegal")
    strict = ko != "simple" or not suicide
    assert found == ({"legal", "illegal"} if strict else {"legal"})


@pytest.mark.parametrize(
    ("file", "detail"),
    [
        ("brouwer__unusual-illegal_ko_2.sgf", "ko"),
        ("littlego__Illegal_games-illegal-move.sgf", "there is a stone already"),
        ("littlego__Illegal_games-suicide.sgf", "suicide"),
        ("littlego__7x7-play-b-b7-for-superko.sgf", None),
        ("brouwer__unusual-triple_ko_1.sgf", None),
        ("brouwer__unusual-eternal_life_1.sgf", None),
    ],
)
def test_known_games(go_data, file, detail):
    game = from_sgf((go_data / "odd_sgf" / file).read_bytes(), file)
    checked = check_game(game, Conditions(size=game.size))
    if detail is None:
        assert isinstance(checked, Kept)
    else:
        assert isinstance(checked, Dropped) and checked.detail.endswith(f": {detail}")


def test_suicide_follows_the_rules_that_the_record_names():
    sgf = "(;SZ[5]RU[{}];B[ab];W[];B[ba];W[aa])"
    for rules, legal in [("NZ", 1), ("Ing Goe", 1), ("Tromp-Taylor", 1), ("", 0)]:
        checked = check_game(from_sgf(sgf.format(rules)), Conditions(size=5))
        assert isinstance(checked, Kept) == bool(legal)
    sui = "koPOSITIONALscoreAREAtaxNONEsui{}"
    for digit in (0, 1):
        game = from_sgf(sgf.format(sui.format(digit)))
        assert isinstance(check_game(game, Conditions(size=5)), Kept) == bool(digit)


# (2)


@pytest.mark.parametrize(
    ("sgf", "conditions", "reason"),
    [
        ("(;SZ[13];B[aa])", {}, "another size"),
        ("(;SZ[9])", {}, "too short"),
        ("(;SZ[9];B[];W[])", {}, "too short"),
        ("(;SZ[9];B[aa];W[bb];B[])", {"min_moves": 3}, "too short"),
        ("(;SZ[9];B[aa];W[aa])", {"min_moves": 2, "cut_illegal": True}, "too short"),
        ("(;SZ[9]RE[0];B[aa])", {"winner_only": True}, "no winner"),
        ("(;SZ[9]KM[5];B[aa])", {"komi": (7.0, 7.5)}, "another komi"),
        ("(;SZ[9]AB[aa][bb];W[cc])", {"even_only": True}, "not even"),
        ("(;SZ[9]HA[2];W[cc])", {}, "handicap stones missing"),
        ("(;SZ[9]AW[aa]AB[ab][ba];W[cc])", {}, "impossible set-up"),
    ],
)
def test_what_is_not_wanted_is_dropped(sgf, conditions, reason):
    checked = check_game(from_sgf(sgf), Conditions(**{"size": 9, **conditions}))
    assert isinstance(checked, Dropped) and checked.reason == reason


@pytest.mark.parametrize(
    ("sgf", "conditions"),
    [
        ("(;SZ[9];B[aa];W[bb];B[])", {"min_moves": 2}),
        ("(;SZ[9];B[aa];W[aa])", {"cut_illegal": True}),
        ("(;SZ[9]RE[W+];B[aa])", {"winner_only": True}),
        ("(;SZ[9]KM[7];B[aa])", {"komi": (7.0, 7.5)}),
        ("(;SZ[9]AB[aa][bb]HA[2];W[cc])", {}),
        ("(;SZ[9];B[aa];B[bb];W[cc])", {}),
    ],
)
def test_what_is_wanted_is_kept(sgf, conditions):
    assert isinstance(
        check_game(from_sgf(sgf), Conditions(**{"size": 9, **conditions})), Kept
    )


# (3) to (5)


def images(game: Game) -> list[Game]:
    return [
        replace(
            game, moves=[(c, symmetry(p, game.size, k)) for c, p in game.moves], komi=k
        )
        for k in range(8)
    ]


def test_of_eight_images_one_is_kept(tmp_path):
    games = [random_game(seed) for seed in range(5)]
    everything = [image for game in games for image in images(game)]
    path = write_sgfs(tmp_path / "g.sgfs", everything)
    report = import_games(path, tmp_path / "g.npz", Conditions(size=9))
    assert (report.kept, report.counts()) == (5, {"duplicate": 35})
    assert report.dropped[0].name == f"{path}#2"
    assert report.dropped[0].detail == f"of {path}#1"
    kept = GameArchive.open(tmp_path / "g.npz")
    assert [game.moves for game in kept] == [game.moves for game in games]


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    """Records of which some are to be dropped, in two files."""
    folder = tmp_path_factory.mktemp("collection")
    games = [random_game(seed) for seed in range(600)]
    games[50:50] = images(games[10])[1:3]
    games[100:100] = [random_game(7, size=5, length=10)]
    games[200] = replace(games[200], moves=[*games[200].moves, games[200].moves[0]])
    games[300] = replace(games[300], winner=EMPTY, result="0")
    write_sgfs(folder / "a.sgfs", games[:400])
    write_sgfs(folder / "b.sgfs", games[400:])
    with (folder / "b.sgfs").open("a") as file:
        file.write("(;SZ[9];B[aa]\n")
    return folder


WANTED = Conditions(size=9, rules=Rules(ko="simple", suicide=True))


def test_several_processes_give_the_same_file(collection, tmp_path):
    one = import_games(collection, tmp_path / "one.npz", WANTED)
    several = import_games(collection, tmp_path / "several.npz", WANTED, jobs=2)
    assert one == several
    assert (tmp_path / "one.npz").read_bytes() == (
        tmp_path / "several.npz"
    ).read_bytes()
    assert one.counts()["duplicate"] == 2
    assert one.counts()["another size"] == one.counts()["unreadable"] == 1
    assert one.kept + len(one.dropped) == 604
    one.write(tmp_path / "report.tsv")
    lines = (tmp_path / "report.tsv").read_text().splitlines()
    assert len(lines) == 1 + len(one.dropped)
    assert f"another size\t5x5\t{collection}/a.sgfs#101" in lines


@pytest.mark.parametrize("name", ["g.npz", "g.tgz", "g.sgfs"])
def test_outputs_hold_the_same_games(collection, tmp_path, name):
    report = import_games(collection, tmp_path / name, WANTED)
    again = list(read_games(tmp_path / name))
    assert len(again) == report.kept
    assert report.bytes == (tmp_path / name).stat().st_size
    import_games(tmp_path / name, tmp_path / "again.npz", WANTED)
    import_games(collection, tmp_path / "direct.npz", WANTED)
    ours = GameArchive.open(tmp_path / "again.npz")
    direct = GameArchive.open(tmp_path / "direct.npz")
    assert [game.moves for game in ours] == [game.moves for game in direct]
    assert ours.winner.tolist() == direct.winner.tolist()


def test_the_text_of_the_course_takes_what_it_can_hold(go_data, tmp_path):
    games = list(read_games(go_data / "planes31" / "games.sgfs"))
    games[3] = replace(games[3], winner=None, result="?")
    write_sgfs(tmp_path / "g.sgfs", games)
    report = import_games(tmp_path / "g.sgfs", tmp_path / "games.data")
    assert (report.kept, report.counts()) == (59, {"no winner": 1})
    with pytest.raises(ValueError, match="games on 19 lines"):
        import_games(tmp_path / "g.sgfs", tmp_path / "g.data", Conditions(size=9))


# (6)


def test_nothing_kept_is_an_error(collection, tmp_path):
    with pytest.raises(NothingKept, match="No game was kept.*another size") as caught:
        import_games(collection, tmp_path / "g.npz", Conditions(size=19))
    assert len(caught.value.report.dropped) == 604
    assert "another size (9x9)" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NothingKept, match="there are no games in these files"):
        import_games(tmp_path, tmp_path / "g.npz")


def test_mistakes_are_found_before_work_starts(collection, tmp_path):
    with pytest.raises(ValueError, match="'g.zip': the name must end in"):
        import_games(collection, tmp_path / "g.zip")
    with pytest.raises(FileNotFoundError, match="no folder"):
        import_games(collection, tmp_path / "nowhere" / "g.npz")
    with pytest.raises(FileNotFoundError, match="no games at"):
        import_games("nowhere.sgf", tmp_path / "g.npz")


def test_the_command(collection, tmp_path):
    output = tmp_path / "g.npz"
    arguments = ["go", "import", str(collection), "-o", str(output), "--jobs", "1"]
    done = CliRunner().invoke(main, [*arguments, "--size", "9", "--winner-only"])
    assert done.exit_code == 0, done.output
    assert "dropped: duplicate" in done.output and "a game" in done.output
    assert (GameArchive.open(output).winner > 0).all()
    assert "no winner\t0\t" in (tmp_path / "g.dropped.tsv").read_text()
    nothing = CliRunner().invoke(main, arguments)
    assert nothing.exit_code == 1 and "No game was kept" in nothing.output
    wrong = CliRunner().invoke(main, [*arguments, "--rules", "chines"])
    assert wrong.exit_code == 1 and "'chinese'" in wrong.output


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("name", ["g.npz", "g.tgz", "g.sgfs"])
def test_an_interrupt_leaves_what_was_there(collection, tmp_path, name, jobs):
    def interrupt(read: int) -> None:
        if read > 100_000:
            raise KeyboardInterrupt

    output = tmp_path / name
    output.write_text("what was there")
    with pytest.raises(KeyboardInterrupt):
        import_games(collection, output, WANTED, jobs=jobs, on_progress=interrupt)
    assert output.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [output]


def test_ctrl_c_is_no_crash(collection, tmp_path, monkeypatch):
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tengen.go.importing.import_games", stop)
    arguments = ["go", "import", str(collection), "-o", str(tmp_path / "g.npz")]
    stopped = CliRunner().invoke(main, arguments)
    assert stopped.exit_code == 130
    assert "Stopped. Nothing was written." in stopped.output
