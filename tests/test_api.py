"""Every public name of Keras 3 is there and takes every argument that Keras takes.

The oracle is `api/keras_names.json`, which `api/make_names.py` wrote with real Keras.
What is left out on purpose stands in `api/absent.py`, with the reason.
"""

from __future__ import annotations

import importlib
import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from api.absent import ARGUMENTS, NAMES

FILE = Path(__file__).parent / "api" / "keras_names.json"
KERAS: dict[str, dict[str, str | None]] = json.loads(FILE.read_text())["names"]


def owner(space: str) -> Any:
    """The module of a namespace, or the class whose methods are listed."""
    try:
        return importlib.import_module(f"tengen.{space}")
    except ModuleNotFoundError:
        room, name = space.rsplit(".", 1)
        return getattr(importlib.import_module(f"tengen.{room}"), name)


def find(space: str, name: str) -> Any:
    found = owner(space)
    for part in name.split("."):
        found = getattr(found, part)
    return found


def accepted(thing: Any) -> set[str] | None:
    """The argument names that a function, class or method takes; `None`: any."""
    if not isinstance(thing, type):
        return _of_signature(inspect.signature(thing))
    taken: set[str] = set()
    for kind in thing.__mro__:
        if "__init__" not in vars(kind):
            continue
        own = inspect.signature(kind.__init__)
        taken |= set(own.parameters)
        if "options" not in own.parameters:  # `**options`: see the base class
            return taken
    return taken


def _of_signature(signature: inspect.Signature) -> set[str] | None:
    parameters = signature.parameters.values()
    takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters)
    return None if takes_all else set(signature.parameters)


def wanted(arguments: str | None) -> set[str]:
    return {a for a in (arguments or "").split() if a[0] not in "*/" and a != "self"}


def missing_arguments(space: str, name: str, arguments: str | None) -> set[str]:
    taken = accepted(find(space, name))
    if taken is None:
        return set()
    # `layer(x, training=True)` goes for every layer, whatever its `call` takes.
    always = {"training"} if name.endswith(".call") else set()
    return wanted(arguments) - taken - always


def is_there(space: str, name: str) -> bool:
    try:
        find(space, name)
    except AttributeError:
        return False
    return True


def is_absent(space: str, name: str) -> bool:
    return name.split(".")[0] in NAMES.get(space, {})


@pytest.mark.parametrize("space", sorted(KERAS))
def test_every_name_is_there(space):
    missing = [name for name in KERAS[space] if not is_there(space, name)]
    assert [name for name in missing if not is_absent(space, name)] == []


@pytest.mark.parametrize("space", sorted(KERAS))
def test_every_argument_is_taken(space):
    left_out = {
        name: without
        for name, arguments in KERAS[space].items()
        if is_there(space, name)
        and (
            without := missing_arguments(space, name, arguments)
            - set(ARGUMENTS.get(f"{space}.{name}", {}))
        )
    }
    assert left_out == {}


@pytest.mark.parametrize("space", sorted(NAMES))
def test_what_is_called_absent_is_absent(space):
    assert set(NAMES[space]) <= set(KERAS[space]), "Keras has no such name"
    assert [name for name in NAMES[space] if is_there(space, name)] == []


@pytest.mark.parametrize("path", sorted(ARGUMENTS))
def test_arguments_called_absent_are_absent(path):
    space = max((s for s in KERAS if path.startswith(f"{s}.")), key=len)
    name = path.removeprefix(f"{space}.")
    missing = missing_arguments(space, name, KERAS[space][name])
    assert set(ARGUMENTS[path]) == missing & set(ARGUMENTS[path])


def test_reasons_are_given():
    tables = [*NAMES.values(), *ARGUMENTS.values()]
    assert all(reason.strip() for table in tables for reason in table.values())
