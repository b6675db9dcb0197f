"""Windows, sampling tables and pairs of words, against Keras and their formulas."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest

from tengen import Input, layers, models
from tengen.preprocessing import sequence

from .cases import SERIES, SKIPGRAMS


@pytest.mark.parametrize("at", range(len(SERIES)))
def test_windows_are_those_of_keras(keras_numbers, at):
    data = np.arange(40.0).reshape(20, 2)
    windows = sequence.TimeseriesGenerator(data, np.arange(20), **SERIES[at])
    found = [[x.tolist(), y.tolist()] for x, y in windows]
    assert found == keras_numbers["series"][at]
    again = sequence.timeseries_generator_from_json(windows.to_json())
    assert [[x.tolist(), y.tolist()] for x, y in again] == found


def test_drawn_windows_fit_their_targets():
    windows = sequence.TimeseriesGenerator(
        np.arange(50), np.arange(50), length=3, shuffle=True, batch_size=8
    )
    np.random.seed(0)
    x, y = windows[0]
    assert (x == y[:, None] - [3, 2, 1]).all()
    assert (windows[0][1] != y).any()


def test_a_model_learns_from_windows():
    series = np.sin(np.arange(200) * 0.3).astype("float32")[:, None]
    windows = sequence.TimeseriesGenerator(series, series, length=5, batch_size=32)
    model = models.Sequential([Input((5, 1)), layers.Flatten(), layers.Dense(1)])
    model.compile("adam", "mse")
    losses = model.fit(windows, epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_a_series_that_is_too_short_is_named():
    with pytest.raises(ValueError, match="length=5.*\n.*at least 6"):
        sequence.TimeseriesGenerator([1, 2, 3], [1, 2, 3], length=5)
    with pytest.raises(ValueError, match="3 steps of data and 2 targets"):
        sequence.TimeseriesGenerator([1, 2, 3], [1, 2], length=1)


def test_the_sampling_table_is_that_of_keras(keras_numbers):
    found = sequence.make_sampling_table(8, 1e-3)
    np.testing.assert_allclose(found, keras_numbers["table"], rtol=1e-12)
    assert (sequence.make_sampling_table(50_000)[-10:] <= 1).all()


@pytest.mark.parametrize("at", range(len(SKIPGRAMS)))
def test_neighbours_are_those_of_keras(keras_numbers, at):
    found = sequence.skipgrams(**SKIPGRAMS[at], negative_samples=0, shuffle=False)
    assert [*found] == keras_numbers["skipgrams"][at]


def test_drawn_pairs_have_words_of_the_text_and_of_the_vocabulary():
    text = [1, 2, 3, 4] * 20
    pairs, labels = sequence.skipgrams(text, 9, 2, negative_samples=2.0, seed=5)
    assert labels.count(0) == 2 * labels.count(1)
    near = {tuple(p) for p, label in zip(pairs, labels, strict=True) if label}
    assert all(abs(a - b) in (1, 2, 3) for a, b in near)
    drawn = [pair for pair, label in zip(pairs, labels, strict=True) if not label]
    assert {other for _, other in drawn} == set(range(1, 9))
    # each word is drawn for as often as it has neighbours
    first = Counter(p[0] for p, label in zip(pairs, labels, strict=True) if label)
    assert Counter(pair[0] for pair in drawn) == Counter(
        {word: 2 * count for word, count in first.items()}
    )
    assert sequence.skipgrams(text, 9, 2, seed=5) == sequence.skipgrams(
        text, 9, 2, seed=5
    )
    np.random.seed(1)
    once = sequence.skipgrams(text, 9)
    np.random.seed(1)
    assert sequence.skipgrams(text, 9) == once


def test_a_sampling_table_leaves_words_out():
    never = np.array([1.0, 0.0, 1.0])
    pairs, _ = sequence.skipgrams(
        [1, 2, 1, 2], 5, negative_samples=0, sampling_table=never
    )
    assert {word for word, _ in pairs} == {2}


def test_the_arguments_of_windows_can_be_kept_as_json():
    windows = sequence.TimeseriesGenerator([1, 2, 3], [1, 2, 3], 1, start_index=1)
    assert json.loads(windows.to_json())["config"]["start_index"] == 1
