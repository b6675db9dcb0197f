"""Tournaments.

Properties: (1) every pair plays every opening twice, colours exchanged, and at any time
all pairs have played about as many games; (2) each game is there once, as a line of the
journal and as a record that says the same; (3) killed at any moment (kill -9), alone or
with several processes, and resumed, it has every game once, and no process is left; (4)
a second program is kept out; (5) a half-written line is dropped, a damaged one is
reported; (6) what fits no tournament - other settings, other files, bad networks - is
refused in words before a game is played; (7) games that failed for reasons of ours are
not counted, and played later.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from go import sprinkling
from go.sprinkling import make
from go.test_gtp_player import ENGINE
from tengen.cli import main
from tengen.go.board import Board
from tengen.go.entrants import Entrant, Settings, TournamentError, enter
from tengen.go.gtp_client import GtpFailure
from tengen.go.journal import Journal, JournalError
from tengen.go.match_records import from_record, to_record
from tengen.go.records import from_sgf
from tengen.go.tournament import JOURNAL, Tournament, schedule

ENTRANTS = [Entrant(f"player {letter}", "0") for letter in "abc"]
SETTINGS = Settings(size=5, komi=0.5, games_per_pair=4)


def play(folder: Path, entrants=ENTRANTS, settings=SETTINGS, **options):
    with Tournament(folder, entrants, settings, make, **options) as tournament:
        return tournament.run()


def lines(folder: Path) -> list[dict]:
    text = (folder / JOURNAL).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


# -- who plays whom --------------------------------------------------------------------


@pytest.mark.parametrize(("players", "games"), [(2, 1), (2, 6), (3, 4), (5, 2)])
def test_the_schedule_is_fair(players, games):
    pairings = list(schedule(players, games))
    assert len({p.id for p in pairings}) == len(pairings)
    for pair in combinations(range(players), 2):
        own = [p for p in pairings if {p.black, p.white} == set(pair)]
        assert len(own) == games
        if games % 2 == 0:
            assert Counter((p.opening, p.black) for p in own) == Counter(
                (opening, black) for opening in range(games // 2) for black in pair
            )
    played = Counter()
    for pairing in pairings:
        played[pairing.black, pairing.white] += 1
        counts = Counter()
        for (black, white), count in played.items():
            counts[frozenset((black, white))] += count
        seen = [counts[frozenset(p)] for p in combinations(range(players), 2)]
        assert max(seen) - min(seen) <= 1
    assert list(schedule(players, games + 2))[: len(pairings)] == pairings


def test_colours_are_exchanged_on_the_same_openings(tmp_path):
    games = play(tmp_path)
    first, second = games[0], games[3]
    assert (first.black, second.black) == ("player a", "player b")
    assert first.moves[: first.opening] == second.moves[: second.opening]
    assert first.opening == 2
    openings = {tuple(game.moves[: game.opening]) for game in games}
    assert len(openings) == 2


# -- what is kept ----------------------------------------------------------------------


def check(folder: Path, games_per_pair: int) -> None:
    """Every game is there once, in the journal and as a record, and they agree."""
    header, *records = lines(folder)
    expected = {p.id for p in schedule(3, games_per_pair)}
    assert Counter(r["id"] for r in records) == Counter(expected)
    files = sorted((folder / "games").iterdir())
    assert sorted(file.name[:9] for file in files) == sorted(expected)
    for file in files:
        record = next(r for r in records if r["id"] == file.name[:9])
        game, written = from_record(record), from_sgf(file.read_bytes())
        assert written.moves == game.moves and written.result == game.result
        assert (written.black, written.white) == (game.black, game.white)
        assert [v is None for v in written.values] == [v is None for v in game.values]
        board = Board(5, komi=0.5)
        for _, point in game.moves:
            board.play(point)
        assert game.result[2:] == f"{abs(board.area_score()):g}"


def test_all_is_kept(tmp_path):
    games = play(tmp_path)
    assert len(games) == 12
    check(tmp_path, 4)


def test_a_finished_tournament_plays_nothing_and_writes_nothing(tmp_path):
    play(tmp_path)
    before = (tmp_path / JOURNAL).read_bytes()
    play(tmp_path)
    assert (tmp_path / JOURNAL).read_bytes() == before


def test_more_games_can_be_added(tmp_path):
    first = play(tmp_path)
    more = Settings(size=5, komi=0.5, games_per_pair=6)
    assert [g.moves for g in play(tmp_path, settings=more)[:12]] == [
        g.moves for g in first
    ]
    check(tmp_path, 6)


def test_lost_records_are_written_again_and_halves_removed(tmp_path):
    play(tmp_path)
    (tmp_path / "games" / ".01-02-001-a-b.sgf.x1y2.part").write_text("(;FF[4]")
    files = sorted((tmp_path / "games").iterdir())
    before = files[5].read_bytes()
    files[5].unlink()
    play(tmp_path)
    assert files[5].read_bytes() == before
    check(tmp_path, 4)


def test_several_processes_play_the_same_games(tmp_path):
    settings = Settings(size=5, komi=0.5, games_per_pair=2)
    play(tmp_path / "two", settings=settings, jobs=2)
    check(tmp_path / "two", 2)


def test_records_and_games_are_the_same():
    game = from_record(
        to_record(g := sprinkled()),
    )
    assert game == g


def sprinkled():
    from tengen.go.match import play_game

    game = play_game(sprinkling.Sprinkler(1), sprinkling.Sprinkler(2), size=5)
    game.seconds = {colour: round(s, 3) for colour, s in game.seconds.items()}
    return game


# -- kill -9 ---------------------------------------------------------------------------


def start(folder: Path, games: int, jobs: int, pause: float) -> subprocess.Popen:
    tests = Path(__file__).parents[1]
    paths = [str(tests), os.environ.get("PYTHONPATH", "")]
    return subprocess.Popen(
        [sys.executable, sprinkling.__file__]
        + [str(folder), str(games), str(jobs), str(pause)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        text=True,
    )


def children(process: subprocess.Popen) -> list[int]:
    try:
        path = f"/proc/{process.pid}/task/{process.pid}/children"
        return [int(pid) for pid in Path(path).read_text().split()]
    except OSError:
        return []


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_at_any_moment_and_resumed_it_has_every_game_once(tmp_path, jobs):
    draw = Random(jobs)
    kills = 0
    for _ in range(4):
        process = start(tmp_path, 12 * jobs, jobs, 0.002)
        assert process.stdout.readline() == "begun\n"
        try:
            process.wait(0.15 * jobs + draw.uniform(0.0, 0.5))
        except subprocess.TimeoutExpired:
            orphans = children(process)
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
            deadline = time.monotonic() + 10
            while any(map(is_alive, orphans)) and time.monotonic() < deadline:
                time.sleep(0.02)
            assert not any(map(is_alive, orphans))
        process.stdout.close()
    assert kills >= 2
    last = start(tmp_path, 12 * jobs, jobs, 0)
    said = last.stdout.read().split()
    last.stdout.close()
    assert last.wait() == 0
    check(tmp_path, 12 * jobs)
    assert 0 < len(said) - 1 <= 36 * jobs


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_the_command_killed_and_resumed(tmp_path, jobs):
    words = ["tournament", "random", "playouts:40", "--size", "5", "--settled"]
    words += ["--games-per-pair", "40", "--jobs", str(jobs), "--out", str(tmp_path)]
    command = [sys.executable, "-m", "tengen", "go", *words]
    journal = tmp_path / JOURNAL
    draw = Random(jobs)
    for _ in range(2):
        before = journal.stat().st_size if journal.exists() else 0
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            time.sleep(0.005)
            if journal.exists() and journal.stat().st_size > before + 1500:
                time.sleep(draw.uniform(0, 0.05))
                process.kill()
                process.wait()
        assert process.returncode == -signal.SIGKILL
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Page:" in done.stdout
    _, *records = lines(tmp_path)
    expected = [pairing.id for pairing in schedule(2, 40)]
    assert Counter(record["id"] for record in records) == Counter(expected)
    assert len(list((tmp_path / "games").iterdir())) == 40
    results = json.loads((tmp_path / "results.json").read_text())
    assert [game["id"] for game in results["games"]] == expected
    assert sum(standing["points"] for standing in results["standings"]) == 40
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(f'href="#game={key}"' in page for key in expected)


def test_ctrl_c_keeps_what_was_played_and_writes_it(tmp_path):
    words = ["random", "playouts:300", "--size", "9", "--games-per-pair", "200"]
    command = [sys.executable, "-m", "tengen", "go", "tournament", *words]
    with subprocess.Popen(
        [*command, "--out", str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        journal = tmp_path / JOURNAL
        while not journal.exists() or journal.read_bytes().count(b"\n") < 3:
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        said = process.stdout.read()
    assert process.returncode == 130
    kept = len(lines(tmp_path)) - 1
    assert f"{kept} of 200 games are kept" in " ".join(said.split())
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert f"{kept} of 200 games" in page


def test_a_second_program_is_kept_out(tmp_path):
    process = start(tmp_path, 50, 1, 0.01)
    try:
        assert process.stdout.readline() == "begun\n"
        with pytest.raises(JournalError, match="in use by another program"):
            Tournament(tmp_path, ENTRANTS, SETTINGS, make)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


# -- the journal -----------------------------------------------------------------------


def journal_of(path: Path, *records: dict) -> Path:
    with Journal(path, {"about": "test"}) as journal:
        for record in records:
            journal.append(record)
    return path


@pytest.mark.parametrize("cut", [1, 3, 12])
def test_a_half_written_line_is_dropped(tmp_path, cut):
    path = journal_of(tmp_path / "j", {"id": "1"}, {"id": "2", "who": "ü"})
    path.write_bytes(path.read_bytes()[:-cut])
    with Journal(path, {}) as journal:
        assert list(journal.records) == ["1"]
        assert journal.append({"id": "2", "who": "again"})
    with Journal(path, {}) as journal:
        assert journal.header == {"about": "test"}
        assert journal.records["2"] == {"id": "2", "who": "again"}


def test_a_torn_first_line_is_a_new_journal(tmp_path):
    (tmp_path / "j").write_bytes(b'{"about"')
    with Journal(tmp_path / "j", {"about": "new"}) as journal:
        assert journal.header == {"about": "new"}
    assert (tmp_path / "j").read_text() == '{"about": "new"}\n'


def test_a_damaged_line_is_reported_not_dropped(tmp_path):
    path = journal_of(tmp_path / "j", {"id": "1"}, {"id": "2"})
    content = path.read_bytes().replace(b'{"id": "1"}', b'{"id": "1"')
    path.write_bytes(content)
    with pytest.raises(JournalError, match="line 2: this is no record"):
        Journal(path, {})
    assert path.read_bytes() == content


def test_an_id_counts_once(tmp_path):
    path = journal_of(tmp_path / "j", {"id": "1", "a": 1}, {"id": "1", "a": 2})
    with path.open("a") as file:
        file.write('{"id": "1", "a": 3}\n')
    with Journal(path, {}) as journal:
        assert journal.records == {"1": {"id": "1", "a": 1}}


# -- what is refused -------------------------------------------------------------------


def test_other_settings_are_refused(tmp_path):
    play(tmp_path)
    with pytest.raises(TournamentError, match="with size = 5, not 7"):
        play(tmp_path, settings=Settings(size=7, komi=0.5))
    with pytest.raises(TournamentError, match="of player a, player b, player c"):
        play(tmp_path, entrants=ENTRANTS[:2])
    changed = [*ENTRANTS[:2], Entrant("player c", "0", digest="1234")]
    with pytest.raises(TournamentError, match="player c: it has changed since"):
        play(tmp_path, entrants=changed)
    with pytest.raises(TournamentError, match="at least one game"):
        Settings(games_per_pair=0)
    with pytest.raises(TournamentError, match="japanese rules count territory"):
        Settings(rules="japanese")
    with pytest.raises(ValueError, match="size must be 2 to 25"):
        Settings(size=26)
    with pytest.raises(ValueError, match="komi must be a finite number"):
        Settings(komi=float("nan"))


def test_games_that_failed_by_our_fault_are_played_later(tmp_path):
    entrants = [Entrant("a", "0"), Entrant("b", "broken"), Entrant("c", "0")]
    settings = Settings(size=5, games_per_pair=2)
    with Tournament(tmp_path, entrants, settings, make) as tournament:
        assert len(tournament.run()) == 2
        assert set(tournament.failures) == {
            f"{pair}-{n:03}" for pair in ("01-02", "02-03") for n in (1, 2)
        }
        assert tournament.failures["01-02-001"] == "OSError: the disk is gone"
    mended = [Entrant(name, "0") for name in "abc"]
    with Tournament(tmp_path, mended, settings, make) as tournament:
        assert len(tournament.run()) == 6 and not tournament.failures


def test_names_are_told_apart():
    names = [e.name for e in enter(["random", "random", "playouts:9"], Settings())]
    assert names == ["random", "random (2)", "playouts:9"]
    with pytest.raises(TournamentError, match="two players or more"):
        enter(["random"], Settings())


def test_a_word_is_a_player_whatever_lies_about(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "random").mkdir()
    entrants = enter(["random", "playouts:5"], SETTINGS)
    assert [entrant.name for entrant in entrants] == ["random", "playouts:5"]


def test_a_program_that_speaks_gtp_can_enter(tmp_path):
    program = tmp_path / "engine.py"
    program.write_text(ENGINE)
    word = f"gtp:{sys.executable} {program}"
    settings = Settings(size=5, games_per_pair=2)
    entrants = enter([word, "random"], settings)
    assert entrants[0].name == word
    with Tournament(tmp_path / "out", entrants, settings) as tournament:
        games = tournament.run()
    assert [game.black for game in games] == [word, "random"]
    with pytest.raises(GtpFailure, match="'no-such-engine' was not found"):
        enter(["gtp:no-such-engine", "random"], settings)


def test_the_command_says_what_could_not_be_played(tmp_path):
    program = tmp_path / "engine.py"  # here when it enters, and never again
    program.write_text(f"import os\nos.remove({str(program)!r})\n{ENGINE}")
    word = f"gtp:{sys.executable} {program}"
    words = ["go", "tournament", word, "random", "--size", "5", "--games-per-pair", "2"]
    result = CliRunner().invoke(main, [*words, "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "2 of 2 games could not be played" in result.output
    assert (tmp_path / "out" / "index.html").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["match", "random", "nobody.keras"], "there is no file 'nobody.keras'"),
        (["match", "random", "playouts:x"], "'x' is not a positive whole number"),
        (["match", "random", "random", "--rules", "chess"], "No rules named 'chess'"),
        (["tournament", "random"], "two players or more"),
        (["tournament", "random", "random", "--out", "/dev/null/x"], "not a folder"),
    ],
)
def test_the_command_says_what_is_wrong(words, said):
    result = CliRunner().invoke(main, ["go", *words])
    assert result.exit_code == 1
    assert result.output.startswith("Error: ") and said in result.output
    assert "Traceback" not in result.output


def test_a_match_without_a_folder_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["go", "match", "random", "random", "--size", "5", "--games", "3"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0 and "random (2)" in result.output
    assert "Page" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_tournaments_of_others_than_networks_load_no_jax():
    program = (
        "import sys, tengen.go.tournament_screen, tengen.go.submission_check\n"
        "print(int('jax' in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True)
    assert done.stdout == b"0\n"
