"""One game, with our board as the referee.

Properties: (1) moves alternate from the opening on, and the game ends after two passes
with the area that an independent count gives; (2) whoever breaks a rule, says NaN,
takes too long or breaks down forfeits, with a reason; the other wins; (3) lack of
memory and Ctrl-C are nobody's loss; (4) values are written as White's; (5) a game too
long, or decided for good, is ended; (6) a player cannot touch the referee's board.
"""

from __future__ import annotations

import time
from collections import deque
from types import SimpleNamespace

import numpy as np
import pytest

from go.sprinkling import Chosen, Sprinkler
from tengen.go.board import Board, IllegalMove
from tengen.go.match import Limits, play_game, settled_winner
from tengen.go.points import BLACK, WHITE, parse_point
from tengen.go.records import from_sgf, to_sgf


class Script:
    """A player that plays what it is told, then passes."""

    def __init__(self, *moves, name="script"):
        self.name, self.moves = name, moves

    def new_game(self):
        self.left = list(self.moves)

    def choose(self, board):
        move = self.left.pop(0) if self.left else "pass"
        if callable(move):
            move = move(board)
        if isinstance(move, Exception | KeyboardInterrupt):
            raise move
        if isinstance(move, str) and move != "resign":
            move = parse_point(move, board.size)
        return move if isinstance(move, Chosen) else Chosen(move)

    def close(self): ...


def area(stones: np.ndarray) -> int:
    """Black's area minus White's: stones, and empty regions that see one colour."""
    size, total, seen = len(stones), 0, set()
    for start in np.ndindex(size, size):
        if stones[start]:
            total += 1 if stones[start] == BLACK else -1
            continue
        if start in seen:
            continue
        region, colours, todo = {start}, set(), deque([start])
        while todo:
            row, column = todo.popleft()
            for r, c in (
                (row - 1, column),
                (row + 1, column),
                (row, column - 1),
                (row, column + 1),
            ):
                if not (0 <= r < size and 0 <= c < size) or (r, c) in region:
                    continue
                if stones[r, c]:
                    colours.add(int(stones[r, c]))
                else:
                    region.add((r, c))
                    todo.append((r, c))
        seen |= region
        if len(colours) == 1:
            total += len(region) if colours == {BLACK} else -len(region)
    return total


def replay(game) -> Board:
    board = Board(game.size, komi=game.komi)
    for colour, point in game.moves:
        assert colour == board.to_play
        board.play(point)
    return board


@pytest.mark.parametrize("seed", range(5))
def test_the_area_is_counted_after_two_passes(seed):
    opening = ["C3", "E4", "C5"]
    players = Sprinkler(seed), Sprinkler(100 + seed)
    game = play_game(*players, size=7, komi=7.5, opening=opening)
    board = replay(game)
    assert board.is_over and game.reason == "score"
    score = area(board.stones) - 7.5
    assert game.result == f"{'B' if score > 0 else 'W'}+{abs(score):g}"
    assert game.winner == (BLACK if score > 0 else WHITE)
    assert [p for _, p in game.moves[:3]] == [parse_point(p, 7) for p in opening]
    assert game.opening == 3 and game.moves[3][0] == WHITE


def test_a_draw():
    game = play_game(Script(), Script(), size=5, komi=0)
    assert (game.result, game.winner) == ("0", 0)


def test_what_is_played_is_what_the_record_says():
    players = Script("C3", Chosen(0, 0.25)), Script(Chosen(6, 0.75))
    game = play_game(*players, size=5, komi=0.5)
    again = from_sgf(to_sgf(game))
    assert again.moves == game.moves
    assert again.values == [None, 0.75, 0.75, None, None]  # White's, each
    assert (again.result, again.winner) == (game.result, game.winner)
    assert (again.black, again.komi, again.rules) == ("script", 0.5, "tournament")


def test_resigning():
    game = play_game(Script("C3", "resign"), Script("C4"), size=5)
    assert (game.result, game.winner, game.reason) == ("W+R", WHITE, "resign")
    assert not game.is_forfeit and len(game.moves) == 2


