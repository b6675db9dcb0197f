"""`tengen course`: list, show, new, run, report.

Properties: (1) every recipe is listed with number, title and data; (2) `show` prints a
recipe's very code, `new` copies it and overwrites nothing; (3) `run` leaves results and
a report, and says by its exit status whether all is as expected; (4) a slip is answered
in a line, before anything is run.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tengen.cli import main
from tengen.course.catalogue import find, recipes
from tengen.course.results import read_result


@pytest.fixture
def tengen(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(main, ["course", *words])


def test_all_recipes_are_listed(tengen):
    done = tengen("list")
    assert done.exit_code == 0
    for recipe in recipes():
        (line,) = (
            line
            for line in done.output.splitlines()
            if line.split()[:2] == [recipe.number, recipe.name]
        )
        assert recipe.title in line


def test_show_prints_the_code(tengen):
    assert tengen("show", "5").output == find("xor").source


def test_new_copies_and_overwrites_nothing(tengen, tmp_path):
    assert tengen("new", "xor").exit_code == 0
    assert (tmp_path / "xor.py").read_text() == find("xor").source
    (tmp_path / "xor.py").write_text("mine")
    refused = tengen("new", "xor")
    assert refused.exit_code == 1
    assert "xor.py is there already" in refused.output
    assert (tmp_path / "xor.py").read_text() == "mine"
    assert tengen("new", "xor", "other.py").exit_code == 0


def test_run_leaves_results_and_a_report(tengen, tmp_path):
    done = tengen("run", "one_hidden_neuron", "--quick")
    assert done.exit_code == 0, done.output
    result = read_result(tmp_path / "course-quick" / "one_hidden_neuron")
    assert result is not None and result.state == "done"
    page = (tmp_path / "course-quick" / "report.html").read_text(encoding="utf-8")
    assert find("one_hidden_neuron").title in page
    again = tengen("run", "one_hidden_neuron", "--quick")
    assert "kept" in again.output


def test_the_copy_runs_alone(tengen, tmp_path):
    tengen("new", "one_hidden_neuron")
    done = subprocess.run(
        [sys.executable, "one_hidden_neuron.py"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "course-results" / "one_hidden_neuron-alone").is_dir()


@pytest.mark.parametrize("command", ["run", "show", "new"])
def test_a_slip_is_answered_before_anything_runs(tengen, tmp_path, command):
    done = tengen(command, "xro")
    assert done.exit_code == 1
    assert "There is no recipe 'xro'" in done.output
    assert not list(tmp_path.iterdir())


def test_a_report_on_nothing_is_refused(tengen, tmp_path):
    done = tengen("report")
    assert done.exit_code == 1
    assert "holds no results" in done.output
