"""All recipes, as files; none is run here.

Properties: (1) the docstring has all that the report shows; (2) numbers are taken once,
and every exercise of the course, 0 to 33, has its recipe; (3) each is read in one
sitting: at most 75 lines of code; (4) the data named are those that are loaded; (5)
what depends on chance sets a seed; (6) tengen and NumPy are enough, as for a student;
(7) each hands over a picture, and a figure or fact that is judged; (8) all budgets
together are within ninety minutes.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter

import pytest

from tengen.course.catalogue import FOLDER, recipes
from tengen.course.recipe import read_recipe

EXERCISES = range(34)
LINES = 75
SECONDS = 90 * 60
SETS = {"mnist", "fashion_mnist", "cifar10", "imdb", "reuters", "boston_housing"}
WEIGHTS = "imagenet weights where the cache has them"
MADE = "made here"
FILES = sorted(FOLDER.glob("[!_]*.py"))
PACKAGES = {*sys.stdlib_module_names, "numpy", "matplotlib", "PIL"}

each = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def nodes(file, kind):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, kind)]


def words(file):
    """Every name that the code says, and every attribute."""
    names = {node.id for node in nodes(file, ast.Name)}
    return names | {node.attr for node in nodes(file, ast.Attribute)}


def named(file):
    return {part.strip() for part in re.split("[,;]", read_recipe(file).data)}


@each
def test_the_docstring_is_whole(file):
    recipe = read_recipe(file)
    assert recipe.question
    for text in (recipe.slides, recipe.data, recipe.expected, recipe.take_away):
        assert text.strip()
    assert recipe.budget > 0


def test_numbers_are_taken_once():
    counts = Counter(read_recipe(file).number for file in FILES)
    assert [number for number, count in counts.items() if count > 1] == []


def test_every_exercise_has_its_recipe():
    assert sorted({recipe.place[0] for recipe in recipes()}) == [*EXERCISES]


@each
def test_code_is_short(file):
    """Lone brackets, which the formatter sets on lines of their own, do not count."""
    code = [line.strip() for line in read_recipe(file).code.splitlines()]
    said = [line for line in code if re.search(r"\w", line) and line[0] != "#"]
    assert len(said) <= LINES


@each
def test_code_is_in_cells(file):
    assert "\n# %% " in file.read_text(encoding="utf-8")


@each
def test_the_data_named_are_those_that_are_loaded(file):
    known = named(file)
    assert known <= {*SETS, WEIGHTS, MADE}
    assert not (MADE in known and known & SETS), "made here means nothing is loaded"
    assert known & SETS == words(file) & SETS


@each
def test_chance_has_a_seed(file):
    said = words(file)
    if said & {"random", "fit", "train_on_batch"}:
        assert said & {"set_random_seed", "seed", "default_rng"}


@each
def test_tengen_and_numpy_are_enough(file):
    """Which names of tengen are public, tests/test_imports.py knows."""
    imports = [alias.name for node in nodes(file, ast.Import) for alias in node.names]
    imports += [node.module or "" for node in nodes(file, ast.ImportFrom)]
    assert {name.split(".")[0] for name in imports} <= {*PACKAGES, "tengen"}


@each
def test_nothing_hidden_is_touched(file):
    hidden = {name for name in words(file) if name.startswith("_")} - {"_"}
    assert {name for name in hidden if not name.startswith("__")} == set()


@each
def test_something_is_drawn_and_something_is_judged(file):
    calls = {
        node.func.attr
        for node in nodes(file, ast.Call)
        if isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "course"
    }
    assert "figure" in calls
    assert calls & {"number", "check"}


def test_all_together_run_in_ninety_minutes():
    assert sum(read_recipe(file).budget for file in FILES) <= SECONDS
