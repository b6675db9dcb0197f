"""Dropout: how many go, how the others grow, what is shared, what is repeated."""

from __future__ import annotations

import numpy as np
import pytest

from tengen import layers, models

ONES = np.ones((100, 200), "float32")


def dropped(rate: float, x: np.ndarray = ONES, **arguments) -> np.ndarray:
    return np.asarray(layers.Dropout(rate, **arguments)(x, training=True))


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_the_rate_is_the_share_of_zeros(rate: float) -> None:
    share = np.mean(dropped(rate, seed=1) == 0)
    # Twenty thousand draws: four standard deviations are at most 0.0142.
    assert abs(share - rate) < 4 * np.sqrt(rate * (1 - rate) / ONES.size)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_what_stays_grows_by_what_goes(rate: float) -> None:
    kept = dropped(rate, seed=2)
    np.testing.assert_allclose(kept[kept != 0], 1 / (1 - rate), rtol=1e-6)


def test_the_noise_shape_is_shared_along_its_ones() -> None:
    x = np.ones((50, 6, 40), "float32")
    out = dropped(0.5, x, noise_shape=(50, 1, 40), seed=3)
    assert (out == out[:, :1]).all()
    assert 0 < out[:, 0].mean() < 2
    assert (out[0] != out[1]).any()


def test_the_noise_shape_takes_none_for_the_size_of_the_input() -> None:
    x = np.ones((50, 6, 40), "float32")
    out = dropped(0.5, x, noise_shape=(None, 1, None), seed=4)
    assert (out == out[:, :1]).all()


def test_each_call_draws_anew_and_a_seed_repeats() -> None:
    first, second = layers.Dropout(0.5, seed=5), layers.Dropout(0.5, seed=5)
    calls = [np.asarray(first(ONES, training=True)) for _ in range(2)]
    again = [np.asarray(second(ONES, training=True)) for _ in range(2)]
    assert (calls[0] != calls[1]).any()
    np.testing.assert_array_equal(calls, again)


def test_rows_and_columns_are_independent() -> None:
    zeros = dropped(0.5, seed=6) == 0
    for axis, count in ((0, 100), (1, 200)):
        spread = zeros.mean(axis).std()
        assert spread == pytest.approx(np.sqrt(0.25 / count), rel=0.25)


def test_the_gradient_goes_where_the_value_went() -> None:
    """In a fit the same mask acts forward and backward."""
    model = models.Sequential(
        [
            layers.Input((30,)),
            layers.Dropout(0.5, seed=7),
            layers.Dense(1, use_bias=False, kernel_initializer="zeros"),
        ]
    )
    model.compile("sgd", "mse")
    model.train_on_batch(np.ones((1, 30), "float32"), np.ones((1, 1), "float32"))
    moved = model.get_weights()[0]
    # The prediction is zero, so dE/dw is minus two times what passed: 0 or 2.
    values = np.unique(np.round(moved, 6))
    np.testing.assert_allclose(values, [0, 0.01 * 2 * 2], atol=1e-6)


def test_nothing_happens_in_prediction() -> None:
    model = models.Sequential([layers.Input((200,)), layers.Dropout(0.9)])
    np.testing.assert_array_equal(model.predict(ONES, verbose=0), ONES)
    np.testing.assert_array_equal(np.asarray(model(ONES)), ONES)
