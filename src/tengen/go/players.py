"""Players: they look at a board and choose a move.

    >>> from tengen.go.board import Board
    >>> player = make_player("playouts:100", seed=1)
    >>> player.choose(Board(9)).point < 81
    True

An engine that speaks GTP is a player too: :mod:`tengen.go.gtp_player`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np

from tengen.go.board import Board
from tengen.go.evaluators import Evaluator, NetworkEvaluator, PlayoutEvaluator
from tengen.go.passing import (
    is_ahead,
    must_pass,
    pass_prior,
    passes_after,
    useful_moves,
)
from tengen.go.player_words import network_word, positive_number
from tengen.go.search import Search, SearchResult

__all__ = [
    "Move",
    "NetworkPlayer",
    "Player",
    "PlayoutPlayer",
    "PolicyPlayer",
    "RandomPlayer",
    "SearchPlayer",
    "make_player",
]

_RESIGNS_AFTER = 3  # moves in a row that look lost


@dataclass(frozen=True)
class Move:
    """What a player answers.

    Attributes:
        point: a point, the pass (``size * size``), or ``"resign"``.
        value: probability that the player who moves wins, if the player has an opinion.
        details: what else the player knows; of searching players ``"search"``, a
            :class:`~tengen.go.search.SearchResult`.
    """

    point: int | Literal["resign"]
    value: float | None = None
    details: dict[str, Any] = field(default_factory=dict)


class Player(Protocol):
    """Whoever can choose a move.

    Attributes:
        name: for tables and records.
    """

    name: str

    def choose(self, board: Board) -> Move:
        """Choose a move for the player to move; the board stays as it is."""
        ...

    def new_game(self) -> None:
        """Forget the last game."""
        ...

    def close(self) -> None:
        """Let go of processes and files."""
        ...


class _Quiet:
    """What players without processes and files share."""

    def new_game(self) -> None:
        """Forget the last game."""

    def close(self) -> None:
        """Nothing to let go of."""


class RandomPlayer(_Quiet):
    """Plays any legal move that fills no small eye of its own; passes at the end.

    Args:
        seed: the same seed plays the same games.
    """

    def __init__(self, seed: int | None = None, name: str = "random") -> None:
        self.name = name
        self._random = np.random.default_rng(seed)

    def choose(self, board: Board) -> Move:
        """See :class:`Player`."""
        points, player = board.size**2, board.to_play
        legal = np.flatnonzero(board.legal_moves()[:points])
        moves = [int(p) for p in legal if not board.is_own_eye(int(p), player)]
        return Move(int(self._random.choice(moves)) if moves else points)


class SearchPlayer(_Quiet):
    """Plays what a search prefers; passes by the rules of :mod:`tengen.go.passing`.

    Args:
        search: with its evaluator and limits.
        name: for tables and records.
        resign: resigns when the search has given it less than this probability of
            winning at three of its moves in a row; 0 for never.
        concede: see :func:`tengen.go.passing.passes_after`.
    """

    def __init__(
        self,
        search: Search,
        name: str,
        resign: float = 0.0,
        concede: float = 0.03,
    ) -> None:
        self.search, self.name = search, name
        self.resign, self.concede = resign, concede
        self._lost = 0

    def new_game(self) -> None:
        """Forget the last game."""
        self.search.forget()
        self._lost = 0

    def choose(self, board: Board) -> Move:
        """See :class:`Player`."""
        useful = useful_moves(board)
        if must_pass(board, useful):
            return Move(board.size**2)
        result = self.search.run(board, useful, pass_prior(board))
        self._lost = self._lost + 1 if result.value < self.resign else 0
        if self._lost >= _RESIGNS_AFTER:
            return Move("resign", result.value, {"search": result})
        return Move(self._point(board, result), result.value, {"search": result})

    def _point(self, board: Board, result: SearchResult) -> int:
        points = board.size**2
        if passes_after(board, result, self.concede):
            return points
        if result.move != points or is_ahead(board):
            return result.move
        # A pass that would lose if the opponent passed too: the best stone instead.
        stones = result.visits[:points]
        if not stones.any():
            return int(np.argmax(result.priors[:points]))
        return int(np.argmax(stones))


class PlayoutPlayer(SearchPlayer):
    """A search with random games: strong enough to teach a network its first steps.

    Args:
        playouts: random games for a move, those of the tree kept from the last one
            included.
        c_puct: see :class:`~tengen.go.search.Search`; random games say little, so more
            is tried than with a network.
        score_weight: see :class:`~tengen.go.evaluators.PlayoutEvaluator`; so `amaf`.
        seed: the same seed plays the same games.
        options: further arguments of :class:`~tengen.go.search.Search`.
    """

    def __init__(
        self,
        playouts: int = 1000,
        *,
        c_puct: float = 0.9,
        score_weight: float = 0.1,
        amaf: float = 2000.0,
        seed: int | None = None,
        name: str | None = None,
        **options: Any,
    ) -> None:
        evaluator = PlayoutEvaluator(score_weight=score_weight, amaf=amaf)
        search = Search(evaluator, visits=playouts, c_puct=c_puct, seed=seed, **options)
        super().__init__(search, name or f"playouts:{playouts}")


class NetworkPlayer(SearchPlayer):
    """A search with a network.

    Args:
        model: a model, a file, or a :class:`~tengen.go.evaluators.NetworkEvaluator`.
        visits: limit of a move's search; so are `evaluations` and `cpu_seconds`
            (:class:`~tengen.go.search.Search`). 200 visits if none is given.
        batch: positions evaluated together.
        symmetry: see :class:`~tengen.go.evaluators.NetworkEvaluator`.
        seed: the same seed plays the same games, unless processor time is the limit.
        resign: see :class:`SearchPlayer`.
        options: further arguments of :class:`~tengen.go.search.Search`.
    """

    def __init__(
        self,
        model: Any,
        *,
        visits: int | None = None,
        evaluations: int | None = None,
        cpu_seconds: float | None = None,
        batch: int = 8,
        symmetry: Literal["none", "random", "average"] = "none",
        seed: int | None = None,
        resign: float = 0.02,
        name: str | None = None,
        **options: Any,
    ) -> None:
        if visits is None and evaluations is None and cpu_seconds is None:
            visits = 200
        evaluator = _evaluator(model, batch, symmetry, seed)
        search = Search(
            evaluator,
            visits=visits,
            evaluations=evaluations,
            cpu_seconds=cpu_seconds,
            batch=batch,
            seed=seed,
            **options,
        )
        super().__init__(
            search, name or str(getattr(evaluator, "name", "network")), resign
        )


class PolicyPlayer(_Quiet):
    """Plays what the network's policy prefers, at once, without looking ahead.

    Args:
        model: a model, a file, or an evaluator.
        temperature: 0 plays the most probable useful move; t > 0 draws one with
            probability proportional to ``p ** (1 / t)``.
        concede: see :func:`tengen.go.passing.passes_after`; read from the network's
            value of the position.
        seed: for the draws.
    """

    def __init__(
        self,
        model: Any,
        temperature: float = 0.0,
        *,
        symmetry: Literal["none", "random", "average"] = "none",
        concede: float = 0.03,
        seed: int | None = None,
        name: str | None = None,
    ) -> None:
        if temperature < 0:
            raise ValueError(f"PolicyPlayer: temperature is below 0: {temperature}.")
        self.evaluator = _evaluator(model, 1, symmetry, seed)
        self.temperature, self.concede = temperature, concede
        self.name = name or f"policy:{getattr(self.evaluator, 'name', 'network')}"
        self._random = np.random.default_rng(seed)

    def choose(self, board: Board) -> Move:
        """See :class:`Player`."""
        points = board.size**2
        useful = useful_moves(board)
        if must_pass(board, useful):
            return Move(points)
        policies, values = self.evaluator.evaluate([board])
        value = float(values[0])
        if self._stops(board, value):
            return Move(points, value)
        if np.isnan(policies[0, points]) or not is_ahead(board):
            useful[points] = False
        policy = np.where(useful, np.nan_to_num(policies[0]), 0.0).astype(np.float64)
        if not policy.any():
            policy = useful.astype(np.float64)
        return Move(self._draw(policy), value, {"policy": policy / policy.sum()})

    def _stops(self, board: Board, value: float) -> bool:
        """The third and fourth rule of passing, by the network's values."""
        if not is_ahead(board):
            return board.passes > 0 and value < self.concede
        if pass_prior(board) == 0 or value < 1 - self.concede:
            return False
        after = board.copy()
        after.play(board.size**2)
        theirs = float(self.evaluator.evaluate([after])[1][0])
        return theirs <= self.concede

    def _draw(self, policy: Any) -> int:
        if self.temperature == 0:
            return int(np.argmax(policy))
        with np.errstate(divide="ignore"):
            logits = np.log(policy) / self.temperature
        weights = np.exp(logits - logits.max())
        return int(self._random.choice(len(policy), p=weights / weights.sum()))


