"""What pages are made of: tags, marks of axes, curves, the frame, whole files."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
from xml.etree import ElementTree

import numpy as np
import pytest

import tengen.pages
from tengen.pages import check_folder, curves, page, scales, section, write_whole

PIECES = [m.name for m in pkgutil.iter_modules(tengen.pages.__path__)]


@pytest.mark.parametrize("name", PIECES)
def test_examples_in_docstrings_run(name):
    module = importlib.import_module(f"tengen.pages.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("seed", range(20))
def test_marks_enclose_what_is_shown(seed):
    draw = np.random.default_rng(seed)
    low = float(draw.normal() * 10 ** draw.uniform(-6, 4))
    high = low + float(10 ** draw.uniform(-6, 4))
    marks = scales.round_marks(low, high)
    assert marks[0] <= low + 1e-9 * abs(low)
    assert marks[-1] >= high - 1e-9 * abs(high)
    assert 3 <= len(marks) <= 8
    np.testing.assert_allclose(np.diff(marks), marks[1] - marks[0], rtol=1e-6)
    low, high = abs(low), abs(low) + high - low
    powers = scales.decades(low, high)
    assert powers[0] <= low * (1 + 1e-9) and powers[-1] >= high * (1 - 1e-9)


def test_a_value_that_never_changes_has_an_axis_too():
    assert scales.round_marks(2.0, 2.0)[0] < 2 < scales.round_marks(2.0, 2.0)[-1]
    assert len(scales.decades(1.0, 1.0)) == 2
    assert scales.whole_marks(1, 2) == [1, 2]


def points_of(figure: str) -> list[tuple[float, float]]:
    lines = ElementTree.fromstring(figure).iter("polyline")
    text = " ".join(line.get("points") for line in lines)
    return [tuple(map(float, pair.split(","))) for pair in text.split()]


def test_curves_stay_in_their_frame_and_rise_where_they_rise():
    figure = curves.chart("t", "epoch", [curves.Curve("c", "dense", [3.0, 1.0, 2.0])])
    (x1, y1), (x2, y2), (x3, y3) = points_of(figure)
    assert curves.LEFT == x1 < x2 < x3 <= curves.WIDTH - curves.RIGHT
    assert curves.TOP <= y1 < y3 < y2 <= curves.HEIGHT - curves.BOTTOM  # y is downwards


def test_equal_ratios_are_equally_far_apart_on_a_logarithmic_axis():
    drawn = [curves.Curve("c", "dense", [1.0, 0.1, 0.01, 0.001])]
    heights = [y for _, y in points_of(curves.chart("t", "x", drawn, logarithmic=True))]
    np.testing.assert_allclose(np.diff(heights), np.diff(heights)[0], atol=0.11)


def test_a_single_epoch_is_a_point():
    figure = curves.chart("t", "epoch", [curves.Curve("c", "dense", [0.5])])
    assert len(points_of(figure)) == 1
    assert len(list(ElementTree.fromstring(figure).iter("circle"))) == 1


def test_long_curves_are_thinned_and_keep_their_ends():
    values = np.linspace(5, 1, 10_001)
    points = curves.Curve("c", "dense", values, first=0).points()
    assert len(points) <= 400
    assert points[0].tolist() == [0, 5]
    assert points[-1].tolist() == [10_000, 1]


# -- the frame -------------------------------------------------------------------------


def test_text_cannot_become_markup():
    text = page("<b>&", "\"'<", [section("a", "<script>", [])])
    tree = ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>"))
    assert tree.findtext("body/header/h1") == "<b>&"
    assert tree.findtext("body/main/section/h2") == "<script>"


def test_a_script_cannot_end_its_element():
    with pytest.raises(ValueError, match="'</'"):
        page("t", "l", [], scripts=["a = '</script>'"])


# -- files -----------------------------------------------------------------------------


def test_a_file_is_replaced_as_a_whole(tmp_path):
    path = write_whole(tmp_path / "new" / "page.html", "one ü")
    assert path.read_text(encoding="utf-8") == "one ü"
    assert write_whole(path, "two").read_text(encoding="utf-8") == "two"
    assert os.listdir(path.parent) == ["page.html"]


def test_an_interrupt_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = write_whole(tmp_path / "page.html", "old")

    def interrupt(source, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["page.html"]


def test_folders_are_checked_without_being_made(tmp_path):
    check_folder(tmp_path / "a" / "b")
    assert os.listdir(tmp_path) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="it is not a folder"):
        check_folder(tmp_path / "file" / "a")
