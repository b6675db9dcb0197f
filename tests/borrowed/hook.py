"""The import hook: `keras` means tengen, `keras.src` too; tests come from the wheel.

A name that Keras has and tengen has not becomes a placeholder that raises `NotHere`
when it is used, so that one missing name costs the tests that use it and no others.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from .elsewhere import ELSEWHERE, replacements
from .surface import COUNTERPARTS, Flag, Internal, Module, Public, Surface

FOREIGN = (
    *("tensorflow", "torch", "grain", "tf_keras", "orbax", "openvino", "requests"),
    *("torchvision", "litert", "conftest"),
)


class NotHere(Exception):
    """What a borrowed test uses is not in tengen, or is internal to Keras."""


class _Placeholder(type):
    """A class whose attributes are placeholders and which makes no objects."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return placeholder(f"{cls.__name__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        missing = next(base for base in cls.__mro__ if base.__dict__.get("stands_for"))
        raise NotHere(f"{missing.__name__} is not in tengen")

    def __instancecheck__(cls, instance: Any) -> bool:
        return False


def placeholder(path: str) -> Any:
    """Return what stands for a name that is not there."""
    return _Placeholder(path, (), {"stands_for": path})


def public(path: str) -> Any:
    """Return tengen's own for a public name of Keras, such as `keras.layers.Dense`.

    Raises:
        NotHere: where tengen has none.
    """
    if path in ELSEWHERE:
        module, name = ELSEWHERE[path]
        return getattr(importlib.import_module(module), name)
    room, _, name = path.rpartition(".")
    try:
        return getattr(importlib.import_module("tengen" + room[5:]), name)
    except (ImportError, AttributeError):
        pass
    if room == "keras.backend":
        from tengen.compat import backend

        if name in backend.names():
            return backend.names()[name]
    raise NotHere(f"{path} is not in tengen")


class _Names(ModuleType):
    """A module below `keras` whose names are tengen's."""

    def __init__(self, path: str, surface: Surface) -> None:
        super().__init__(path)
        self.__path__: list[str] = []
        self._surface = surface

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = self._find(name)
        setattr(self, name, value)
        return value

    def _find(self, name: str) -> Any:
        path = f"{self.__name__}.{name}"
        own = replacements()
        if path in own:
            return own[path]
        found = self._surface.find(self.__name__, name)
        if isinstance(found, Flag):
            return found.value
        if isinstance(found, Module):
            return importlib.import_module(found.path)
        if isinstance(found, Internal):
            return placeholder(found.path)
        return first_public(found)


def first_public(found: Public) -> Any:
    """Return tengen's own by the first of several names that it has."""
    for path in found.paths:
        try:
            return public(path)
        except NotHere:
            continue
    return placeholder(min(found.paths, key=len))


class _Foreign(ModuleType):
    """A package that the tests may import and that is not installed."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return placeholder(f"{self.__name__}.{name}")


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Serves `keras` and everything below it, and stands for foreign packages.

    Args:
        surface: the names of the wheel.
    """

    def __init__(self, surface: Surface) -> None:
        self._surface = surface

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        """Return where a module comes from; `None` for those of others."""
        root = fullname.partition(".")[0]
        if root == "keras":
            file = self._surface.file_of(fullname)
            if file is None and fullname not in COUNTERPARTS:
                return None
            if file is not None and file.stem.endswith("_test"):
                return importlib.util.spec_from_file_location(
                    fullname, file, loader=_TestSource(fullname, str(file))
                )
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        if root in FOREIGN:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> ModuleType:
        """Return the module of a spec."""
        if spec.name == "conftest":
            return _conftest()
        if spec.name.partition(".")[0] in FOREIGN:
            return _Foreign(spec.name)
        return _Names(spec.name, self._surface)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: names are looked up when they are used."""


class _TestSource(importlib.machinery.SourceFileLoader):
    """Loads a test file of the wheel, and leaves no byte code beside it."""

    def set_data(self, path: Any, data: Any, *, _mode: int = 0o666) -> None:
        """Write nothing."""


def _conftest() -> ModuleType:
    import pytest

    module = ModuleType("conftest")

    def skip_if_backend(name: str, reason: str) -> Any:
        return pytest.mark.skipif(name == "jax", reason=reason)

    vars(module)["skip_if_backend"] = skip_if_backend
    return module


def install(package: Path) -> Surface:
    """Let `keras` mean tengen in this process; tests come from the wheel.

    Raises:
        RuntimeError: where real Keras is loaded already.
    """
    if "keras" in sys.modules:
        raise RuntimeError("keras is loaded already; the tests need a fresh process")
    surface = Surface(package)
    sys.meta_path.insert(0, Finder(surface))
    return surface