@pytest.mark.parametrize(
    ("move", "reason", "words"),
    [
        ("C3", "illegal", "there is a stone already"),
        (26, "illegal", "26"),
        (-1, "illegal", "-1"),
        (Chosen(3, float("nan")), "nan", "wins with the probability nan"),
        (Chosen(3, 1.5), "nan", "probability 1.5"),
        (ValueError("no weights"), "error", "ValueError: no weights"),
        (Chosen(3.5), "error", "cannot be interpreted as an integer"),
        (Chosen(None), "error", "cannot be interpreted as an integer"),
        (IllegalMove("in its own search", 3, 1, "ko"), "error", "its own search"),
        (lambda board: time.sleep(0.2) or Chosen(3), "time", "0.05 s are allowed"),
    ],
)
@pytest.mark.parametrize("colour", [BLACK, WHITE])
def test_what_forfeits(colour, move, reason, words):
    offender, other = Script("C3", move), Script("C4", "D4", name="other")
    if colour == WHITE:
        offender, other = Script(move), Script("C3", "D4")
    players = (offender, other) if colour == BLACK else (other, offender)
    game = play_game(*players, size=5, limits=Limits(seconds=0.05))
    assert game.winner == 3 - colour
    assert game.result == ("W+F" if colour == BLACK else "B+F")
    assert game.reason == reason and game.is_forfeit
    assert words in game.detail


def test_taking_back_a_ko_forfeits():
    opening = ["B4", "C4", "A3", "D3", "B2", "C2", "E5", "B3"]
    game = play_game(Script("C3"), Script("B3"), size=5, opening=opening)
    assert (game.result, game.reason) == ("B+F", "illegal")
    assert "ko" in game.detail and "B3" in game.detail


def test_breaking_down_before_the_first_move():
    class Broken(Script):
        def new_game(self):
            raise RuntimeError("no device")

    game = play_game(Script(), Broken(), size=5)
    assert (game.winner, game.reason, game.moves) == (BLACK, "error", [])
    assert game.detail == "RuntimeError: no device"


@pytest.mark.parametrize("problem", [MemoryError(), KeyboardInterrupt()])
def test_what_is_nobodys_fault(problem):
    with pytest.raises(type(problem)):
        play_game(Script(problem), Script(), size=5)


def test_a_player_cannot_touch_the_referees_board():
    def meddle(board):
        board.play("A1")
        board.play("A2")
        return Chosen(parse_point("C3", 5))

    game = play_game(Script(meddle), Script("A1"), size=5)
    assert game.moves[:2] == [(BLACK, 12), (WHITE, 20)]
    assert game.reason == "score"


def test_too_many_moves_are_counted_as_they_lie():
    game = play_game(Sprinkler(1), Sprinkler(2), size=7, limits=Limits(moves=11))
    assert len(game.moves) == 11 and game.reason == "moves"
    score = area(replay(game).stones) - 7.5
    assert game.result == f"{'B' if score > 0 else 'W'}+{abs(score):g}"


ALIVE = """
    . X . X X
    X X X X .
    X X X X X
    O O O . O
    . . . . ."""


def test_what_is_settled_is_ended():
    board = Board.from_text(ALIVE, komi=0.5)
    assert settled_winner(board) == BLACK  # 15 of 25 points for ever
    assert settled_winner(Board.from_text(ALIVE, komi=7.5)) is None
    assert settled_winner(Board.from_text(ALIVE.translate({88: 79, 79: 88}))) == WHITE
    assert settled_winner(Board(5)) is None


def test_settled_games_have_the_winner_of_those_played_out():
    for seed in range(10):
        short, full = (
            play_game(
                Sprinkler(seed),
                Sprinkler(seed + 50),
                size=5,
                komi=0.5,
                limits=Limits(settled=settled),
            )
            for settled in (True, False)
        )
        assert short.moves == full.moves[: len(short.moves)]
        if short.reason == "settled":
            assert short.result == ("B+" if short.winner == BLACK else "W+")


def test_what_players_say_about_their_work_is_added_up():
    search = SimpleNamespace(evaluations=10, visits=np.array([3, 0, 9]))
    moves = [Chosen(p, 0.5, {"search": search}) for p in (0, 4)]
    game = play_game(Script(*moves), Script(), size=5)
    assert game.evaluations == {BLACK: 20, WHITE: 0}
    assert game.visits[:3] == [12, None, 12]
    assert from_sgf(to_sgf(game)).visits[:3] == [12, None, 12]
    assert game.seconds[BLACK] > 0


def test_an_illegal_opening_is_no_game():
    with pytest.raises(IllegalMove):
        play_game(Script(), Script(), size=5, opening=["A1", "A1"])


def test_rules_that_count_territory_are_refused():
    with pytest.raises(ValueError, match="counted by area, and the rules 'japanese'"):
        play_game(Script(), Script(), "japanese", size=5)
