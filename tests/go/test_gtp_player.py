"""Engines that speak GTP, as players.

Properties: (1) an engine follows the game: whatever is played, undone or set up, it
sees the position of our board; (2) chatter on either of its streams does no harm; (3)
one that hangs, dies, refuses or answers nonsense is an error in time, not a hang, and a
dead one is started again once; (4) a program that is not there, or that lacks commands,
is refused in words; (5) none is left running; (6) GNU Go plays whole games by our
rules, and sees the positions that we show it.
"""

from __future__ import annotations

import shutil
import sys
import time

import numpy as np
import pytest

from go.sprinkling import Sprinkler
from tengen.go.board import Board
from tengen.go.gtp_client import GtpClient, GtpError, GtpFailure
from tengen.go.gtp_player import GtpPlayer, _find
from tengen.go.match import play_game
from tengen.go.points import point_text
from tengen.go.rules import Rules

# An engine that plays the first free point of its own simple board, without captures.
ENGINE = """
import sys, time
habit = sys.argv[1] if len(sys.argv) > 1 else ""
log = open(sys.argv[2], "a") if len(sys.argv) > 2 else None
known = "boardsize clear_board komi play genmove name known_command quit show".split()
if habit == "lame":
    known.remove("genmove")
if habit == "chatty":
    sys.stderr.write("thinking...\\n" * 200_000)
stones, size = {}, 19
for line in sys.stdin:
    word, *rest = line.split()
    if log:
        print(line, end="", file=log, flush=True)
    answer, sign = "", "="
    if habit == "chatty":
        print("I was told: " + line.strip())
    if word == "name":
        answer = "First Free"
    elif word == "known_command":
        answer = "true" if rest[0] in known else "false"
    elif word == "boardsize":
        size = int(rest[0])
        if size > 19:
            sign, answer = "?", "unacceptable size"
    elif word == "clear_board":
        stones = {}
    elif word == "play":
        stones[rest[1]] = rest[0]
    elif word == "genmove":
        if habit == "hang":
            time.sleep(60)
        if habit == "die" or (habit == "die once" and len(stones) == 2):
            open(sys.argv[3], "a").write("x")
            if habit == "die" or len(open(sys.argv[3]).read()) == 1:
                sys.stderr.write("out of ideas\\n")
                sys.exit(7)
        letters = "ABCDEFGHJKLMNOPQRST"[:size]
        free = [c + str(r) for r in range(1, size + 1) for c in letters]
        free = [v for v in free if v not in stones]
        answer = {"resigns": "RESIGN", "babbles": "Z99"}.get(habit, free[0])
        if habit == "passes":
            answer = "PASS"
        stones[free[0]] = rest[0]
    elif word == "show":
        answer = " ".join(f"{v}:{c}" for v, c in sorted(stones.items()))
    print(f"{sign} {answer}\\n", flush=True)
    if word == "quit":
        break
"""


@pytest.fixture
def engine(tmp_path):
    """The command of the engine with a habit; what it is told is written to `log`."""
    program = tmp_path / "engine.py"
    program.write_text(ENGINE)

    def command(habit: str = "") -> list[str]:
        files = [str(tmp_path / name) for name in ("log", "deaths")]
        return [sys.executable, str(program), habit, *files]

    command.log = tmp_path / "log"
    return command


@pytest.fixture
def player(engine):
    made = []

    def make(habit: str = "", **options) -> GtpPlayer:
        made.append(GtpPlayer(engine(habit), **options))
        return made[-1]

    yield make
    for each in made:
        each.close()
        assert not each._engine.is_running


def seen(player: GtpPlayer) -> set[str]:
    return set(player._engine.send("show").split())


def stones(board: Board) -> set[str]:
    words = {1: "black", 2: "white"}
    points = np.flatnonzero(board.stones)
    flat = board.stones.ravel()
    return {f"{point_text(int(p), board.size)}:{words[int(flat[p])]}" for p in points}


def test_it_follows_the_game(player, engine):
    first = player()
    board = Board(9, komi=5.5)
    for _ in range(3):
        move = first.choose(board)
        board.play(move.point)
        board.play(board.size**2 - 1 - move.point)
    assert first.choose(board).point == 75  # D1: the first three are taken
    commands = [line.split()[0] for line in engine.log.read_text().splitlines()]
    assert commands.count("clear_board") == 1
    assert commands.count("genmove") == 4
    assert commands.count("play") == 3  # the opponent's; it knows its own
    assert "komi 5.5\n" in engine.log.read_text()


