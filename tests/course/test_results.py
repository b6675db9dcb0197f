"""Figures beside what is expected of them."""

from __future__ import annotations

import math

import pytest

from tengen.course.results import Number, Record, Result, read_result


@pytest.mark.parametrize(
    ("bars", "value", "full", "quick"),
    [
        ({"at_least": 0.5}, 0.5, True, None),
        ({"at_least": 0.5}, 0.49, False, None),
        ({"at_most": 3}, 3.01, False, None),
        ({"at_least": 1, "at_most": 2}, 1.5, True, None),
        ({"near": 0.3775, "within": 1e-9}, 0.3775, True, True),
        ({"near": 0.3775, "within": 1e-9}, 0.3776, False, False),
        ({"near": 2.0}, 2.0, True, True),
        ({}, 7.0, None, None),
        ({"near": 2.0, "within": 1.0}, math.nan, False, False),
        ({"at_most": 2.0}, math.nan, False, None),
    ],
)
def test_a_figure_is_judged(bars, value, full, quick):
    number = Number("n", value, **bars)
    assert number.met(quick=False) is full
    assert number.met(quick=True) is quick


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Number("n", 0.98125, percent=True), "98.12 %"),
        (Number("n", 0.5, percent=True), "50 %"),
        (Number("n", 61706), "61,706"),
        (Number("n", 0.123456789), "0.1235"),
        (Number("n", 0.593269992, near=0.593269992), "0.593269992"),
        (Number("n", 1.1059059669, near=1.105905967, within=5e-10), "1.105905967"),
        (Number("n", 3.50847863e-05, near=3.5085e-05, within=5e-10), "0.000035085"),
        (Number("n", 0.2000001, near=0.2, within=0.0005), "0.200"),
        (Number("n", 16.2, near=16.5, within=2.0), "16.2"),
        (Number("n", math.nan), "nan"),
        (Number("n", math.inf, percent=True), "inf"),
    ],
)
def test_a_figure_is_written_as_people_do(number, text):
    assert number.text == text


def test_a_result_that_diverged_is_kept_and_read(tmp_path):
    record = Record([Number("loss", math.nan, at_most=1.0)])
    Result("r", "done", False, 1.0, 2.0, record).write(tmp_path)
    result = read_result(tmp_path)
    assert result is not None
    assert result.missed == ["loss"]
