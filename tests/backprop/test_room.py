"""The room keeps to itself, and what it says of itself is true.

Properties: (1) importing it loads NumPy and neither matplotlib nor the engine; (2) it
imports nothing else of the house; (3) every docstring example runs; (4) every command
in the document prints what the document shows; (5) the document's picture is current.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import pkgutil
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import tengen.backprop
from tengen.backprop import draw, worked_example
from tengen.cli.backprop import app

ROOM = Path(tengen.backprop.__file__).parent
DOCS = Path(__file__).resolve().parents[2] / "docs"
MODULES = [m.name for m in pkgutil.iter_modules([str(ROOM)])]


def test_importing_it_loads_numpy_alone():
    heavy = "{'jax', 'matplotlib', 'typer', 'rich', 'h5py', 'scipy'}"
    program = (
        "import sys; import tengen.backprop; "
        f"print(sorted({heavy} & set(sys.modules)), 'numpy' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.split("\n")[0] == "[] True"


@pytest.mark.parametrize("name", MODULES)
def test_it_imports_nothing_else_of_the_house(name):
    tree = ast.parse((ROOM / f"{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for imported in names:
            if imported.split(".")[0] == "tengen":
                assert imported.startswith("tengen.backprop")


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name):
    module = importlib.import_module(f"tengen.backprop.{name}")
    result = doctest.testmod(module)
    assert result.failed == 0


def test_there_are_examples_to_run():
    finder = doctest.DocTestFinder(exclude_empty=True)
    modules = [importlib.import_module(f"tengen.backprop.{name}") for name in MODULES]
    found = [test for m in modules for test in finder.find(m) if test.examples]
    assert len(found) >= 15


def test_all_names_are_there():
    for name in tengen.backprop.__all__:
        assert getattr(tengen.backprop, name) is not None


def shown_commands() -> dict[str, str]:
    """Read the document's blocks: ``$ tengen backprop ...``, and what it prints."""
    text = (DOCS / "backprop.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n\$ tengen backprop(.*)\n([\s\S]*?)```", text)
    return {command.strip(): output for command, output in blocks}


@pytest.mark.parametrize("command", shown_commands())
def test_the_document_shows_what_the_commands_print(command):
    result = CliRunner().invoke(app, shlex.split(command))
    assert result.exit_code == 0
    assert result.output == shown_commands()[command]


def test_the_documents_python_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = (DOCS / "backprop.md").read_text(encoding="utf-8")
    programs = re.findall(r"```python\n([\s\S]*?)```", text)
    assert programs
    for program in programs:
        expected = re.findall(r"print\(.*\)  # (.*)", program)
        exec(compile(program, "backprop.md", "exec"), {})
        printed = capsys.readouterr().out
        for line in expected:
            assert line in printed.splitlines()


def test_the_documents_picture_is_current(tmp_path):
    drawn = draw(worked_example().round(), tmp_path / "backprop.svg")
    kept = DOCS / "images" / "backprop.svg"
    assert kept.read_text(encoding="utf-8") == drawn.read_text(encoding="utf-8")
