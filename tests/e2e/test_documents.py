"""What the documents show is so: their code runs, and prints what they say it prints.

In `errors.md` each block of Python is followed by the message that it leads to; in the
others, `print(...)  # this` prints this.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from tengen import datasets
from tengen.cli import main
from tests.go.sample_games import write_games

ROOT = Path(__file__).resolve().parents[2]
ERRORS = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
SETUP, *CASES = re.findall(
    r"```python\n([\s\S]*?)```(?:\n\n```text\n([\s\S]*?)```)?", ERRORS
)
TITLES = re.findall(r"^### (.*)$", ERRORS, flags=re.MULTILINE)


def said_by(code: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Run the code after the page's first block; return its error, or its hint."""
    names: dict[str, Any] = {}
    exec(compile(SETUP[0], "errors.md", "exec"), names)
    capsys.readouterr()
    try:
        exec(compile(code, "errors.md", "exec"), names)
    except (ValueError, TypeError, RuntimeError) as error:
        return f"{type(error).__name__}: {error}\n"
    return capsys.readouterr().err


@pytest.mark.parametrize(("code", "message"), CASES)
def test_an_error_reads_as_its_page_says(code, message, capsys):
    said = said_by(code, capsys)
    assert said == message
    assert 1 <= len(said.splitlines()) <= 3


def test_the_page_lists_all_its_errors():
    links = re.findall(r"\]\(#([a-z0-9-]+)\)", ERRORS)
    anchors = [re.sub(r"[^a-z0-9 -]", "", t.lower()).replace(" ", "-") for t in TITLES]
    assert links == anchors
    assert len(CASES) >= len(TITLES)


@pytest.fixture
def few_data(monkeypatch, tmp_path) -> None:
    """Made-up images instead of MNIST, and a folder with nothing but made-up games."""
    draw = np.random.default_rng(0)

    def part(count: int) -> tuple[np.ndarray, np.ndarray]:
        images = draw.integers(0, 256, (count, 28, 28)).astype("uint8")
        return images, draw.integers(0, 10, count).astype("uint8")

    monkeypatch.setattr(datasets.mnist, "load_data", lambda: (part(300), part(60)))
    write_games(tmp_path / "games.npz", 60, size=19, length=60)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["README.md", "docs/tour.md", "docs/go_training.md"])
def test_the_code_of_a_document_runs(name, few_data, capsys):
    names: dict[str, Any] = {"__name__": "__main__"}
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n([\s\S]*?)```", text)
    assert blocks
    for block in blocks:
        exec(compile(block, name, "exec"), names)
        printed = capsys.readouterr().out.splitlines()
        for line in re.findall(r"^print\(.*\)  # (.*)$", block, flags=re.MULTILINE):
            assert line in printed


GO_IN_SECONDS = [  # the page's commands take minutes; here they take their words only
    ("playouts:400", "playouts:4"),
    ("--minutes 1 ", "--positions 1024 --final-positions 100 "),
    ("--minutes 2", "--minutes 0.02 --filters 4 --blocks 1 --games 0"),
    ("filters=32,blocks=4", "filters=4,blocks=1"),
    ("--visits 32 --games-per-pair 4", "--visits 4 --games-per-pair 1"),
]


def test_the_go_lab_is_as_its_page_says(tmp_path, monkeypatch, capsys):
    """Blocks of Python and of commands, from top to bottom, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    text = (ROOT / "docs" / "go.md").read_text(encoding="utf-8")
    for language, block in re.findall(r"```(python|)\n([\s\S]*?)```", text):
        if language:
            capsys.readouterr()
            exec(compile(block, "go.md", "exec"), names)
            printed = capsys.readouterr().out.splitlines()
            for line in re.findall(r"^print\(.*\)  # (.*)$", block, re.MULTILINE):
                assert line in printed
            continue
        for command in block.splitlines():
            for slow, quick in GO_IN_SECONDS:
                command = command.replace(slow, quick)
            result = CliRunner().invoke(main, command.split()[1:])
            assert result.exit_code == 0, (command, result.output)
    assert (tmp_path / "question" / "question.html").is_file()
    assert (tmp_path / "tournament" / "index.html").is_file()


COURSE_IN_SECONDS = [  # one small recipe instead of all
    (r"run (xor|5 6|all)( --quick)?$", "run one_hidden_neuron --quick"),
    (r"report$", "report --quick"),
]


def test_the_course_is_as_its_page_says(tmp_path, monkeypatch):
    """Blocks of Python and of commands, from top to bottom, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["mine.py"])
    text = (ROOT / "docs" / "course.md").read_text(encoding="utf-8")
    for language, block in re.findall(r"```(python|)\n([\s\S]*?)```", text):
        if language:
            exec(compile(block, "course.md", "exec"), {"__name__": "__main__"})
            continue
        for command in block.splitlines():
            program, *words = command.split()
            if program != "tengen":
                continue  # the shell's
            line = " ".join(words)
            for slow, quick in COURSE_IN_SECONDS:
                line = re.sub(slow, quick, line)
            result = CliRunner().invoke(main, line.split())
            assert result.exit_code == 0, (command, result.output)
    mine = {
        path.name for path in (tmp_path / "course-results" / "mine-alone").iterdir()
    }
    assert mine >= {"larger.svg", "larger.keras"}
    assert (tmp_path / "course-quick" / "report.html").is_file()
    assert (tmp_path / "xor.py").is_file()


@pytest.mark.slow
def test_the_tour_reads_digits_as_well_as_it_says(data_dir, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    text = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    accuracies = []
    for block in re.findall(r"```python\n([\s\S]*?)```", text):
        exec(compile(block, "tour.md", "exec"), names)
        if "accuracy =" in block:
            accuracies.append(names["accuracy"])
    dense, convolutional = accuracies
    assert dense >= 0.965
    assert convolutional >= 0.985


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("docs/**/*.md")), ids=lambda p: p.name
)
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target
