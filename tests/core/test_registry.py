"""Registries: names, aliases, suggestions, classes of users."""

import inspect

import pytest

from tengen.core.configurable import Configurable
from tengen.core.registry import (
    Registry,
    custom_object_scope,
    custom_objects,
)


@pytest.fixture
def shapes():
    registry = Registry("shape")

    @registry.register("disc")
    class FlatCircle(Configurable):
        def __init__(self, radius=1.0):
            self.radius = radius

    return registry


def test_names_aliases_and_dicts_find_the_same_class(shapes):
    found = [shapes.get(n) for n in ("FlatCircle", "flat_circle", "disc", "FLATCIRCLE")]
    assert {type(f).__name__ for f in found} == {"FlatCircle"}
    built = shapes.get({"class_name": "FlatCircle", "config": {"radius": 2.0}})
    assert built.radius == 2.0
    assert shapes.get(None) is None


def test_an_unknown_name_is_answered_with_a_suggestion(shapes):
    with pytest.raises(ValueError, match="did you mean 'disc'"):
        shapes.get("disk")


def test_objects_of_users_are_known_inside_a_scope(shapes):
    class Square(Configurable):
        pass

    with custom_object_scope({"Square": Square}):
        assert type(shapes.get("Square")) is Square
    assert "Square" not in custom_objects


def test_constructor_arguments_are_the_configuration():
    class Box(Configurable):
        def __init__(self, width, *, height=2, **options):
            self.width = width

    box = Box(3, colour="red")
    assert box.get_config() == {"width": 3, "colour": "red"}
    assert Box.from_config(box.get_config()).width == 3
    assert repr(box) == "Box(width=3, colour='red')"


def test_editors_see_the_constructors_arguments():
    class Box(Configurable):
        def __init__(self, width, height=2):
            self.width = width

        def __call__(self, x):
            return x

    assert str(inspect.signature(Box)) == "(width, height=2)"
    assert str(inspect.signature(Box(1))) == "(x)"
