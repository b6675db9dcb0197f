"""Whether a game is worth keeping: its moves held against the rules, its other facts
against conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from tengen import _go
from tengen.go.packing import POINT_BITS, Packed, game_key, pack
from tengen.go.points import BLACK, WHITE, colour_name, point_text
from tengen.go.records import Game
from tengen.go.rules import Rules

_KO = {"simple": 0, "positional": 1, "situational": 2}
_VERDICTS = (
    "",
    "there is no such point",
    "there is a stone already",
    "suicide",
    "ko",
    "superko",
)
_SUICIDE = re.compile(
    r"nz|new.?zealand|goe|\bing\b|tromp|sui1", re.IGNORECASE
)  # rules that allow it; the last is how KataGo writes them


@dataclass(frozen=True)
class Conditions:
    """What a game must be like to be kept.

    Attributes:
        size: lines of the board.
        min_moves: the least number of moves, passes not counted.
        winner_only: the winner must be known; a draw has none.
        komi: one of these; any, if there are none.
        even_only: no handicap and no other set-up.
        rules: which all games are held against. By default simple ko, and suicide
            where the rules that a record names allow it (New Zealand, Ing,
            Tromp-Taylor): superko differs between rules that records rarely name, and
            real games with a triple ko are games.
        cut_illegal: keep what comes before an illegal move, instead of dropping the
            game.
    """

    size: int = 19
    min_moves: int = 1
    winner_only: bool = False
    komi: tuple[float, ...] = ()
    even_only: bool = False
    rules: Rules | None = None
    cut_illegal: bool = False


@dataclass(frozen=True)
class Kept:
    """A game that fulfils the conditions.

    Attributes:
        name: where it comes from.
        packed: the game as archives hold it.
        game: the game itself, where asked for.
        cut: why it was cut short, or "".
    """

    name: str
    packed: Packed
    game: Game | None = None
    cut: str = ""


@dataclass(frozen=True)
class Dropped:
    """A game that does not, or a record that cannot be read.

    Attributes:
        name: where it comes from.
        reason: in a few words, the same for all such games.
        detail: about this one.
    """

    name: str
    reason: str
    detail: str = ""


def check_game(game: Game, conditions: Conditions) -> Kept | Dropped:
    """Hold a game against the rules and conditions.

    Example:
        >>> from tengen.go.records import from_sgf
        >>> game = from_sgf("(;SZ[9];B[ee];W[ee])", name="a.sgf")
        >>> check_game(game, Conditions(size=9)).detail
        'move 2 (White E5): there is a stone already'
    """
    obstacle = _unwanted(game, conditions)
    if obstacle:
        return Dropped(game.name, *obstacle)
    packed = pack(game)
    legal, problem = _legal_moves(packed, game, conditions.rules)
    if problem and (legal < 0 or not conditions.cut_illegal):
        reason = "impossible set-up" if legal < 0 else "illegal move"
        return Dropped(game.name, reason, problem)
    if problem:
        game, packed = _cut(game, packed, legal)
    played = int(np.count_nonzero(packed.moves & POINT_BITS != game.size**2))
    if played < conditions.min_moves:
        return Dropped(game.name, "too short", f"{played} moves {problem}".strip())
    return Kept(game.name, packed, game, problem)


def _unwanted(game: Game, conditions: Conditions) -> tuple[str, str] | None:
    if game.size != conditions.size:
        return "another size", f"{game.size}x{game.size}"
    if conditions.winner_only and game.winner not in (BLACK, WHITE):
        return "no winner", game.result
    if conditions.komi and game.komi not in conditions.komi:
        return "another komi", f"{game.komi:g}"
    stones = len(game.setup_black) + len(game.setup_white)
    if conditions.even_only and (stones or game.handicap > 1):
        return "not even", f"{stones or game.handicap} stones"
    if game.handicap > 1 and not stones and game.to_play == WHITE and game.moves:
        return "handicap stones missing", f"{game.handicap}"
    return None


def _legal_moves(packed: Packed, game: Game, rules: Rules | None) -> tuple[int, str]:
    """Return how many moves can be played, and what is wrong with the next, or "".

    The number is negative if the set-up is impossible.
    """
    if rules is None:
        rules = Rules(ko="simple", suicide=bool(_SUICIDE.search(game.rules)))
    move, verdict = _go.check_record(
        packed.size, _KO[rules.ko], rules.suicide, packed.setup, packed.moves
    )
    if verdict == 0:
        return len(packed.moves), ""
    if move < 0:
        return -1, "stones without liberties, or two on one point"
    colour, point = game.moves[move]
    place = f"{colour_name(colour)} {point_text(point, game.size)}"
    return move, f"move {move + 1} ({place}): {_VERDICTS[verdict]}"


def _cut(game: Game, packed: Packed, count: int) -> tuple[Game, Packed]:
    game = replace(
        game,
        moves=game.moves[:count],
        values=game.values[:count],
        leads=game.leads[:count],
        visits=game.visits[:count],
        comments=game.comments[:count],
    )
    moves = packed.moves[:count]
    packed = replace(
        packed,
        moves=moves,
        values=None if packed.values is None else packed.values[:count],
        leads=None if packed.leads is None else packed.leads[:count],
        key=game_key(game.size, packed.setup, moves),
    )
    return game, packed
