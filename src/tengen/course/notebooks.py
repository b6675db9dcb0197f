"""The recipes as Jupyter notebooks: `python -m tengen.course.notebooks [FOLDER]`.

The docstring becomes the first cell; each part of the script that begins with
`# %% A title` becomes a heading and a cell of code. Nothing has been run in them, so
the same recipe always gives the same file.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tengen.course.catalogue import recipes
from tengen.course.recipe import Recipe
from tengen.pages import write_whole

DOCS = Path("docs/notebooks")
README = "README.md"
_PART = re.compile(r"^# %%(.*)\n", re.MULTILINE)
_CODE_OR_SIGN = re.compile(r"(`[^`]*`)|([*_<$])")
_LIST = """\
# The course as notebooks

One notebook for each recipe of the course (`tengen course list`), generated from it by
`python -m tengen.course.notebooks`: what is to be changed is changed there.

The times are of a full run on two cores. With `TENGEN_COURSE_QUICK=1` in the
environment when Jupyter starts, each takes seconds.

| | notebook | data | time |
| ---: | --- | --- | ---: |
"""
_METADATA = {
    "kernelspec": {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def write_notebooks(folder: Path) -> list[Path]:
    """Write all recipes as notebooks, and a page that lists them.

    Args:
        folder: where to; it is made if it is not there.

    Returns:
        The notebooks' files, such as `folder/07_mnist_dense.ipynb`.

    Raises:
        OSError: if they cannot be written.

    Example:
        >>> from pathlib import Path
        >>> from tempfile import mkdtemp
        >>> write_notebooks(Path(mkdtemp()))[0].suffix
        '.ipynb'
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = [
        write_whole(folder / file_name(recipe), notebook_text(recipe))
        for recipe in recipes()
    ]
    write_whole(folder / README, list_of_notebooks())
    return written


def file_name(recipe: Recipe) -> str:
    """Return a name that sorts by number, such as `"07_mnist_dense.ipynb"`."""
    number, letter = recipe.place
    return f"{number:02}{letter}_{recipe.name}.ipynb"


def notebook_text(recipe: Recipe) -> str:
    """Write a recipe as a notebook in JSON, format 4.5, without results."""
    cells = []
    for index, (kind, text) in enumerate(_cells(recipe)):
        cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{index}"}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        cells.append({**cell, "metadata": {}, "source": text.splitlines(keepends=True)})
    notebook = {
        "cells": cells,
        "metadata": _METADATA,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def list_of_notebooks() -> str:
    """Write the page that lists the notebooks, in Markdown."""
    rows = [
        f"| {recipe.number} | [{_escaped(recipe.title)}]({file_name(recipe)}) | "
        f"{recipe.data} | {recipe.budget:g} s |"
        for recipe in recipes()
    ]
    return _LIST + "\n".join(rows) + "\n"


def _cells(recipe: Recipe) -> Iterator[tuple[str, str]]:
    """Yield kinds and texts of cells: what precedes the first title has none."""
    yield "markdown", _introduction(recipe)
    before, *parts = _PART.split(recipe.code)
    titles = ["", *parts[::2]]
    for title, code in zip(titles, [before, *parts[1::2]], strict=True):
        if title.strip():
            yield "markdown", f"## {_escaped(title.strip())}"
        if code.strip():
            yield "code", code.strip("\n")


def _introduction(recipe: Recipe) -> str:
    fields = {
        "Slides": recipe.slides,
        "Data": recipe.data,
        "Expected": recipe.expected,
        "Time": f"{recipe.budget:g} s on two cores.",
        "Take away": recipe.take_away,
    }
    return "\n\n".join(
        [
            f"# {recipe.number}. {_escaped(recipe.title)}",
            *map(_escaped, recipe.question),
            *(f"**{name}:** {_escaped(text)}" for name, text in fields.items()),
        ]
    )


def _escaped(text: str) -> str:
    """Protect what Markdown would take for signs of its own, outside of code."""
    return _CODE_OR_SIGN.sub(lambda found: found[1] or f"\\{found[2]}", text)


def main(arguments: list[str]) -> None:
    """Write the notebooks into the folder that is named, or into `docs/notebooks`."""
    written = write_notebooks(Path(*arguments[:1]) if arguments else DOCS)
    print(f"{len(written)} notebooks in {written[0].parent}")


if __name__ == "__main__":
    main(sys.argv[1:])
