"""Random arrays: Keras's numbers for the same seeds, and what holds for all seeds."""

from __future__ import annotations

import json

import numpy as np
import pytest
from draws import NUMBERS, draws

from tengen import Input, layers, models, random, utils

KERAS = json.loads(NUMBERS.read_text())


@pytest.fixture(scope="module")
def drawn():
    return draws(random)


@pytest.mark.parametrize("name", KERAS)
def test_the_same_seed_gives_the_numbers_of_keras(name, drawn):
    np.testing.assert_allclose(drawn[name], KERAS[name], rtol=1e-6)


def test_without_a_seed_numbers_are_fresh_and_can_be_repeated():
    first, second = random.normal((4,)), random.normal((4,))
    assert not np.array_equal(first, second)
    utils.set_random_seed(3)
    first = random.uniform((4,))
    utils.set_random_seed(3)
    assert np.array_equal(first, random.uniform((4,)))


def test_types_and_moments():
    assert random.normal((2,), dtype="float16").dtype == "float16"
    assert random.randint((2,), 0, 5).dtype == "int32"
    numbers = np.asarray(random.normal((20_000,), 3.0, 2.0, seed=0))
    assert abs(numbers.mean() - 3) < 0.05 and abs(numbers.std() - 2) < 0.05
    numbers = np.asarray(random.truncated_normal((20_000,), seed=0))
    assert np.abs(numbers).max() <= 2 and 0.8 < numbers.std() < 0.95


class Noisy(layers.Layer):
    def __init__(self):
        super().__init__()
        self.seed_generator = random.SeedGenerator(5)

    def call(self, inputs):
        return inputs + random.normal(inputs.shape, seed=self.seed_generator)


def test_a_layer_draws_anew_at_every_step():
    """Also in compiled steps: its generator's count is part of the model's state."""
    x = Input((3,))
    model = models.Model(x, Noisy()(x))
    zeros = np.zeros((2, 3), "float32")
    first, second = (model.predict(zeros, verbose=0) for _ in range(2))
    assert not np.array_equal(first, second)
    assert np.array_equal(first, random.normal((2, 3), seed=5))


def test_rows_that_are_shuffled_stay_whole():
    rows = np.arange(12).reshape(6, 2)
    for axis, x in ((0, rows), (1, rows.T)):
        shuffled = np.asarray(random.shuffle(x, axis=axis, seed=1))
        found = shuffled if axis == 0 else shuffled.T
        assert sorted(found.tolist()) == rows.tolist()
        assert found.tolist() != rows.tolist()
