"""Every schedule at hand-computed steps; compiled, and through serialization."""

from __future__ import annotations

import math

import jax
import numpy as np
import pytest

from tengen.optimizers import schedules

FALLEN = 0.5 * (1 + math.cos(math.pi / 4))  # a quarter of the way down

CASES = [
    (schedules.ExponentialDecay(0.1, 10, 0.5), {0: 0.1, 5: 0.1 * 0.5**0.5, 20: 0.025}),
    (schedules.ExponentialDecay(0.1, 10, 0.5, staircase=True), {9: 0.1, 10: 0.05}),
    (schedules.InverseTimeDecay(0.1, 10, 0.5), {0: 0.1, 5: 0.1 / 1.25, 20: 0.05}),
    (schedules.InverseTimeDecay(0.1, 10, 0.5, staircase=True), {9: 0.1, 20: 0.05}),
    (
        schedules.PiecewiseConstantDecay([5, 20], [1.0, 0.5, 0.1]),
        {0: 1.0, 5: 1.0, 6: 0.5, 20: 0.5, 21: 0.1},
    ),
    (schedules.PolynomialDecay(1.0, 10, 0.2, power=2.0), {0: 1.0, 5: 0.4, 99: 0.2}),
    (schedules.PolynomialDecay(1.0, 10, 0.0, cycle=True), {10: 0.0, 15: 0.25, 20: 0}),
    (schedules.CosineDecay(1.0, 20, alpha=0.2), {5: 0.8 * FALLEN + 0.2, 30: 0.2}),
    (
        schedules.CosineDecay(0.1, 20, warmup_target=0.5, warmup_steps=8),
        {0: 0.1, 4: 0.3, 8: 0.5, 13: 0.5 * FALLEN, 28: 0.0, 99: 0.0},
    ),
    (
        schedules.CosineDecayRestarts(1.0, 8, t_mul=2.0, m_mul=0.5),
        {0: 1.0, 2: FALLEN, 8: 0.5, 12: 0.5 * FALLEN, 24: 0.25},
    ),
    (schedules.CosineDecayRestarts(1.0, 8, t_mul=1.0), {4: 0.5, 8: 1.0, 20: 0.5}),
]


@pytest.mark.parametrize(("schedule", "expected"), CASES, ids=repr)
def test_rates_at_known_steps(schedule, expected):
    compiled = jax.jit(schedule)
    again = schedules.deserialize(schedules.serialize(schedule))
    for step, rate in expected.items():
        for function in (schedule, compiled, again):
            np.testing.assert_allclose(function(step), rate, rtol=1e-5, atol=1e-7)


def test_wrong_counts_are_refused():
    with pytest.raises(ValueError, match="expected 2 values"):
        schedules.PiecewiseConstantDecay([1], [1.0, 0.5, 0.1])
    with pytest.raises(ValueError, match="decay_steps"):
        schedules.CosineDecay(0.1, 0)
