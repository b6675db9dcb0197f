"""The recipes as notebooks.

Properties: (1) `docs/notebooks` holds what is generated now, and nothing else; (2) each
is valid in Jupyter's format, and holds no results; (3) its cells of code together are
the recipe's code, and its headings the recipe's titles; (4) the first cell says all
that the docstring says; (5) it runs in a kernel in the quick setting, its figures are
shown, and what it measures is printed.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest

import tengen
from tengen.course.catalogue import recipes
from tengen.course.notebooks import (
    DOCS,
    README,
    file_name,
    list_of_notebooks,
    notebook_text,
    write_notebooks,
)
from tengen.course.recording import QUICK

nbformat = pytest.importorskip("nbformat")

FOLDER = Path(tengen.__file__).parents[2] / DOCS
AGAIN = "run `python -m tengen.course.notebooks`"
FEW = {"custom_dense", "xor"}  # seconds, and no data; all others are slow
SECONDS = 600  # for a cell

each = pytest.mark.parametrize("recipe", recipes(), ids=lambda recipe: recipe.name)


def read(recipe):
    return nbformat.reads(notebook_text(recipe), as_version=4)


@each
def test_docs_hold_what_is_generated(recipe):
    file = FOLDER / file_name(recipe)
    assert file.is_file(), AGAIN
    assert file.read_text(encoding="utf-8") == notebook_text(recipe), AGAIN


def test_docs_hold_nothing_else():
    expected = {README, *map(file_name, recipes())}
    assert {file.name for file in FOLDER.iterdir()} == expected
    text = (FOLDER / README).read_text(encoding="utf-8")
    assert text == list_of_notebooks(), AGAIN
    assert set(re.findall(r"\]\((\S+\.ipynb)\)", text)) == expected - {README}


def test_names_sort_as_the_course_does():
    names = [file_name(recipe) for recipe in recipes()]
    assert names == sorted(names)


def test_written_anywhere_it_is_the_same(tmp_path):
    written = write_notebooks(tmp_path / "new" / "folder")
    assert [file.name for file in written] == [file_name(r) for r in recipes()]
    for file, recipe in zip(written, recipes(), strict=True):
        assert file.read_text(encoding="utf-8") == notebook_text(recipe)
    assert (tmp_path / "new" / "folder" / README).is_file()


@each
def test_it_is_a_notebook_without_results(recipe):
    notebook = read(recipe)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None


@each
def test_its_code_is_the_recipes(recipe):
    notebook = read(recipe)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    for cell in code:
        ast.parse(cell)  # each is whole
    assert ast.dump(ast.parse("\n".join(code))) == ast.dump(ast.parse(recipe.code))
    titles = [line[5:] for line in recipe.source.splitlines() if line[:5] == "# %% "]
    headings = [cell for cell in notebook.cells[1:] if cell.cell_type == "markdown"]
    assert [plain(cell.source) for cell in headings] == [f"## {t}" for t in titles]


@each
def test_its_first_cell_says_what_the_docstring_says(recipe):
    first = plain(read(recipe).cells[0].source)
    docstring = ast.get_docstring(ast.parse(recipe.source)) or ""
    for line in docstring.splitlines():
        said = line.strip().removeprefix("Take away:").strip()
        if said and not line.startswith(("Budget:", "Slides:", "Data:", "Expected:")):
            assert said in first


def plain(markdown):
    return re.sub(r"\\([*_<$])", r"\1", " ".join(markdown.split()))


@pytest.mark.parametrize(
    "recipe",
    [
        pytest.param(
            recipe,
            id=recipe.name,
            marks=() if recipe.name in FEW else pytest.mark.slow,
        )
        for recipe in recipes()
    ],
)
def test_it_runs_in_a_kernel(recipe, tmp_path, monkeypatch):
    client = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    if recipe.data != "made here" and not os.environ.get("TENGEN_DATA"):
        pytest.skip("no real data: set TENGEN_DATA to the folder of data sets")
    monkeypatch.setenv(QUICK, "1")
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = read(recipe)
    resources = {"metadata": {"path": str(tmp_path)}}
    try:
        client.NotebookClient(
            notebook, timeout=SECONDS, kernel_name="python3", resources=resources
        ).execute()
    except client.exceptions.CellExecutionError as error:
        if error.ename == "DownloadError":
            pytest.skip(f"data is missing: {error.evalue}")
        raise
    outputs = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    shown = [set(o.data) for o in outputs if o.output_type == "display_data"]
    printed = "".join(o.text for o in outputs if o.output_type == "stream")
    figures = re.findall(r"^\[figure .+\]", printed, re.MULTILINE)
    assert figures and len(figures) == len(shown)
    assert all(kinds & {"image/svg+xml", "image/png", "image/jpeg"} for kinds in shown)
    assert not re.search(r"^NO: ", printed, re.MULTILINE)
