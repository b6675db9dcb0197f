"""What recipes hand over reaches the record, and the student.

Properties: (1) numbers, checks, tables, pictures come back from the record as they were
given; (2) bars are judged in full runs only, exact values always; (3) the same figure
of matplotlib is written as the same file; (4) a record is whole after each call.
"""

from __future__ import annotations

import json

import pytest
from matplotlib.figure import Figure

from tengen import course
from tengen.course import recording
from tengen.course.results import Number, read_record


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(recording.FOLDER, str(tmp_path))
    monkeypatch.setattr(recording, "_record", type(recording._record)())
    return tmp_path


def kept(folder):
    return read_record(json.loads((folder / recording.RECORD).read_text()))


def a_figure():
    figure = Figure()
    figure.subplots().plot([1, 3, 2])
    return figure


def test_all_kinds_come_back(folder, capsys):
    course.number("test accuracy", 0.9812, at_least=0.98, percent=True)
    course.check("It learns.", 1)
    course.table("Sizes", ["name", "weights"], [["a", 1234], ["b", 0.123456]])
    course.figure("curve", a_figure(), "A curve.")
    record = kept(folder)
    assert record.numbers == [
        Number("test accuracy", 0.9812, at_least=0.98, percent=True)
    ]
    assert [check.holds for check in record.checks] == [True]
    assert record.tables[0].rows == [["a", "1234"], ["b", "0.1235"]]
    assert record.figures[0].file == "curve.svg"
    assert (folder / "curve.svg").read_text().lstrip().startswith("<?xml")
    said = capsys.readouterr().out
    assert "98.12 %   (expected at least 98 %)" in said
    assert "yes: It learns." in said


def test_bars_are_judged_in_full_runs_only():
    low = Number("accuracy", 0.5, at_least=0.98)
    assert (low.met(quick=True), low.met(quick=False)) == (None, False)
    assert Number("errors", 45, at_most=45).met(quick=False) is True
    assert Number("errors", 46, at_most=45).met(quick=False) is False
    assert Number("a remark", 3).met(quick=False) is None


def test_exact_values_are_judged_always():
    near = Number("error", 0.29837111, near=0.298371109, within=1e-8)
    assert near.met(quick=True) is True
    assert Number("error", 0.2984, near=0.298371109, within=1e-8).met(True) is False


def test_the_same_figure_is_the_same_file(folder):
    course.figure("one", a_figure())
    first = (folder / "one.svg").read_bytes()
    recording._record.figures.clear()
    course.figure("one", a_figure())
    assert (folder / "one.svg").read_bytes() == first


def test_pictures_of_many_pixels_are_no_drawings(folder):
    figure = Figure()
    figure.subplots().imshow([[0.0] * 200] * 200)
    course.figure("pixels", figure)
    assert (folder / "pixels.png").read_bytes()[:4] == b"\x89PNG"


def test_an_svg_and_a_file_are_kept_as_they_are(folder, tmp_path):
    course.figure("drawn", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert (folder / "drawn.svg").read_text().startswith("<svg")
    picture = tmp_path / "elsewhere.png"
    picture.write_bytes(b"\x89PNG...")
    course.figure("model", picture)
    assert (folder / "model.png").read_bytes() == picture.read_bytes()


@pytest.mark.parametrize("name", ["With Blank", "../up", ""])
def test_names_that_are_no_files_are_refused(folder, name):
    with pytest.raises(ValueError, match="cannot be named"):
        course.figure(name, a_figure())


def test_a_row_of_another_length_is_refused(folder):
    with pytest.raises(ValueError, match="has not the columns"):
        course.table("Sizes", ["name", "weights"], [["a"]])


def test_quick_is_what_the_environment_says(monkeypatch):
    for value, is_quick in (("1", True), ("0", False), ("", False)):
        monkeypatch.setenv(recording.QUICK, value)
        assert course.quick is is_quick