def test_what_is_no_continuation_is_set_up_anew(player):
    first = player()
    board = Board(9)
    for vertex in ("D4", "F6", "D6"):
        board.play(vertex)
    first.choose(board)
    board.undo()
    board.play("G7")
    move = first.choose(board)
    assert seen(first) == stones(board) | {f"{point_text(move.point, 9)}:white"}
    set_up = Board(13)
    set_up.place_handicap(3)
    set_up.play("C3")
    move = first.choose(set_up)
    assert seen(first) == stones(set_up) | {f"{point_text(move.point, 13)}:black"}


def test_handicap_bonus_is_komi_to_the_engine(player, engine):
    board = Board(9, Rules(komi=0.5, handicap_bonus="N"))
    board.place_handicap(2)
    player().choose(board)
    assert "komi 2.5\n" in engine.log.read_text()


def test_a_new_game_is_begun_even_from_the_same_position(player, engine):
    first = player()
    for _ in range(2):
        first.new_game()
        assert first.choose(Board(9)).point == 72
    assert engine.log.read_text().count("\nclear_board\n") == 2


def test_its_name(player):
    assert player().name == "First Free"
    assert player(name="mine").name == "mine"


def test_resigning_and_passing(player):
    assert player("resigns").choose(Board(9)).point == "resign"
    assert player("passes").choose(Board(9)).point == 81


def test_chatter_does_no_harm(player):
    chatty = player("chatty")
    assert chatty.choose(Board(9)).point == 72
    assert seen(chatty) == {"A1:black"}


def test_who_hangs_is_ended_in_time(player):
    hanging = player("hang", timeout=0.5, restarts=0)
    started = time.monotonic()
    with pytest.raises(GtpFailure, match="no answer to 'genmove black' in time"):
        hanging.choose(Board(9))
    assert time.monotonic() - started < 20
    assert not hanging._engine.is_running


def test_who_dies_once_is_started_again_in_the_same_position(player):
    dying = player("die once")
    board = Board(9)
    board.play("D4")
    board.play("F6")
    move = dying.choose(board)
    assert move.point == 72
    assert seen(dying) == stones(board) | {"A1:black"}


def test_who_always_dies_forfeits(player):
    dying = player("die")
    game = play_game(Sprinkler(1), dying, size=5)
    assert (game.result, game.reason) == ("B+F", "error")
    assert "ended (exit status 7) at 'genmove white'" in game.detail
    assert "out of ideas" in game.detail
    dying.new_game()  # and for the next game it is there again
    board = Board(5)
    with pytest.raises(GtpFailure):
        dying.choose(board)


def test_nonsense_and_refusals_are_errors(player):
    with pytest.raises(ValueError, match="Z99"):
        player("babbles").choose(Board(9))
    with pytest.raises(GtpError, match="refused 'boardsize 21': unacceptable size"):
        player().choose(Board(21))


def test_programs_that_cannot_play_are_refused(engine):
    with pytest.raises(GtpFailure, match="'no-such-engine' was not found"):
        GtpPlayer("no-such-engine --mode gtp")
    with pytest.raises(GtpFailure, match="needs a command"):
        GtpPlayer("")
    with pytest.raises(ValueError, match="does not know the GTP command 'genmove'"):
        GtpPlayer(engine("lame"))
    with pytest.raises(GtpFailure, match="ended .exit status 1"):
        GtpPlayer([sys.executable, "-c", "import sys; sys.exit(1)"])


def test_a_client_ends_its_program(engine):
    with GtpClient(engine()) as client:
        assert client.send("name") == "First Free"
        assert client.knows("show") and not client.knows("undo")
        process = client._process
    assert process.returncode == 0


gnugo = pytest.mark.skipif(
    shutil.which(_find("gnugo")) is None, reason="GNU Go is not installed"
)


@gnugo
def test_gnugo_plays_a_game_by_our_rules():
    player = GtpPlayer.gnugo(level=0, seed=3)
    try:
        games = [
            play_game(player, Sprinkler(1), size=7),
            play_game(Sprinkler(2), player, size=7, opening=["C3", "E5"]),
        ]
    finally:
        player.close()
    assert [game.winner for game in games] == [1, 2]
    assert all(game.reason in ("score", "resign") for game in games)
    assert games[0].black == "gnugo:0"


@gnugo
def test_gnugo_knows_the_position_that_it_was_shown():
    player = GtpPlayer.gnugo(level=0)
    board = Board(9)
    draw = Sprinkler(5)
    for _ in range(60):
        board.play(draw.choose(board).point)
    player.choose(board)
    player._engine.send("undo")
    for colour, word in ((1, "black"), (2, "white")):
        said = set(player._engine.send(f"list_stones {word}").split())
        points = np.flatnonzero(board.stones.ravel() == colour)
        assert said == {point_text(int(point), 9) for point in points}
    player.close()
