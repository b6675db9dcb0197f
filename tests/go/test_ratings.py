"""Ratings and intervals.

Properties: (1) ratings lie where a general optimizer finds the largest posterior, and
their errors are those of a posterior summed up on a grid; (2) with many games and a
wide prior a pair's difference is the textbook's 400 log10(wins / losses); (3) the
colour advantage is found, and takes nothing from the players; (4) winners of all games
have finite ratings; (5) intervals hold the truth as often as they say; (6) sigma,
Wilson's bounds and superiority are those published or counted another way.
"""

from __future__ import annotations

import doctest
import math

import numpy as np
import pytest
from scipy import optimize, stats
from scipy.special import expit

from tengen.go import ratings
from tengen.go.ratings import Outcome, rate, standard_error, superiority, wilson

ELO = 400 / math.log(10)


def play(strengths: dict[str, float], rounds: int, advantage: float, seed: int):
    """Games of all pairs, both colours, drawn from the model (numbers in Elo)."""
    draw = np.random.default_rng(seed)
    games = []
    for _ in range(rounds):
        for black, s in strengths.items():
            for white, t in strengths.items():
                if black != white:
                    wins = draw.random() < expit((s - t + advantage) / ELO)
                    games.append(Outcome(black, white, float(wins)))
    return games


def test_examples_run():
    assert doctest.testmod(ratings).failed == 0


@pytest.mark.parametrize("seed", range(3))
def test_the_posterior_is_largest_there(seed):
    truth = {"a": 150.0, "b": 0.0, "c": -40.0, "d": -110.0}
    games = play(truth, 6, 50, seed) + [Outcome("a", "d", 0.5)]
    names = list(truth)

    def negative_log_posterior(theta):
        total = 0.5 * np.sum((theta[:4] * ELO / 500) ** 2)
        total += 0.5 * (theta[4] * ELO / 100) ** 2
        for game in games:
            d = theta[names.index(game.black)] - theta[names.index(game.white)]
            p = expit(d + theta[4])
            total -= game.score * np.log(p) + (1 - game.score) * np.log(1 - p)
        return total

    best = optimize.minimize(negative_log_posterior, np.zeros(5), method="BFGS").x
    found = rate(games, names)
    expected = (best[:4] - best[:4].mean()) * ELO
    np.testing.assert_allclose(found.elo, expected, atol=0.05)
    assert found.colour_advantage == pytest.approx(best[4] * ELO, abs=0.05)
    assert abs(found.elo.sum()) < 1e-9


def test_errors_are_those_of_the_posterior_itself():
    games = play({"a": 60.0, "b": 0.0}, 100, 0, 5)
    wins = sum(g.score if g.black == "a" else 1 - g.score for g in games)
    # Without a colour advantage one number is left: the difference d, whose prior is
    # that of two strengths.
    d = np.linspace(-400, 400, 80_001)
    log = wins * np.log(expit(d / ELO)) + (len(games) - wins) * np.log(expit(-d / ELO))
    log -= 0.5 * (d / (500 * math.sqrt(2))) ** 2
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    mean = (weight * d).sum()
    deviation = math.sqrt((weight * (d - mean) ** 2).sum())
    found = rate(games, ["a", "b"], colour_spread=1e-3)
    assert found["a"] - found["b"] == pytest.approx(mean, abs=1)
    low, high = found.interval("a")
    # The rating of one of two players is half their difference.
    assert 2 * (high - low) / 2 / 1.96 == pytest.approx(deviation, rel=0.02)
    assert found.superiority("a", "b") == pytest.approx(weight[d > 0].sum(), abs=0.01)
    assert found.superiority("b", "a") + found.superiority("a", "b") == pytest.approx(1)


def test_a_pair_has_the_difference_of_the_textbook():
    games = [Outcome("a", "b", 1)] * 300 + [Outcome("a", "b", 0)] * 100
    games += [Outcome("b", "a", 0)] * 300 + [Outcome("b", "a", 1)] * 100
    found = rate(games, spread=1e6)
    assert found["a"] - found["b"] == pytest.approx(400 * math.log10(3), abs=0.1)
    assert found.expected("a", "b") == pytest.approx(0.75, abs=1e-3)


def test_the_colour_advantage_is_not_credited_to_players():
    games = [Outcome("a", "b", 1)] * 30 + [Outcome("b", "a", 1)] * 30
    found = rate(games)
    assert found["a"] == pytest.approx(found["b"], abs=1e-6)
    assert found.colour_advantage > 100
    assert found.colour_error > 0


def test_who_has_won_all_games_has_a_finite_rating():
    games = [Outcome("a", "b", 1), Outcome("b", "a", 0)] * 20
    found = rate(games, ["a", "b", "idle"])
    assert 100 < found["a"] < 1000
    assert found["idle"] == pytest.approx(0, abs=1e-6)
    widths = [np.diff(found.interval(name))[0] for name in ("a", "idle")]
    assert widths[1] > widths[0]


def test_no_games_no_difference():
    found = rate([], ["a", "b"])
    assert found.elo.tolist() == [0, 0]
    assert found.superiority("a", "b") == 0.5
    assert rate([]).names == ()


def test_intervals_hold_the_truth_as_often_as_they_say():
    truth = {"a": 120.0, "b": 20.0, "c": -140.0}
    held = 0
    for seed in range(200):
        found = rate(play(truth, 10, 30, seed))
        for name, strength in truth.items():
            low, high = found.interval(name)
            held += low <= strength <= high
    assert 0.92 <= held / 600 <= 0.98


@pytest.mark.parametrize(
    ("wins", "games", "win_rate", "sigma"),
    [(19, 26, 0.731, 0.087), (23, 32, 0.719, 0.079), (20, 34, 0.588, 0.084)],
)
def test_sigma_is_that_of_the_tournament_tables(wins, games, win_rate, sigma):
    assert round(wins / games, 3) == win_rate
    assert round(standard_error(wins, games), 3) == sigma


@pytest.mark.parametrize(("wins", "games"), [(0, 5), (5, 5), (7, 20), (181, 263)])
def test_wilson_bounds_are_those_of_scipy(wins, games):
    oracle = stats.binomtest(wins, games).proportion_ci(method="wilson")
    assert wilson(wins, games) == pytest.approx((oracle.low, oracle.high))


def test_superiority_is_a_sum_of_the_binomial():
    # A beta tail is a binomial sum: P(p > 1/2) after w wins and l losses.
    for wins, losses in [(3, 1), (10, 10), (2, 9)]:
        expected = stats.binom.cdf(wins, wins + losses + 1, 0.5)
        assert superiority(wins, losses) == pytest.approx(expected)


def test_strangers_are_refused():
    with pytest.raises(ValueError, match="'c', who is not to be rated"):
        rate([Outcome("a", "c", 1)], ["a", "b"])
    with pytest.raises(ValueError, match="between 0 and 1; got 2"):
        rate([Outcome("a", "b", 2)])
