"""Ratings from results: Bradley-Terry with a colour advantage, in Elo, with intervals.

The model (R. Bradley and M. Terry, 1952): Black beats White with probability

    P = 1 / (1 + exp(-(s_black - s_white + a)))

where `s` is the strength of a player and `a` the advantage of having Black. A draw is
half a win and half a loss. Strengths are Gaussian beforehand, so that a player who has
won all its games, or none, gets a finite rating too. The ratings are where the
posterior is largest; intervals are those of the Gaussian with the same curvature there
(Laplace). One unit of strength is 400 / ln 10 = 173.7 Elo.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, expit, ndtr, ndtri

__all__ = ["Outcome", "Ratings", "rate", "standard_error", "superiority", "wilson"]

ELO = 400 / math.log(10)
_MOST_STEPS = 100


@dataclass(frozen=True)
class Outcome:
    """A game as ratings see it.

    Attributes:
        black, white: who played.
        score: 1 if Black won, 0 if White won, 0.5 for a draw.
    """

    black: str
    white: str
    score: float


@dataclass(frozen=True)
class Ratings:
    """Elo of every player, 0 on average, and how sure they are.

    Attributes:
        names: of the players.
        elo: `(players,)`.
        covariance: of the Elo numbers, `(players, players)`.
        colour_advantage: what having Black is worth, in Elo.
        colour_error: its standard error, in Elo.
    """

    names: tuple[str, ...]
    elo: NDArray[np.float64]
    covariance: NDArray[np.float64]
    colour_advantage: float
    colour_error: float

    def __getitem__(self, name: str) -> float:
        return float(self.elo[self.names.index(name)])

    def interval(self, name: str, confidence: float = 0.95) -> tuple[float, float]:
        """Return lower and upper bound of a player's Elo."""
        index = self.names.index(name)
        reach = _quantile(confidence) * math.sqrt(self.covariance[index, index])
        return float(self.elo[index] - reach), float(self.elo[index] + reach)

    def superiority(self, stronger: str, weaker: str) -> float:
        """Return the probability that one player is stronger than another."""
        i, j = self.names.index(stronger), self.names.index(weaker)
        if i == j:
            return 0.5
        c = self.covariance
        error = math.sqrt(c[i, i] + c[j, j] - 2 * c[i, j])
        return float(ndtr((self.elo[i] - self.elo[j]) / error))

    def expected(self, black: str, white: str) -> float:
        """Return the probability that Black wins, by the model."""
        difference = self[black] - self[white] + self.colour_advantage
        return float(expit(difference / ELO))


def rate(
    outcomes: Iterable[Outcome],
    names: Sequence[str] | None = None,
    spread: float = 500.0,
    colour_spread: float = 100.0,
) -> Ratings:
    """Rate players by their games.

    Args:
        outcomes: the games.
        names: the players; without it, those who played, in the order of their names.
        spread: standard deviation of strengths beforehand, in Elo.
        colour_spread: standard deviation of the colour advantage beforehand, in Elo.

    Raises:
        ValueError: if a game names somebody who is not among `names`, or a score is
            not between 0 and 1.

    Example:
        >>> games = [Outcome("a", "b", 1), Outcome("b", "a", 0), Outcome("a", "b", 0)]
        >>> ratings = rate(games)
        >>> ratings["a"] > ratings["b"]
        True
    """
    games = list(outcomes)
    if names is None:
        names = sorted({name for game in games for name in (game.black, game.white)})
    black, white, scores = _indices(games, tuple(names))
    precision = np.append(np.full(len(names), spread), colour_spread)
    precision = (ELO / precision) ** 2
    found, curvature = _maximum(black, white, scores, precision)
    covariance = np.linalg.inv(curvature) * ELO**2
    # Only differences are known, so the average is taken off, and its uncertainty too.
    centring = np.eye(len(names)) - 1 / max(1, len(names))
    players = centring @ covariance[:-1, :-1] @ centring
    return Ratings(
        names=tuple(names),
        elo=centring @ found[:-1] * ELO,
        covariance=players,
        colour_advantage=float(found[-1] * ELO),
        colour_error=math.sqrt(covariance[-1, -1]),
    )


def _indices(
    games: list[Outcome], names: tuple[str, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    numbers = {name: number for number, name in enumerate(names)}
    for game in games:
        for name in (game.black, game.white):
            if name not in numbers:
                raise ValueError(
                    f"a game was played by {name!r}, who is not to be rated"
                )
        if not 0 <= game.score <= 1:
            raise ValueError(f"a score lies between 0 and 1; got {game.score}")
    black = np.array([numbers[game.black] for game in games], dtype=np.int64)
    white = np.array([numbers[game.white] for game in games], dtype=np.int64)
    return black, white, np.array([game.score for game in games], dtype=float)


def _maximum(
    black: NDArray[np.int64],
    white: NDArray[np.int64],
    scores: NDArray[np.float64],
    precision: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the largest posterior by Newton's method; its curvature there as well.

    The log posterior is strictly concave, so there is one maximum; steps are halved
    where a whole one would go past it.
    """
    design = np.zeros((len(scores), len(precision)))
    rows = np.arange(len(scores))
    design[rows, black] += 1
    design[rows, white] -= 1
    design[:, -1] = 1

    def log_posterior(theta: NDArray[np.float64]) -> float:
        logits = design @ theta
        fit = scores * logits - np.logaddexp(0, logits)
        return float(fit.sum() - 0.5 * (precision * theta**2).sum())

    theta = np.zeros(len(precision))
    height = log_posterior(theta)
    for _ in range(_MOST_STEPS):
        chances = expit(design @ theta)
        slope = design.T @ (scores - chances) - precision * theta
        weights = chances * (1 - chances)
        curvature = (design.T * weights) @ design + np.diag(precision)
        step = np.linalg.solve(curvature, slope)
        if np.abs(step).max() < 1e-10:
            return theta, curvature
        while (
            log_posterior(theta + step) < height - 1e-12 and np.abs(step).max() > 1e-9
        ):
            step = step / 2
        theta = theta + step
        height = log_posterior(theta)
    return theta, curvature


def wilson(wins: float, games: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the bounds of a win rate (E. Wilson, 1927); a draw is half a win.

    Example:
        >>> low, high = wilson(8, 10)
        >>> round(low, 3), round(high, 3)
        (0.49, 0.943)
    """
    if games == 0:
        return 0.0, 1.0
    z = _quantile(confidence)
    rate, z2 = wins / games, z * z / games
    centre = (rate + z2 / 2) / (1 + z2)
    reach = z / (1 + z2) * math.sqrt((rate * (1 - rate) + z2 / 4) / games)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def standard_error(wins: float, games: int) -> float:
    """Return the binomial error of a win rate, which the course's tables call sigma.

    Example:
        >>> round(standard_error(19, 26), 3)
        0.087
    """
    if games == 0:
        return math.nan
    rate = wins / games
    return math.sqrt(rate * (1 - rate) / games)


def superiority(wins: float, losses: float) -> float:
    """Return the probability that the winner of more games is the stronger one.

    That is, that the rate of wins is above one half, when all rates are equally likely
    beforehand; draws tell nothing.

    Example:
        >>> superiority(0, 0), superiority(3, 0)
        (0.5, 0.9375)
    """
    return 1.0 - float(betainc(wins + 1, losses + 1, 0.5))


def _quantile(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1; got {confidence}")
    return float(ndtri(0.5 + confidence / 2))
