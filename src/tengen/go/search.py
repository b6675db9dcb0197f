"""Search: a PUCT tree (native) that asks an evaluator about batches of positions.

    >>> from tengen.go.board import Board
    >>> from tengen.go.evaluators import PlayoutEvaluator
    >>> search = Search(PlayoutEvaluator(), visits=200, seed=1)
    >>> result = search.run(Board(5))
    >>> int(result.visits.sum())
    200

What evaluates positions is in :mod:`tengen.go.evaluators`; who plays them, and when to
pass, in :mod:`tengen.go.players` and :mod:`tengen.go.passing`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tengen import _go
from tengen.go.board import Board
from tengen.go.evaluators import Evaluator, Leaves, PlayoutEvaluator

__all__ = ["Search", "SearchResult"]

_SLICE = 2000  # visits between two looks at the keyboard
_ENDS_IN_A_ROW = 32  # batches of nothing but ends of games: there is nothing to learn


@dataclass(frozen=True)
class SearchResult:
    """What a search found. P is the number of points; index P is the pass.

    Attributes:
        move: the chosen move.
        visits: how often each move was tried, ``(P + 1,)``, those of earlier searches
            that led here included.
        values: each move's probability of winning for the player to move, ``(P + 1,)``;
            NaN where a move was never tried.
        policy: the visits, summing to one: what self-play teaches, ``(P + 1,)``.
        priors: the evaluator's probabilities among the moves searched, ``(P + 1,)``.
        value: probability that the player to move wins.
        principal_variation: the moves both sides would play, `move` not always first.
        evaluations: positions the evaluator was asked about in this search.
        cpu_seconds: processor time of this process during the search.
    """

    move: int
    visits: NDArray[np.int64]
    values: NDArray[np.float64]
    policy: NDArray[np.float64]
    priors: NDArray[np.float32]
    value: float
    principal_variation: list[int]
    evaluations: int
    cpu_seconds: float


class Search:
    """PUCT search (Silver et al. 2017), with values as probabilities of winning.

    At least one limit must be given; the first one reached ends a search.

    Args:
        evaluator: what says how good a position is.
        visits: of the root's moves together, those kept from the last search included.
        evaluations: positions asked about in one search.
        cpu_seconds: processor time of the process, all threads together. The search
            stops when one more batch would probably take too long.
        c_puct: weight of priors against values in [0, 1]: with values in [-1, 1] the
            same search has twice the number.
        fpu_reduction: a move never tried is taken to be worth its position's value so
            far, less this times the root of the prior probability of all moves tried.
        virtual: what a position that waits for its evaluation counts for in the same
            batch: ``"mean"`` or ``"loss"``.
        batch: positions evaluated together.
        noise: share of Dirichlet noise in the root's priors (0.25 in self-play).
        noise_alpha: its parameter; by default 10.83 over the number of moves, which is
            0.03 on the empty 19x19 board.
        temperature: 0 plays the move with most visits; t > 0 draws a move with
            probability proportional to ``visits ** (1 / t)``.
        reuse: keep what a search found about the moves then played.
        seed: for noise, temperature and playouts. The same seed, boards and limits
            (other than processor time) give the same results.

    Raises:
        ValueError: for limits and numbers that make no sense.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        *,
        visits: int | None = None,
        evaluations: int | None = None,
        cpu_seconds: float | None = None,
        c_puct: float = 0.7,
        fpu_reduction: float = 0.1,
        virtual: Literal["mean", "loss"] = "mean",
        batch: int = 8,
        noise: float = 0.0,
        noise_alpha: float | None = None,
        temperature: float = 0.0,
        reuse: bool = True,
        seed: int | None = None,
    ) -> None:
        limits = {
            "visits": visits,
            "evaluations": evaluations,
            "cpu_seconds": cpu_seconds,
        }
        if all(limit is None for limit in limits.values()):
            raise ValueError(
                "Search needs a limit: visits, evaluations or cpu_seconds."
            )
        for name, limit in limits.items():
            if limit is not None and limit <= 0:
                raise ValueError(f"Search: {name} must be positive, not {limit}.")
        if virtual not in ("mean", "loss"):
            raise ValueError(f"Search: virtual is 'mean' or 'loss', not {virtual!r}.")
        if batch < 1:
            raise ValueError(f"Search: batch must be at least 1, not {batch}.")
        if not 0 <= noise <= 1:
            raise ValueError(f"Search: noise is a share from 0 to 1, not {noise}.")
        if temperature < 0:
            raise ValueError(f"Search: temperature cannot be below 0: {temperature}.")
        self.evaluator = evaluator
        self.visits, self.evaluations = visits, evaluations
        self.cpu_seconds, self.batch = cpu_seconds, batch
        self.noise, self.noise_alpha = noise, noise_alpha
        self.temperature, self.reuse = temperature, reuse
        self._how = (c_puct, fpu_reduction, virtual)
        self._random = np.random.default_rng(seed)
        self._tree: Any = None
        self._board: Board | None = None  # that the tree's root shows

    def forget(self) -> None:
        """Drop the tree, as before a new game."""
        self._tree = self._board = None

    def run(
        self,
        board: Board,
        moves: NDArray[np.bool_] | None = None,
        pass_prior: float = 0.0,
    ) -> SearchResult:
        """Search a position; the board stays as it is.

        Args:
            board: with the player to move.
            moves: the moves to look at first, ``(P + 1,)``; by default all that are
                legal and do not fill a small eye of one's own. Positions further down
                are always searched in full.
            pass_prior: the least share of the priors that passing gets.

        Raises:
            ValueError: if `moves` allows nothing.
        """
        start = time.process_time()
        tree = self._tree_of(board)
        budget = _Budget(self, tree, start)
        if not tree.is_expanded:
            self._step(tree, board, budget, 1)
        self._prepare_root(tree, board.size**2, moves, pass_prior)
        if isinstance(self.evaluator, PlayoutEvaluator):
            self._run_playouts(tree, budget)
        else:
            while budget.has_more():
                self._step(tree, board, budget, budget.next_batch())
        return self._result(tree, board, budget, start)

    # The tree.

    def _tree_of(self, board: Board) -> Any:
        tree = self._continued(board) if self.reuse else None
        if tree is None:
            komi = board.komi + board.rules.bonus(board.handicap)
            weight = getattr(self.evaluator, "score_weight", 0.0)
            amaf = getattr(self.evaluator, "amaf", 0.0)
            tree = _go.Search(board._native, komi, *self._how, weight, amaf)
        self._tree, self._board = tree, board.copy()
        return tree

    def _continued(self, board: Board) -> Any:
        """The tree of the last search, if the board has come from there."""
        before = self._board
        if before is None or before.rules != board.rules:
            return None
        played, moves = before.moves, board.moves
        if moves[: len(played)] != played or len(moves) > len(played) + 2:
            return None
        now = before.copy()
        for colour, point in moves[len(played) :]:
            if colour != now.to_play or not now.is_legal(point):
                return None
            now.play(point)
        if now.hash != board.hash or now.to_play != board.to_play:
            return None
        for _, point in moves[len(played) :]:
            self._tree.advance(point)
        return self._tree

    def _prepare_root(
        self,
        tree: Any,
        points: int,
        allowed: NDArray[np.bool_] | None,
        pass_prior: float,
    ) -> None:
        root = tree.root()
        moves, priors = root["moves"], root["priors"].astype(np.float64)
        if points not in moves:  # below the root most positions do not think of it
            moves = np.append(moves, points)
            priors = np.append(priors, 1.0 / len(moves))
        if allowed is not None:
            if allowed.shape != (points + 1,):
                raise ValueError(f"Search.run: moves must be {points + 1} booleans.")
            moves, priors = moves[allowed[moves]], priors[allowed[moves]]
        if len(moves) == 0:
            raise ValueError("Search.run: none of the moves given can be played.")
        total = priors.sum()
        priors = priors / total if total > 0 else np.full(len(moves), 1 / len(moves))
        passing = moves == points
        if len(moves) > 1 and priors[passing].sum() < pass_prior:
            priors *= (1 - pass_prior) / priors[~passing].sum()
            priors[passing] = pass_prior
        if self.noise:
            alpha = self.noise_alpha or 10.83 / len(moves)
            drawn = self._random.dirichlet(np.full(len(moves), alpha))
            priors = (1 - self.noise) * priors + self.noise * drawn
        tree.set_root_moves(moves.tolist(), priors.tolist())

    # Descents.

    def _step(self, tree: Any, board: Board, budget: _Budget, count: int) -> None:
        if isinstance(self.evaluator, PlayoutEvaluator):
            playouts, seed = self.evaluator.playouts, self._seed()
            budget.spend(tree.search_by_playouts(0, np.inf, playouts, seed))
            return
        tree.collect(count, budget.visits)
        leaves = Leaves(tree, board)
        budget.spend(len(leaves))
        if not len(leaves):
            return
        try:
            policies, values = self.evaluator.evaluate_leaves(leaves)
            tree.expand(policies, values)
        except BaseException:
            tree.abandon()
            raise

    def _run_playouts(self, tree: Any, budget: _Budget) -> None:
        assert isinstance(self.evaluator, PlayoutEvaluator)
        while budget.has_more():
            visits = min(budget.visits, tree.visits + min(_SLICE, budget.remaining()))
            asked = tree.search_by_playouts(
                visits, budget.deadline, self.evaluator.playouts, self._seed()
            )
            budget.spend(asked)

    def _seed(self) -> int:
        return int(self._random.integers(2**63))

    # The result.

    def _result(
        self, tree: Any, board: Board, budget: _Budget, start: float
    ) -> SearchResult:
        root, width = tree.root(), board.size**2 + 1
        visits = np.zeros(width, np.int64)
        values = np.full(width, np.nan)
        priors = np.zeros(width, np.float32)
        visits[root["moves"]] = root["visits"]
        values[root["moves"]] = root["values"]
        priors[root["moves"]] = root["priors"]
        policy = visits / visits.sum() if visits.any() else priors.astype(np.float64)
        return SearchResult(
            move=self._choose(policy, values),
            visits=visits,
            values=values,
            policy=policy,
            priors=priors,
            value=float(root["value"]),
            principal_variation=list(tree.principal_variation()),
            evaluations=budget.spent,
            cpu_seconds=time.process_time() - start,
        )

    def _choose(self, policy: NDArray[np.float64], values: NDArray[np.float64]) -> int:
        if self.temperature:
            with np.errstate(divide="ignore"):
                logits = np.log(policy) / self.temperature
            weights = np.exp(logits - logits.max())
            return int(self._random.choice(len(policy), p=weights / weights.sum()))
        best = np.flatnonzero(policy == policy.max())
        return int(best[np.argmax(np.nan_to_num(values[best], nan=-1.0))])


class _Budget:
    """What is left of the limits of one search."""

    def __init__(self, search: Search, tree: Any, start: float) -> None:
        self.visits = search.visits or 2**62
        self.deadline = start + (search.cpu_seconds or np.inf)
        self.spent = 0
        self._evaluations = search.evaluations or 2**62
        self._batch, self._tree = search.batch, tree
        self._clock, self._slowest = start, 0.0
        self._ends = 0

    def spend(self, evaluations: int) -> None:
        now = time.process_time()
        if self.spent > 1:  # the first call may compile
            self._slowest = max(self._slowest, now - self._clock)
        self._clock = now
        self.spent += evaluations
        self._ends = 0 if evaluations else self._ends + 1

    def remaining(self) -> int:
        return self._evaluations - self.spent

    def has_more(self) -> bool:
        return bool(
            self._tree.visits < self.visits
            and self.remaining() > 0
            and self._ends < _ENDS_IN_A_ROW
            and self._clock + self._slowest < self.deadline
        )

    def next_batch(self) -> int:
        return min(self._batch, self.remaining())
