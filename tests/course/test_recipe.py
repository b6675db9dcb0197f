"""What a recipe's file says about itself, and how recipes are found.

Properties: (1) title, question and fields are read, continuation lines joined; (2) the
code is the file without its docstring; (3) a file that lacks something is refused by
name; (4) recipes are found by name and by number, and a slip is answered with what is
near; (5) a number means all its parts, and the order is that of the course.
"""

from __future__ import annotations

import pytest

from tengen.course.catalogue import chosen, find, recipes
from tengen.course.recipe import read_recipe

TEXT = '''"""15b. Weights that are shared

Why so few?

Because one kernel looks
everywhere.

Slides: the replicated feature approach.
Data: made here
Expected: 10 instead of
    1,000.
Budget: 1,200 s
Take away: Share.
"""

# %% First
print("hello")
'''


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sharing.py"
    path.write_text(TEXT)
    return path


def test_the_docstring_is_read(file):
    recipe = read_recipe(file)
    assert (recipe.name, recipe.number, recipe.place) == ("sharing", "15b", (15, "b"))
    assert recipe.title == "Weights that are shared"
    assert recipe.question == ("Why so few?", "Because one kernel looks everywhere.")
    assert recipe.expected == "10 instead of 1,000."
    assert recipe.budget == 1200
    assert recipe.take_away == "Share."


def test_the_code_is_what_follows(file):
    assert read_recipe(file).code == '# %% First\nprint("hello")\n'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("15b. Weights", "Weights", "must begin like"),
        ("Expected:", "Hoped for:", "lacks Expected"),
        ("1,200 s", "soon", "budget"),
    ],
)
def test_what_is_missing_is_named(file, old, new, said):
    file.write_text(TEXT.replace(old, new))
    with pytest.raises(ValueError, match=said) as caught:
        read_recipe(file)
    assert "sharing.py" in str(caught.value)


def test_recipes_are_found_by_name_and_number():
    assert find("xor") is find("5")
    assert [recipe.name for recipe in chosen(["xor", "5", "backprop"])] == [
        "backprop",
        "xor",
    ]
    assert chosen(["all"]) == list(recipes())


def test_a_number_means_all_its_parts():
    parts = [recipe.number for recipe in chosen(["1"])]
    assert parts == ["1a", "1b"]


def test_a_slip_is_answered_with_what_is_near():
    with pytest.raises(ValueError, match="Did you mean perceptron"):
        find("perceptrn")
