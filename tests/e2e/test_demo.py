"""`tengen demo`, as a user meets it: what it prints, what it writes, how it stops.

The quick demonstration is run once, on the small digits; the page that it writes is
compared with the results that it returned. Properties: (1) the page is one whole,
well-formed file that loads nothing; (2) its figures are those of the results; (3) every
mistake that is shown is marked, and nothing else is; (4) the games of Go are there as
counted; (5) Ctrl-C is polite, leaves no half-written report, and what was learned of Go
is gone on with; (6) errors are for people.
"""

from __future__ import annotations

import io
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from tengen.cli import main
from tengen.demo import Options, run

pytest.importorskip("sklearn", reason="the small digits come with scikit-learn")
PROGRAM = [sys.executable, "-c", "from tengen.cli import main; main()", "demo"]


class Demonstration:
    """One run: its results, its page as text and as a tree, and the terminal."""

    def __init__(self, folder: Path) -> None:
        screen = io.StringIO()
        options = Options("digits", folder, seed=3, quick=True)
        self.results, self.path = run(options, Console(file=screen, width=90))
        self.screen = screen.getvalue()
        self.text = self.path.read_text(encoding="utf-8")
        self.page = ElementTree.fromstring(self.text.removeprefix("<!DOCTYPE html>\n"))

    def section(self, name: str) -> ElementTree.Element:
        found = self.page.find(f".//section[@id='{name}']")
        assert found is not None
        return found


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> Demonstration:
    return Demonstration(tmp_path_factory.mktemp("demo") / "new")


def words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def rows(table: ElementTree.Element) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in table.findall("./tbody/tr")]


def figures(section: ElementTree.Element, caption: str) -> list[ElementTree.Element]:
    return [
        figure
        for figure in section.iter("figure")
        if words(figure.find("figcaption")).startswith(caption)
    ]


# -- the page --------------------------------------------------------------------------


def test_the_folder_holds_the_report_and_what_belongs_to_go(done):
    names = sorted(path.name for path in done.path.parent.iterdir())
    assert names == ["go", "report.html"]


def test_the_page_loads_nothing(done):
    for element in done.page.iter():
        assert element.tag.split("}")[-1] not in {"script", "link", "iframe"}
        for name, value in element.attrib.items():
            if element.tag == "a":
                assert (done.path.parent / element.get("href")).is_file()
            elif name.split("}")[-1] in {"src", "href"}:
                assert value.startswith("data:image/png;base64,")
    assert "url(" not in done.text and "@import" not in done.text


def test_the_page_is_for_phones_and_printers_too(done):
    viewport = done.page.find("./head/meta[@name='viewport']")
    assert viewport.get("content").startswith("width=device-width")
    assert "@media print" in done.text


def test_the_worked_example_is_drawn_with_its_numbers(done):
    section = done.section("worked-example")
    drawing = next(section.iter("{http://www.w3.org/2000/svg}svg"))
    for number in ("0.298371109", "0.291027774", "0.149780716", "0.138498562"):
        assert number in words(drawing)
    o1, o2, error = rows(next(section.iter("table")))
    assert o1 == ["o1", "0.01", "0.75136507", "0.01591362"]
    assert o2 == ["o2", "0.99", "0.772928465", "0.984064274"]
    assert error[-1] == "0.000035102"


def test_xor_is_solved_and_shown(done):
    assert done.results.xor.right == 4
    table = rows(next(done.section("xor").iter("table")))
    assert [row[0] for row in table] == ["0, 0", "0, 1", "1, 0", "1, 1"]
    assert [row[1] for row in table] == ["0", "1", "1", "0"]
    assert [round(float(row[2])) for row in table] == [0, 1, 1, 0]
    assert {row[3] for row in table} == {"right"}


def test_the_field_agrees_with_the_points(done):
    xor = done.results.xor
    size = len(xor.field)
    ones, zeros = size - 1 - size // 6, size // 6  # where the inputs are 1 and 0
    corners = [xor.field[ones, zeros], xor.field[zeros, zeros]]
    corners += [xor.field[ones, ones], xor.field[zeros, ones]]
    np.testing.assert_allclose(corners, xor.outputs, atol=0.02)


def test_accuracies_are_what_the_networks_reached(done):
    truth = done.results.digits.y_test
    table = rows(next(done.section("digits").iter("table")))
    for row, trained in zip(table, done.results.classifiers, strict=True):
        share = np.mean(trained.predicted == truth)
        assert trained.accuracy == pytest.approx(share)
        assert row[:2] == [trained.name, f"{100 * share:.2f} %"]
        assert f"{100 * share:.2f} %" in done.screen
        assert share > 0.5  # a quick look, but better than a guess


def test_the_confusion_matrices_count_every_test_digit(done):
    truth = done.results.digits.y_test
    drawn = figures(done.section("digits"), "Test digits")
    for figure, trained in zip(drawn, done.results.classifiers, strict=True):
        counts = np.zeros((10, 10), int)
        for title in figure.iter("title"):
            count, row, column = map(
                int,
                re.fullmatch(r"(\d+) times a (\d) .* a (\d)", words(title)).groups(),
            )
            counts[row, column] = count
        np.testing.assert_array_equal(counts.sum(1), np.bincount(truth, minlength=10))
        assert np.trace(counts) == np.sum(trained.predicted == truth)


def test_there_is_a_curve_for_each_history(done):
    loss, accuracy = (
        figures(done.section("digits"), caption)[0] for caption in ("Loss", "Accuracy")
    )
    lengths = [
        len(trained.history[name])
        for trained in done.results.classifiers
        for name in ("loss", "val_loss")
    ]
    for figure in (loss, accuracy):
        lines = [line.get("points").split() for line in figure.iter("polyline")]
        assert [len(points) for points in lines] == lengths


