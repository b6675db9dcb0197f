"""Archives of games.

Properties: (1) what is written comes back, game by game, whatever it holds; (2) real
games take about 400 bytes each; (3) numpy reads the file, and its arrays are aligned in
it; (4) the key of a game is the same for its eight images and no other game; the games
held out are one in twenty of these keys; (5) positions are found by their number; (6)
a file that is cut off, changed or something else is refused, and nothing else happens.
"""

from __future__ import annotations

import json
import pickle
import random
from itertools import islice

import numpy as np
import pytest

from tengen.go.archive import ArchiveError, ArchiveWriter, GameArchive, write_archive
from tengen.go.packing import game_key, pack
from tengen.go.points import BLACK, EMPTY, WHITE, symmetry
from tengen.go.records import Game, read_games


def random_game(seed: int, size: int = 9) -> Game:
    """A game as an archive holds it; its moves need not be legal."""
    chance = random.Random(seed)
    count = chance.choice([0, 1, 40, 200])
    stones = chance.sample(range(size * size), chance.choice([0, 0, 2, 4]))
    white = stones[2:]
    labels = seed % 3
    moves = [
        (chance.choice([BLACK, WHITE]), chance.randrange(size * size + 1))
        for _ in range(count)
    ]
    values = [chance.choice([None, 0.0, 1.0, chance.randrange(101) / 100])] * count
    leads = [chance.choice([None, 0.0, -3.25, 17.5])] * count
    winner, result = chance.choice(
        [(BLACK, "B+"), (WHITE, "W+"), (EMPTY, "0"), (None, "?")]
    )
    game = Game(
        size=size,
        moves=moves,
        komi=chance.choice([7.5, 0.5, -44.5]),
        setup_black=stones[:2],
        setup_white=white,
        handicap=2 if stones and not white else 0,
        result=result,
        winner=winner,
        values=values if labels and values and values[0] is not None else [],
        leads=leads if labels == 2 and leads and leads[0] is not None else [],
    )
    if moves:
        game.to_play = moves[0][0]
    elif stones and not white:
        game.to_play = WHITE
    return game


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> GameArchive:
    path = tmp_path_factory.mktemp("archive") / "games.npz"
    write_archive(map(random_game, range(300)), path)
    return GameArchive.open(path)


# (1) to (3)


@pytest.mark.parametrize("size", [2, 9, 19, 25])
def test_what_is_written_comes_back(size, tmp_path):
    games = [random_game(seed, size) for seed in range(100)]
    path = tmp_path / "games.npz"
    assert write_archive(games, path) == 100
    archive = GameArchive.open(path)
    assert (len(archive), archive.size) == (100, size)
    assert set(archive.sizes) == {size}
    for number, game in enumerate(games):
        game.name = f"{path}#{number}"
        assert archive.game(number) == game
    assert list(archive) == games
    assert archive.game(-1) == games[-1]
    archive.verify()


def test_real_games_come_back_in_about_400_bytes(go_data, tmp_path):
    path = tmp_path / "games.npz"
    games = list(islice(read_games(go_data / "pro19.tar.xz"), 400))
    games = [game for game in games if game.size == 19]
    write_archive(games, path)
    archive = GameArchive.open(path)
    for ours, game in zip(archive, games, strict=True):
        assert ours.moves == game.moves
        assert (ours.komi, ours.winner) == (game.komi, game.winner)
        assert sorted(ours.setup_black) == sorted(game.setup_black)
    # Two bytes a move, and 29 of komi, winner, key and places in the arrays.
    assert path.stat().st_size < 2 * archive.positions + 29 * len(archive) + 5000
    assert path.stat().st_size / len(games) < 500


def test_values_of_real_games_come_back(go_data, tmp_path):
    games = list(read_games(go_data / "planes31" / "games.sgfs"))
    write_archive(games, tmp_path / "games.npz")
    for ours, game in zip(GameArchive.open(tmp_path / "games.npz"), games, strict=True):
        assert (ours.values, ours.leads) == (game.values, game.leads)


def test_games_without_values_have_no_such_array(tmp_path):
    write_archive([Game(9, [(BLACK, 3)])], tmp_path / "games.npz")
    archive = GameArchive.open(tmp_path / "games.npz")
    assert archive.values is None and archive.leads is None
    assert archive.game(0).values == []


