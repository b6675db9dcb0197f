"""Slow checks: memory stays flat, whatever is done many times."""

import gc
import time

import numpy as np
import pytest

from tengen import Input, layers, models

pytestmark = pytest.mark.slow


def resident_bytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


def small(units=8):
    model = models.Sequential(
        [Input((4,)), layers.Dense(units, activation="tanh"), layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model


def test_predicting_one_row_a_hundred_thousand_times():
    model = small()
    row = np.ones((1, 4), "float32")
    for _ in range(1000):
        model.predict(row, verbose=0)
    gc.collect()
    before, start = resident_bytes(), time.perf_counter()
    for _ in range(100_000):
        model.predict(row, verbose=0)
    each = (time.perf_counter() - start) / 100_000
    growth = resident_bytes() - before
    print(f"\npredict of one row: {each * 1e3:.4f} ms; growth {growth / 1e6:.2f} MB")
    assert growth < 5e6


def test_memory_is_flat_over_two_hundred_models():
    x = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
    y = x.sum(1)
    sizes = []
    for _ in range(200):
        model = small()
        model.fit(x, y, epochs=2, verbose=0)
        model.predict(x, verbose=0)
        del model
        sizes.append(resident_bytes())
    gc.collect()
    first, last = np.median(sizes[40:60]), np.median(sizes[180:])
    print(f"\nafter 50 models {first / 1e6:.1f} MB, after 190 {last / 1e6:.1f} MB")
    assert last - first < 20e6
