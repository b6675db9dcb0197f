"""The three steps by themselves: the textbook, XOR, and a limit on time."""

from __future__ import annotations

import time

import numpy as np
import pytest

from tengen import backprop, utils
from tengen.demo import classifiers, textbook, xor
from tengen.demo.results import Digits


def test_the_bar_is_told_every_round_and_the_errors_are_the_textbooks():
    told: list[int] = []
    done = textbook.train(told.append, rounds=600)
    assert told == [250, 500, 600]
    assert done.rounds == 600
    expected = backprop.worked_example().train(600)
    np.testing.assert_array_equal(done.errors, expected)


def test_xor_is_learned_and_repeatable():
    def outputs() -> np.ndarray:
        utils.set_random_seed(11)
        done = xor.train()
        assert done.right == 4
        assert len(done.losses) == 1000
        return done.outputs

    np.testing.assert_array_equal(outputs(), outputs())


@pytest.mark.slow
def test_xor_is_learned_from_twenty_seeds():
    right = []
    for seed in range(20):
        utils.set_random_seed(seed)
        right.append(xor.train().right)
    assert right == [4] * 20


@pytest.fixture
def few() -> Digits:
    draw = np.random.default_rng(0)
    x = draw.random((60, 8, 8, 1)).astype("float32")
    y = draw.integers(0, 10, 60)
    return Digits("few", "", x, y, x[:20], y[:20])


def test_training_ends_when_another_epoch_would_be_too_late(few):
    for plan in classifiers.plans(few):
        done = classifiers.train(plan, few, deadline=time.perf_counter())
        assert done.epochs == 1
        assert done.remark == f"time was up after 1 of {plan.epochs} epochs"


def test_with_time_enough_all_epochs_are_trained(few):
    plan = classifiers.plans(few, quick=True)[0]
    done = classifiers.train(plan, few, deadline=time.perf_counter() + 600)
    assert (done.epochs, done.remark) == (plan.epochs, "")
    assert done.samples == 55
    assert done.probabilities.shape == (20, 10)
    assert done.accuracy == pytest.approx(np.mean(done.predicted == few.y_test))


def test_the_networks_are_the_ones_they_are_said_to_be():
    x = np.zeros((20_000, 28, 28, 1), np.float32)
    mnist = Digits("", "", x, np.zeros(20_000), x[:1], np.zeros(1))
    dense, convolutional = classifiers.plans(mnist)
    assert dense.outline == "784-64-64-10"
    assert dense.epochs == 5
    units = [layer.units for layer in dense.stack if hasattr(layer, "units")]
    assert units == [64, 64, 10]
    filters = [
        layer.filters for layer in convolutional.stack if hasattr(layer, "filters")
    ]
    assert filters == [32, 64]
