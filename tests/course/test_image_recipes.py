"""What the recipes about images, prices and last layers compute by hand, held to SciPy.

Properties: (1) the convolution done step by step is SciPy's correlation, the pooling
its maximum filter; (2) the dense layer's matrix does what the filter does, for any
image; (3) stamps add up to SciPy's convolution, with zeros between the inputs for a
stride of 2; (4) up-sampling by hand is SciPy's interpolation; (5) every check in these
cells holds; (6) each question about two digits has the answer that belongs to its
picture; (7) features are scaled by the training data's figures, and in cross-validation
every example is held out once and never trained on by who judges it.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import ndimage, signal

from tengen import course, datasets
from tengen.course import recording
from tengen.course.results import read_record

RECIPES = Path(course.__file__).parent / "recipes"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs a recipe up to a cell and returns its names."""
    monkeypatch.setenv(recording.FOLDER, str(tmp_path))
    monkeypatch.setenv(recording.QUICK, "1")
    monkeypatch.setattr(recording, "_record", type(recording._record)())

    def run_before(recipe, title):
        source = (RECIPES / f"{recipe}.py").read_text(encoding="utf-8")
        before, mark, _ = source.partition(f"# %% {title}")
        assert mark, f"{recipe} has no cell {title!r}"
        names = {}
        exec(compile(before, f"{recipe}.py", "exec"), names)
        return names

    return run_before


def checks(folder):
    record = read_record(json.loads((folder / recording.RECORD).read_text()))
    return {check.statement: check.holds for check in record.checks}


def test_convolution_and_pooling_by_hand(run, tmp_path):
    names = run("convolution", "On a digit")
    image = names["image"]
    expected = signal.correlate2d(image, names["weights"], mode="valid")
    assert np.array_equal(names["answers"], expected)
    greatest = ndimage.maximum_filter(image, size=2, origin=-1)[::2, ::2]
    assert np.array_equal(names["pooled"], greatest)
    assert len(checks(tmp_path)) == 3
    assert all(checks(tmp_path).values())


def test_a_dense_layer_does_what_the_filter_does(run, tmp_path):
    names = run("shared_weights", "Free parameters")
    images = np.random.default_rng(1).normal(size=(5, 4, 4))
    for image in images:
        expected = signal.correlate2d(image, names["weights"], mode="valid")
        found = names["matrix"] @ image.ravel()
        np.testing.assert_allclose(found, expected.ravel(), atol=1e-12)
    assert checks(tmp_path) == {"the dense layer gives the map": True}


def test_stamps_are_a_full_convolution(run, tmp_path):
    names = run("upsampling", "Up-sampling: nearest")
    small, weights = names["small"], names["weights"]
    expected = signal.convolve2d(small, weights, mode="full")
    assert np.array_equal(names["result"], expected)
    apart = np.zeros((3, 3))
    apart[::2, ::2] = small
    wide = signal.convolve2d(apart, weights, mode="full")
    found = names["run"](
        names["layers"].Conv2DTranspose(1, 3, 2, use_bias=False), small, weights
    )
    assert np.array_equal(found, wide)
    forth = signal.correlate2d(names["image"], weights, mode="valid")
    assert np.array_equal(names["forth"], forth)
    assert np.array_equal(names["back"], signal.convolve2d(forth, weights))
    assert len(checks(tmp_path)) == 6
    assert all(checks(tmp_path).values())


def test_upsampling_by_hand(run, tmp_path):
    names = run("upsampling", "The same on a digit")
    small = names["small"].astype("float64")
    places = (np.mgrid[:4, :4] - 0.5) / 2
    bilinear = ndimage.map_coordinates(small, places, order=1, mode="nearest")
    np.testing.assert_allclose(names["bilinear"], bilinear, atol=1e-12)
    nearest = ndimage.map_coordinates(small, places, order=0, mode="nearest")
    assert np.array_equal(names["nearest"], nearest)
    assert checks(tmp_path)["UpSampling2D, bilinear"]


def test_questions_about_two_digits(run, monkeypatch):
    rng = np.random.default_rng(2)
    x = rng.integers(0, 256, (4000, 28, 28), dtype="uint8")
    y = rng.integers(0, 10, 4000, dtype="uint8")
    monkeypatch.setattr(datasets.mnist, "load_data", lambda: ((x, y), (x, y)))
    names = run("last_layer", "The table")
    picture, n = names["training"][0], names["n"]
    asked = names["wanted"]
    for k in (0, 1, n - 1):
        one, other = x[k].astype(float), x[n + k].astype(float)
        quarter = one[:2, :2].mean() / 255
        assert picture[k, 0, 0] == pytest.approx(quarter)
        assert asked["even"][k] == (y[k] % 2 == 0)
        assert asked["which"][k].argmax() == y[k]
        there = set(np.flatnonzero(asked["which are there"][k]))
        assert there == {y[k], y[n + k]}
        assert asked["sum"][k] == int(y[k]) + int(y[n + k])
        share = one.sum() / (one.sum() + other.sum())
        assert asked["share of ink"][k] == pytest.approx(share)


def test_scaling_and_folds(run, monkeypatch):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(31, 13)) * rng.uniform(0.1, 100, 13)
    y = np.arange(31.0)  # tells which example it is
    monkeypatch.setattr(
        datasets.boston_housing, "load_data", lambda: ((x, y), (x[:5], y[:5]))
    )
    names = run("boston", "The grid")
    scaled, other = names["scale"](x[:20], x[20:])
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=0), 1)
    np.testing.assert_allclose(other * x[:20].std(0) + x[:20].mean(0), x[20:])
    judged = []

    def fit(inputs, targets, validation_data, epochs, **_):
        assert not set(targets) & set(validation_data[1])
        assert len(inputs) == len(targets)
        np.testing.assert_allclose(inputs.mean(axis=0), 0, atol=1e-12)
        judged.extend(validation_data[1])
        return SimpleNamespace(history={"val_mae": [len(judged)] * epochs})

    names["network"] = lambda hidden, units: SimpleNamespace(fit=fit)
    means = names["cross_validate"](1, 2)
    assert sorted(judged) == sorted(y)
    assert means == pytest.approx(np.full(names["longest"], (11 + 21 + 31) / 3))