def test_numpy_reads_the_file(archive):
    loaded = np.load(archive.path)
    for name in ("moves", "starts", "komi", "winner", "values", "leads", "keys"):
        ours = getattr(archive, name)
        np.testing.assert_array_equal(ours, loaded[name])
        assert ours.ctypes.data % 64 == 0
        assert not ours.flags.writeable and not ours.flags.owndata
    assert archive.moves.dtype == np.uint16 and archive.starts.dtype == np.int64
    assert json.loads(bytes(loaded["header"]))["size"] == 9


def test_archives_travel_between_processes_by_name(archive):
    copy = pickle.loads(pickle.dumps(archive))
    assert len(copy) == len(archive) and copy.game(7) == archive.game(7)
    assert len(pickle.dumps(archive)) < 500


# (4)


def image(game: Game, k: int) -> Game:
    def moved(point: int) -> int:
        return symmetry(point, game.size, k)

    return Game(
        size=game.size,
        moves=[(colour, moved(point)) for colour, point in game.moves],
        setup_black=[moved(point) for point in reversed(game.setup_black)],
        setup_white=[moved(point) for point in game.setup_white],
    )


@pytest.mark.parametrize("size", [5, 9, 19])
def test_the_key_is_the_same_for_eight_images_and_no_other_game(size):
    keys = []
    for seed in range(200):
        game = random_game(seed, size)
        images = {pack(image(game, k)).key for k in range(8)}
        assert images == {pack(game).key}
        keys.append(images.pop())
    moved = [seed for seed in range(200) if len(random_game(seed, size).moves) > 30]
    assert len({keys[seed] for seed in moved}) == len(moved)


def test_the_key_knows_order_colour_set_up_and_size():
    def key(size=9, setup=(), moves=()):
        return game_key(size, np.array(setup, np.uint16), np.array(moves, np.uint16))

    games = [
        key(moves=[3, 40]),
        key(moves=[40, 3]),
        key(moves=[3 | 1024, 40]),
        key(setup=[3], moves=[40]),
        key(setup=[40], moves=[3]),
        key(moves=[3, 81, 40]),
        key(size=19, moves=[3, 40]),
        key(),
    ]
    assert len(set(games)) == len(games)
    assert key(moves=[3, 40, 81 | 1024, 81]) == games[0]  # passes at the end
    assert key(setup=[3, 4], moves=[5]) == key(setup=[4, 3], moves=[5])


def test_the_key_is_the_one_that_is_documented():
    def mix(x: int) -> int:
        z = (x + 1) * 0x9E3779B97F4A7C15 % 2**64
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        return z ^ (z >> 31)

    def hashed(game: Game) -> int:
        codes = [point + 1024 * (colour == WHITE) for colour, point in game.moves]
        while codes and codes[-1] % 1024 == game.size**2:
            codes.pop()
        total = sum(map(mix, game.setup_black))
        total += sum(mix(point + 1024) for point in game.setup_white)
        total += sum(mix(code + 2048 * n) for n, code in enumerate(codes, 1))
        return mix((game.size * 2**32 + total) % 2**64)

    for seed in range(30):
        game = random_game(seed, size=5 + seed % 15)
        assert pack(game).key == min(hashed(image(game, k)) for k in range(8))


def test_the_keys_never_change():
    """Archives keep them, and which games are held out hangs on them."""
    moves = np.array([72, 1024 | 288, 300, 1024 | 60, 361], np.uint16)
    assert game_key(19, moves[:0], moves) == KEY


KEY = 321815575423595566


def test_one_in_twenty_is_held_out(archive):
    keys = [pack(random_game(seed)).key for seed in range(300)]
    assert archive.keys.tolist() == keys
    assert archive.held_out.tolist() == [key % 20 == 0 for key in keys]
    assert [archive.is_held_out(i) for i in range(300)] == archive.held_out.tolist()
    many = [pack(random_game(seed, 19)).key % 20 == 0 for seed in range(3000)]
    assert 0.03 < np.mean(many) < 0.07


# (5)


def test_positions_are_found_by_number(archive):
    assert archive.positions == sum(len(game.moves) for game in archive)
    games, plies = archive.locate(np.arange(archive.positions))
    expected = [(g, p) for g in range(300) for p in range(len(archive.game(g).moves))]
    assert list(zip(games.tolist(), plies.tolist(), strict=True)) == expected
    for wrong in ([-1], [archive.positions]):
        with pytest.raises(IndexError, match="There are the positions 0 to"):
            archive.locate(wrong)
    assert archive.locate([])[0].shape == (0,)


