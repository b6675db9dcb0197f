"""Where records come from.

Properties: (1) the same games come out of every kind of file, and carry its name; (2)
what is no record is passed over in folders and archives; (3) a broken record or archive
is reported with its name, and the others are read; (4) a missing file is reported
before anything is read; (5) reading is streamed: a game is there before the next one
is read.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile

import pytest

from tengen.go.archive import write_archive
from tengen.go.games_data import write_games_data
from tengen.go.points import BLACK, WHITE
from tengen.go.records import Game, read_games, to_sgf
from tengen.go.sgf import SgfError
from tengen.go.sources import records_of

GAMES = [
    Game(moves=[(BLACK, k), (WHITE, 361 - k)], winner=WHITE, result="W+", to_play=BLACK)
    for k in range(5)
]
TEXTS = [to_sgf(game).encode() for game in GAMES]
LINES = b"\n".join(text.replace(b"\n", b"") for text in TEXTS) + b"\n\n"


def tar(path, mode, members):
    with tarfile.open(path, mode) as archive:
        for name, data in members:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def members():
    return [
        ("index.tsv", b"name\n"),
        ("games/.hidden.sgf", b"("),
        *((f"games/{k}.sgf", text) for k, text in enumerate(TEXTS)),
    ]


def write_tgz(path):
    tar(path, "w:gz", members())


def write_zip(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members():
            archive.writestr(name, data)


# (1) and (2)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("g.sgf", lambda path: path.write_bytes(b"\n".join(TEXTS))),
        ("g.SGF", lambda path: path.write_bytes(b"\n".join(TEXTS))),
        ("g.sgfs", lambda path: path.write_bytes(LINES)),
        ("g.sgfs.xz", lambda path: path.write_bytes(lzma.compress(LINES))),
        ("g.sgfs.gz", lambda path: path.write_bytes(gzip.compress(LINES))),
        ("g.sgf.bz2", lambda path: path.write_bytes(bz2.compress(b" ".join(TEXTS)))),
        ("g.tar", lambda path: tar(path, "w", members())),
        ("g.tar.xz", lambda path: tar(path, "w:xz", members())),
        ("g.tgz", write_tgz),
        ("g.zip", write_zip),
        ("games.data", lambda path: write_games_data(GAMES, path)),
        ("g.npz", lambda path: write_archive(GAMES, path)),
        ("g.tar", lambda path: tar(path, "w", [("a/b.sgfs.gz", gzip.compress(LINES))])),
        ("no_suffix", lambda path: path.write_bytes(b"\n".join(TEXTS))),
    ],
)
def test_the_same_games_come_out_of_all_kinds_of_files(name, write, tmp_path):
    path = tmp_path / name
    write(path)
    games = list(read_games(path))
    assert [game.moves for game in games] == [game.moves for game in GAMES]
    assert all(game.winner == WHITE for game in games)
    assert all(game.name.startswith(str(path)) for game in games)
    assert len({game.name for game in games}) == 5
    assert (
        games[0].name in (str(path), f"{path}#1", f"{path}#0")
        or "/" in name
        or (games[0].name.startswith(f"{path}/"))
    )


def test_games_of_the_course_may_be_compressed(tmp_path):
    write_games_data(GAMES, tmp_path / "games.data")
    packed = tmp_path / "games.data.xz"
    packed.write_bytes(lzma.compress((tmp_path / "games.data").read_bytes()))
    assert len(list(read_games([packed, tmp_path / "games.data"]))) == 10


def test_folders_are_searched(tmp_path):
    (tmp_path / "b").mkdir()
    for k, text in enumerate(TEXTS):
        (tmp_path / "b" / f"{k}.sgf").write_bytes(text)
    (tmp_path / "b" / "notes.txt").write_text("nothing to see")
    write_tgz(tmp_path / "a.tgz")
    names = [game.name.removeprefix(str(tmp_path)) for game in read_games(tmp_path)]
    assert names == [
        *(f"/a.tgz/games/{k}.sgf" for k in range(5)),
        *(f"/b/{k}.sgf" for k in range(5)),
    ]


def test_the_second_game_of_a_file_has_a_number(tmp_path):
    (tmp_path / "g.sgf").write_bytes(b"".join(TEXTS[:3]))
    names = [game.name for game in read_games([str(tmp_path / "g.sgf")])]
    assert names == [f"{tmp_path}/g.sgf{end}" for end in ("", "#2", "#3")]


# (3)


def test_broken_records_are_reported_and_passed_over(tmp_path):
    path = tmp_path / "g.tar.xz"
    broken = [
        ("1.sgf", TEXTS[0]),
        ("2.sgf", b"(;SZ[9]\n;B[aa"),
        ("3.sgf", TEXTS[1] + b"(;GM[2])" + TEXTS[2]),
        ("4.sgf", b""),
        ("5.sgf", TEXTS[3] + b"(;B[aa]"),
    ]
    tar(path, "w:xz", broken)
    errors: list[SgfError] = []
    games = list(read_games([path, tmp_path / "g.tar.xz"], errors.append))
    assert [game.moves[0][1] for game in games] == [0, 1, 2, 3] * 2
    assert [str(error).removeprefix(f"{path}/").split(":")[0] for error in errors] == [
        "2.sgf",
        "3.sgf",
        "4.sgf",
        "5.sgf",
    ] * 2
    assert (errors[0].line, errors[0].column) == (2, 3)
    with pytest.raises(SgfError, match=r"2\.sgf: line 2, column 3"):
        list(read_games(path))


@pytest.mark.parametrize("kind", ["g.tgz", "g.zip", "g.tar.xz", "g.sgfs.xz", "g.npz"])
def test_archives_that_are_cut_off_or_changed(kind, tmp_path):
    path = tmp_path / kind
    write = {
        "g.tgz": write_tgz,
        "g.zip": write_zip,
        "g.tar.xz": lambda path: tar(path, "w:xz", members()),
        "g.sgfs.xz": lambda path: path.write_bytes(lzma.compress(LINES)),
        "g.npz": lambda path: write_archive(GAMES, path),
    }[kind]
    write(path)
    content = path.read_bytes()
    chance = random.Random(kind)
    reported = 0
    for trial in range(60):
        data = bytearray(content)
        if trial % 2:
            del data[chance.randrange(len(data)) :]
        else:
            for _ in range(20):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        errors: list[SgfError] = []
        games = list(read_games(path, errors.append))
        assert len(games) <= 5
        assert all(str(path) in str(error) for error in errors)
        reported += bool(errors)
    assert reported > 30


# (4) and (5)


def test_missing_files_are_reported_first(tmp_path):
    (tmp_path / "a.sgf").write_bytes(TEXTS[0])
    with pytest.raises(FileNotFoundError, match=r"no games at '.*b\.sgf'"):
        next(read_games([tmp_path / "a.sgf", tmp_path / "b.sgf"]))


def test_games_come_before_the_file_is_read_to_its_end(tmp_path):
    path = tmp_path / "g.sgfs"
    path.write_bytes(LINES * 10_000)
    progress: list[int] = []
    records = records_of(path, on_progress=progress.append)
    for _ in range(100):
        next(records)
    assert progress == sorted(progress)
    assert progress[-1] < path.stat().st_size / 4
    assert sum(1 for _ in records) == 50_000 - 100
    assert progress[-1] == path.stat().st_size