def test_mistakes_are_marked_and_nothing_else(done):
    samples = [
        item
        for item in done.section("digits").iter("li")
        if item.get("class", "").startswith("sample")
    ]
    assert len(samples) > 42
    for item in samples:
        truth, guess = re.fullmatch(
            r"a (\d), taken for a (\d)", item.find("img").get("alt")
        ).groups()
        assert ("wrong" in item.get("class")) == (truth != guess)
        shown = words(item.find("p"))
        assert shown == (guess if truth == guess else f"{guess}is {truth}")


def test_it_says_which_digits_were_read(done):
    assert "scikit-learn's digits" in words(done.section("digits").find("h2"))
    assert "scikit-learn's digits" in done.screen
    assert "stand in" not in done.text  # they were asked for


def test_the_networks_that_play_go_are_trained_and_drawn(done):
    section, lab = done.section("go"), done.results.go
    table = rows(next(section.iter("table")))
    for row, trained in zip(table, lab.runs, strict=True):
        assert row[:2] == [trained.name, f"{100 * trained.accuracy:.2f} %"]
        assert trained.trained == 4096
    boards = [s for s in section.iter() if s.get("class") == "board"]
    assert len(boards) == len(lab.drawings) == 2
    assert len(figures(section, "Error on held-out moves")) == 1


def test_the_tournament_is_counted_and_linked(done):
    section, lab = done.section("go"), done.results.go
    _, standings, crosstable = (rows(table) for table in section.iter("table"))
    assert len(lab.tournament.games) == lab.tournament.scheduled == 6
    assert [row[0] for row in standings] == [row[0] for row in crosstable]
    points = sum(float(row[1].split()[0]) for row in standings)
    assert points == len(lab.tournament.games)
    page = done.path.parent / next(section.iter("a")).get("href")
    assert page.is_file() and page.parent.name == "tournament"
    assert len(list((page.parent / "games").glob("*.sgf"))) == 6


def test_time_and_machine_are_told(done):
    text = words(done.section("machine"))
    for name in ("processor", "cores used", "Python", "JAX", "XOR", "in all"):
        assert name in text


@pytest.mark.slow
def test_mnist_is_read_as_well_as_such_networks_can(data_dir, tmp_path):
    results, _ = run(Options("mnist", tmp_path), Console(file=io.StringIO()))
    dense, convolutional = results.classifiers
    assert results.xor.right == 4
    assert dense.epochs == 5
    assert dense.accuracy >= 0.97
    assert convolutional.accuracy >= 0.99


# -- the command -----------------------------------------------------------------------


def test_the_command_to_see_it_again_works(done, tmp_path):
    command = done.results.command.split()
    assert command[:2] == ["tengen", "demo"]
    options = [*command[2:-1], str(tmp_path)]  # to another folder
    result = CliRunner().invoke(main, ["demo", *options])
    assert result.exit_code == 0, result.output
    again = (tmp_path / "report.html").read_text(encoding="utf-8")
    accuracies = re.findall(r"[\d.]+ %", done.text)
    assert re.findall(r"[\d.]+ %", again) == accuracies  # the same seed
    assert "Report:" in result.output


def test_ctrl_c_is_polite_and_leaves_nothing(tmp_path):
    out = tmp_path / "demo"
    with subprocess.Popen(
        [*PROGRAM, "--data", "digits", "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        for line in program.stdout:
            if line.startswith("dense:"):
                break
        program.send_signal(signal.SIGINT)
        rest, errors = program.communicate(timeout=60)
    assert program.returncode == 130
    assert "Stopped. No report was written." in errors
    assert "Traceback" not in errors + rest
    assert not out.exists()


def test_what_was_learned_of_go_is_gone_on_with(tmp_path):
    """Stopped while the networks play, the same call plays what is missing."""
    options = ["--quick", "--data", "digits", "--out", str(tmp_path / "demo")]
    journal = tmp_path / "demo" / "go" / "tournament" / "journal.jsonl"
    with subprocess.Popen(
        [*PROGRAM, *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as program:
        while not (journal.is_file() and journal.read_bytes().count(b"\n") > 2):
            assert program.poll() is None
            time.sleep(0.02)
        program.send_signal(signal.SIGINT)
        errors = program.communicate(timeout=60)[1].decode()
    if program.returncode == 0:
        pytest.skip("it was over before it was stopped")
    assert program.returncode == 130
    assert "the same command goes on" in errors and "Traceback" not in errors
    assert not (tmp_path / "demo" / "report.html").exists()
    before = journal.read_bytes()
    result = CliRunner().invoke(main, ["demo", *options])
    assert result.exit_code == 0, result.output
    assert "this one goes on" in result.output
    assert journal.read_bytes().startswith(before)


def test_a_folder_of_somebody_else_is_not_touched(tmp_path):
    (tmp_path / "go").mkdir()
    (tmp_path / "go" / "thesis.txt").write_text("mine")
    result = CliRunner().invoke(main, ["demo", "--quick", "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "not from a demonstration" in result.output
    assert (tmp_path / "go" / "thesis.txt").read_text() == "mine"


def test_a_wrong_option_is_named():
    result = CliRunner().invoke(main, ["demo", "--data", "letters"])
    assert result.exit_code == 2
    assert "letters" in result.output


def test_a_folder_that_cannot_be_made_is_named_before_any_work(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    out = tmp_path / "file" / "demo"
    result = CliRunner().invoke(main, ["demo", "--data", "digits", "--out", str(out)])
    assert result.exit_code == 1
    assert f"cannot write into {out}" in result.output
    assert len(result.output.splitlines()) == 3