def test_games_that_are_not_there():
    with pytest.raises(FileNotFoundError, match="no archive of games 'nowhere.npz'"):
        GameArchive.open("nowhere.npz")


def test_numbers_of_games_that_are_not_there(archive):
    with pytest.raises(IndexError, match="There are 300 games; 300 is none"):
        archive.game(300)


# (6)


def test_damaged_archives_are_refused_or_read(archive, tmp_path):
    """Whatever bytes change: an error that names the file, or games on the board."""
    content = archive.path.read_bytes()
    path = tmp_path / "damaged.npz"
    chance = random.Random(0)
    refused = 0
    for trial in range(300):
        data = bytearray(content)
        if trial % 3 == 0:
            del data[chance.randrange(len(data)) :]
        elif trial % 3 == 1:
            for _ in range(50):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        else:
            place = chance.randrange(len(data))
            del data[place : place + chance.randrange(1, 100)]
        path.write_bytes(data)
        try:
            damaged = GameArchive.open(path)
        except ArchiveError as error:
            assert str(error).startswith(str(path))
            refused += 1
            continue
        for game in damaged:
            assert all(0 <= point <= 81 for _, point in game.moves)
        with pytest.raises(ArchiveError, match="damaged"):
            damaged.verify()
    assert refused > 200


def change_array(archive, path, **arrays):
    np.savez(path, **{**np.load(archive.path), **arrays})


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        ("moves", lambda a: a | 512, "points that are not on a 9x9 board"),
        ("moves", lambda a: a.astype(np.int32), "'moves' is int32, not <u2"),
        ("starts", lambda a: a[:-1], "'komi' has 300 entries instead of 299"),
        ("starts", lambda a: a // 2, "'starts' does not fit 'moves'"),
        ("starts", lambda a: np.r_[a[0], a[-2:0:-1], a[-1]], "'starts' does not grow"),
        ("komi", lambda a: a * np.nan, "a komi is no number"),
        ("komi", lambda a: a[1:], "'komi' has 299 entries instead of 300"),
        ("winner", lambda a: a + 7, "neither Black nor White"),
        ("values", lambda a: a[1:], "'values' has"),
        ("header", lambda a: a[1:], "no archive of games"),
        ("moves", lambda a: a.reshape(1, -1), "no plain array"),
    ],
)
def test_what_is_wrong_is_said(archive, tmp_path, name, change, problem):
    path = tmp_path / "games.npz"
    change_array(archive, path, **{name: change(np.load(archive.path)[name])})
    with pytest.raises(ArchiveError, match=f"games.npz: .*{problem}"):
        GameArchive.open(path)


def test_files_of_other_kinds_are_refused(archive, tmp_path):
    path = tmp_path / "games.npz"
    np.savez(path, moves=np.zeros(3))
    with pytest.raises(ArchiveError, match="no archive of games"):
        GameArchive.open(path)
    np.savez_compressed(path, **np.load(archive.path))
    with pytest.raises(ArchiveError, match="compressed"):
        GameArchive.open(path)
    for content in (b"", b"PK\5\6", b"(;SZ[9])"):
        path.write_bytes(content)
        with pytest.raises(ArchiveError):
            GameArchive.open(path)


def test_an_unaligned_file_of_numpy_is_read(archive, tmp_path):
    change_array(archive, tmp_path / "games.npz")
    again = GameArchive.open(tmp_path / "games.npz")
    assert again.game(5).moves == archive.game(5).moves
    assert all(getattr(again, n).flags.aligned for n in ("moves", "starts", "keys"))


def test_a_failure_leaves_what_was_there(tmp_path):
    path = tmp_path / "games.npz"
    write_archive([random_game(1)], path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="'b' is on 19 lines; this archive holds .* 9"):
        write_archive([random_game(1), Game(19, name="b")], path)
    with pytest.raises(KeyboardInterrupt), ArchiveWriter(path) as writer:
        writer.add(random_game(2))
        raise KeyboardInterrupt
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_archive_may_be_empty(tmp_path):
    assert write_archive([], tmp_path / "games.npz", size=13) == 0
    archive = GameArchive.open(tmp_path / "games.npz")
    assert (len(archive), archive.positions, archive.size) == (0, 0, 13)
