"""One game between two players, with our board as the referee.

Whatever a player does, the game ends with a result: who chooses an illegal move, says
that a win has the probability NaN, takes too long or raises an exception forfeits. Two
passes, or too many moves, and the area is counted with all stones alive, as Tromp and
Taylor say; there is nothing to agree on.

    game = play_game(RandomPlayer(seed=1), RandomPlayer(seed=2), size=9)
    game.result, game.reason                                   # "W+12.5", "score"
"""

from __future__ import annotations

import operator
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from tengen.go.board import Board
from tengen.go.points import BLACK, EMPTY, WHITE, colour_name, opponent
from tengen.go.records import Game
from tengen.go.rules import RULES, Rules

if TYPE_CHECKING:
    from tengen.go.players import Player

__all__ = ["Limits", "MatchGame", "Reason", "play_game", "settled_winner"]

Reason = Literal[
    "score", "settled", "moves", "resign", "illegal", "time", "nan", "error"
]
_FORFEITS = {"illegal", "time", "nan", "error"}


@dataclass(frozen=True)
class Limits:
    """When a game ends that would not end by itself.

    Attributes:
        moves: after so many the area is counted as it is; by default three times the
            number of points.
        seconds: of wall time for a move; who takes longer forfeits.
        settled: whether to stop as soon as one side has won even if it passes from then
            on: more than half of the board, counting komi, is unconditionally alive
            (Benson). The result is then `B+` or `W+`, without a number of points.
    """

    moves: int | None = None
    seconds: float | None = None
    settled: bool = False


@dataclass
class MatchGame(Game):
    """A game that was played here; what records know of it, and how it ended.

    Attributes:
        reason: `score` (two passes), `settled`, `moves` (see `Limits`), `resign`, or
            why somebody forfeited: an `illegal` move, too much `time`, `nan` as a
            value, or an `error`.
        detail: for a forfeit, a sentence about it.
        opening: how many of the moves were given.
        seconds: of wall time that each colour took, `{BLACK: ..., WHITE: ...}`.
        evaluations: positions that the searches of each colour evaluated.
    """

    reason: Reason = "score"
    detail: str = ""
    opening: int = 0
    seconds: dict[int, float] = field(default_factory=dict)
    evaluations: dict[int, int] = field(default_factory=dict)

    @property
    def is_forfeit(self) -> bool:
        """Whether the loser lost by breaking the rules or down."""
        return self.reason in _FORFEITS


