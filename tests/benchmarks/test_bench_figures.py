"""Figures from made-up timings, checked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_up import line, results

from benchmarks import results as storage
from benchmarks.figures import figure, figures, in_words, peak, quantile, spread
from benchmarks.workloads import WORKLOADS

MNIST = WORKLOADS["mnist_cnn"]  # bar 1.3


def test_the_ratio_is_of_medians_and_the_best_peer() -> None:
    judged = figure(
        MNIST,
        line(
            tengen=(0.020, 0.010, 0.030),
            keras_jax=(0.050, 0.060, 0.040),
            torch_eager=(0.030, 0.090, 0.036),
        ),
    )
    assert judged.medians["tengen"] == 0.020
    assert judged.best == "torch-eager"
    assert judged.ratio == pytest.approx(0.036 / 0.020)
    assert judged.ratio_range == pytest.approx((0.036 / 0.030, 0.090 / 0.010))


def test_kernels_switched_off_are_no_rival() -> None:
    judged = figure(MNIST, line(tengen=(2.0,), tengen_xla=(1.0,), keras_jax=(3.0,)))
    assert judged.best == "keras-jax"
    assert judged.ratio == 1.5


@pytest.mark.parametrize(("theirs", "met"), [(1.29, False), (1.3, True), (1.31, True)])
def test_the_bar_is_reached_at_its_value(theirs: float, met: bool) -> None:
    assert figure(MNIST, line(tengen=(1.0,), keras_jax=(theirs,))).is_met is met


def test_what_lacks_a_side_is_not_judged() -> None:
    alone = figure(MNIST, line(tengen=(1.0,), keras_jax="failed"))
    absent = figure(MNIST, line(tengen="not there yet: LSTM", keras_jax=(1.0,)))
    unbarred = figure(WORKLOADS["size_download"], line(tengen=(1.0,), keras_jax=(2.0,)))
    assert (alone.ratio, alone.is_met, alone.best) == (None, None, None)
    assert (absent.ratio, absent.is_met, absent.best) == (None, None, "keras-jax")
    assert absent.absent == {"tengen": "not there yet: LSTM"}
    assert (unbarred.ratio, unbarred.is_met) == (2.0, None)


def test_percent_of_the_peak_of_the_same_run() -> None:
    seconds = MNIST.operations / 200e9  # 200 GFLOP/s, of 400
    assert figure(MNIST, line(tengen=(seconds,))).percent == pytest.approx(50)
    assert figure(WORKLOADS["import"], line(tengen=(1.0,))).percent is None


def test_the_peak_is_the_better_library_s() -> None:
    assert peak({"a": [390.0, 400.0, 900.0], "b": [300.0]}) == 400.0
    assert peak({}) == 0.0


def test_spread_ignores_a_single_outlier() -> None:
    assert spread([10.0, 9.0, 11.0, 10.0, 30.0]) == pytest.approx(0.05)
    assert spread([7.0]) == 0.0
    assert quantile([4.0, 1.0, 3.0, 2.0], 0.25) == 1.75


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.0000042, "s", "4.20 µs"),
        (0.0009996, "s", "1.00 ms"),
        (0.0129, "s", "12.9 ms"),
        (0.326, "s", "326 ms"),
        (24.04, "s", "24.0 s"),
        (653.2, "MB", "653 MB"),
    ],
)
def test_numbers_in_words(value: float, unit: str, words: str) -> None:
    assert in_words(value, unit) == words


def test_figures_come_in_the_order_of_the_table() -> None:
    some = results(imdb=line(tengen=(1.0,)), xor=line(tengen=(1.0,)))
    assert [f.workload.name for f in figures(some)] == ["xor", "imdb"]


def test_results_survive_their_file(tmp_path: Path) -> None:
    some = results(xor=line(tengen=(1.25e-6, 2.5e-6), keras_jax="failed"))
    path = tmp_path / "deep" / "results.json"
    storage.write(some, path)
    assert storage.read(path) == some
    assert json.loads(path.read_text())["lines"]["xor"]["date"] == "2026-01-02"
    assert [file.name for file in path.parent.iterdir()] == ["results.json"]


def test_newer_lines_replace_their_older_ones() -> None:
    older = results(xor=line(tengen=(1.0,)), imdb=line(tengen=(2.0,)))
    newer = results(xor=line(tengen=(3.0,)))
    assert older.updated(newer).lines == {
        "xor": newer.lines["xor"],
        "imdb": older.lines["imdb"],
    }


def test_lines_of_two_machines_do_not_mix() -> None:
    newer = results(xor=line(tengen=(3.0,)))
    newer = storage.Results(**{**vars(newer), "machine": {"processor": "another"}})
    with pytest.raises(ValueError, match="another machine"):
        results(xor=line(tengen=(1.0,))).updated(newer)