def _evaluator(
    model: Any,
    batch: int,
    symmetry: Literal["none", "random", "average"],
    seed: int | None,
) -> Evaluator:
    if isinstance(model, Evaluator):
        return model
    return NetworkEvaluator(model, batch, symmetry, seed=seed)


def make_player(
    spec: str,
    *,
    visits: int | None = None,
    evaluations: int | None = None,
    cpu_seconds: float | None = None,
    seed: int | None = None,
    **options: Any,
) -> Player:
    """Make a player from a word, as the command line takes it.

    Args:
        spec: ``"random"``; ``"playouts:N"``, N random games a move; ``"policy:FILE"``,
            a network's policy alone; ``"FILE"`` or ``"net:FILE"``, a network with
            search, ``"net:FILE@400"`` with 400 visits a move, ``"@400e"`` evaluations,
            ``"@2s"`` seconds of processor time; ``"gnugo"`` or ``"gnugo:LEVEL"``.
        visits: for networks whose word names no limit; likewise `evaluations` and
            `cpu_seconds`.
        seed: of the player's random numbers.
        options: further arguments of the player's class.

    Raises:
        ValueError: for a word that is none of these, or a file that is not there.
    """
    kind, _, rest = spec.partition(":")
    if spec == "random":
        return RandomPlayer(seed)
    if kind == "playouts":
        playouts = positive_number(rest or "1000", spec)
        return PlayoutPlayer(playouts, seed=seed, **options)
    if kind == "gnugo":
        return _gnugo(positive_number(rest or "10", spec), seed)
    if kind == "policy":
        return PolicyPlayer(network_word(spec)[0], seed=seed, **options)
    path, limits = network_word(spec)
    limits = limits or {
        "visits": visits,
        "evaluations": evaluations,
        "cpu_seconds": cpu_seconds,
    }
    return NetworkPlayer(path, seed=seed, **limits, **options)


def _gnugo(level: int, seed: int | None) -> Player:
    from tengen.go.gtp_player import GtpPlayer

    player: Player = GtpPlayer.gnugo(level, seed)
    return player
