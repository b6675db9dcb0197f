"""All recipes, in the order of the course."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path

from tengen.course.recipe import Recipe, read_recipe

FOLDER = Path(__file__).parent / "recipes"


@cache
def recipes() -> tuple[Recipe, ...]:
    """Return all recipes, ordered by number.

    Example:
        >>> [recipe.name for recipe in recipes() if recipe.number == "5"]
        ['xor']
    """
    found = [read_recipe(path) for path in FOLDER.glob("[!_]*.py")]
    return tuple(sorted(found, key=lambda recipe: recipe.place))


def find(name: str) -> Recipe:
    """Return the recipe of a name or number, such as `"xor"` or `"5"`.

    Raises:
        ValueError: if there is none.
    """
    for recipe in recipes():
        if name in (recipe.name, recipe.number):
            return recipe
    close = get_close_matches(name, [recipe.name for recipe in recipes()])
    meant = f"Did you mean {close[0]}? " if close else ""
    raise ValueError(
        f"There is no recipe {name!r}. {meant}`tengen course list` shows all of them."
    )


def chosen(names: list[str]) -> list[Recipe]:
    """Return the recipes of some names, each once, in the order of the course.

    Args:
        names: names or numbers; a number without its letter means all its parts, and
            `"all"` all recipes.

    Raises:
        ValueError: if one is unknown.
    """
    wanted = set()
    for name in names:
        parts = [r.name for r in recipes() if name in ("all", str(r.place[0]))]
        wanted.update(parts or [find(name).name])
    return [recipe for recipe in recipes() if recipe.name in wanted]