class _Forfeit(Exception):
    def __init__(self, colour: int, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.colour, self.reason, self.detail = colour, reason, detail


def play_game(
    black: Player,
    white: Player,
    rules: str | Rules = "tournament",
    size: int = 19,
    komi: float | None = None,
    opening: Iterable[int | str] = (),
    limits: Limits = Limits(),  # noqa: B008, it cannot change
) -> MatchGame:
    """Play a game.

    Args:
        black, white: the players. They see copies of the board.
        rules: by which to play and count.
        size: rows and columns.
        komi: instead of the komi of the rules.
        opening: the first moves, Black's, White's, ...; points or words such as "D4".
        limits: when to end it.

    Returns:
        The game, with White's probabilities to win as the players saw them.

    Raises:
        IllegalMove: if the opening is illegal.
        ValueError: for a board or rules that do not exist, or rules that do not count
            area.
        MemoryError: of a player; that is the machine's fault, not the player's. Any
            other exception of a player is a forfeit.
    """
    board = Board(size, rules, komi)
    if board.rules.scoring != "area":
        raise ValueError(
            f"a match is counted by area, and the rules {rules!r} count territory\n"
            "  fix: choose others, such as 'tournament' or 'chinese'"
        )
    for given in opening:
        board.play(given)
    game = MatchGame(
        size=size,
        komi=board.komi,
        rules=_rules_name(rules),
        black=black.name,
        white=white.name,
        date=f"{date.today():%Y-%m-%d}",
        moves=board.moves,
        opening=board.move_number,
        values=[None] * board.move_number,
        visits=[None] * board.move_number,
        seconds={BLACK: 0.0, WHITE: 0.0},
        evaluations={BLACK: 0, WHITE: 0},
    )
    players = {BLACK: black, WHITE: white}
    try:
        for colour, player in players.items():
            with _blamed(colour):
                player.new_game()
        _play_on(board, game, players, limits)
    except _Forfeit as forfeit:
        game.reason, game.detail = forfeit.reason, forfeit.detail
        _win(game, opponent(forfeit.colour), "F")
    return game


def _play_on(
    board: Board, game: MatchGame, players: dict[int, Player], limits: Limits
) -> None:
    most = 3 * board.size**2 if limits.moves is None else limits.moves
    while not board.is_over:
        if limits.settled and (winner := settled_winner(board)):
            game.reason = "settled"
            return _win(game, winner, "")
        if board.move_number >= most:
            game.reason = "moves"
            break
        colour = board.to_play
        move = _choose(players[colour], board, game, limits)
        if move is None:
            game.reason = "resign"
            return _win(game, opponent(colour), "R")
    _count(board, game)


def _choose(
    player: Player, board: Board, game: MatchGame, limits: Limits
) -> int | None:
    """Let a player move on the board; return where, or `None` if it resigns."""
    colour = board.to_play
    started = time.perf_counter()
    with _blamed(colour):
        chosen = player.choose(board.copy())
    seconds = time.perf_counter() - started
    game.seconds[colour] += seconds
    with _blamed(colour):
        search = chosen.details.get("search")
        value = _white_value(chosen.value, colour)
    if search is not None:
        game.evaluations[colour] += int(search.evaluations)
    if limits.seconds is not None and seconds > limits.seconds:
        took = f"took {seconds:.1f} s for a move; {limits.seconds:g} s are allowed"
        raise _Forfeit(colour, "time", took)
    if chosen.point == "resign":
        return None
    with _blamed(colour):
        point = operator.index(chosen.point)
    try:
        board.play(point)
    except ValueError as problem:
        raise _Forfeit(colour, "illegal", str(problem)) from None
    game.moves.append((colour, point))
    game.values.append(value)
    game.visits.append(None if search is None else int(search.visits.sum()))
    return point


@contextmanager
def _blamed(colour: int) -> Iterator[None]:
    """What goes wrong here is the player's fault, and it forfeits."""
    try:
        yield
    except (_Forfeit, MemoryError):
        raise
    except Exception as problem:
        detail = f"{type(problem).__name__}: {problem}"
        raise _Forfeit(colour, "error", detail) from problem


def _white_value(value: float | None, colour: int) -> float | None:
    """Return White's probability to win, where `value` is that of `colour`."""
    if value is None:
        return None
    number = float(value)
    if not -1e-4 <= number <= 1 + 1e-4:  # NaN as well
        detail = f"says that it wins with the probability {number:g}"
        raise _Forfeit(colour, "nan", detail)
    number = min(1.0, max(0.0, number))
    return round(number if colour == WHITE else 1 - number, 4)


def settled_winner(board: Board) -> int | None:
    """Return who has won even if it passes from now on; `None` while nobody has.

    A side has when its unconditionally alive stones and territory (Benson) are more
    than half of the board, counting komi.
    """
    alive = board.unconditionally_alive()
    given = board.komi + board.rules.bonus(board.handicap)
    if 2 * int((alive == BLACK).sum()) > board.size**2 + given:
        return BLACK
    if 2 * int((alive == WHITE).sum()) > board.size**2 - given:
        return WHITE
    return None


def _count(board: Board, game: MatchGame) -> None:
    score = board.area_score()
    if score == 0:
        game.result, game.winner = "0", EMPTY
    else:
        _win(game, BLACK if score > 0 else WHITE, f"{abs(score):g}")


def _win(game: MatchGame, winner: int, how: str) -> None:
    game.winner = winner
    game.result = f"{colour_name(winner)[0]}+{how}"


def _rules_name(rules: str | Rules) -> str:
    if isinstance(rules, str):
        return rules
    for name, known in RULES.items():
        if known == rules:
            return name
    return ""
