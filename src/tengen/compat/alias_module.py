"""A module whose names come from a function; it knows what is near a wrong name."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from tengen.compat.notices import nearest

Names = Callable[[], dict[str, Any]]


class AliasModule(ModuleType):
    """A module of Keras or TensorFlow that gives what tengen has.

    Args:
        path: its full name, such as `keras.layers.core`.
        find: returns its names; called when the first one is asked for.
        submodules: the names of the modules below it.
        hints: what to use instead of names that are missing.
    """

    def __init__(
        self,
        path: str,
        find: Names,
        submodules: frozenset[str],
        hints: dict[str, str],
    ) -> None:
        super().__init__(path, f"`{path}`, as tengen has it.")
        self.__path__: list[str] = []
        self._find = find
        self._submodules = submodules
        self._hints = hints
        self.__dict__["__all__"] = _LazyAll(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__version__":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        names = self._find()
        if name in names:
            setattr(self, name, names[name])
            return names[name]
        if name in self._submodules:
            return importlib.import_module(f"{self.__name__}.{name}")
        raise AttributeError(self.missing(name))

    def missing(self, name: str) -> str:
        """Return the message for a name that is not there."""
        hint = self._hints.get(name)
        if hint is not None:
            return f"{self.__name__}.{name} is not in tengen; {hint}"
        options = {*self._find(), *self._submodules}
        near = nearest(name, options)
        return f"{self.__name__}.{name} is not in tengen{near}"

    def __dir__(self) -> list[str]:
        return sorted({*self._find(), *self._submodules})

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Serve the names that were a function in one release, a module in the next."""
        function = self._find().get(self.__name__.rsplit(".", 1)[-1])
        if not callable(function):
            raise TypeError(f"{self.__name__!r} is a module, not a function")
        return function(*args, **kwargs)


class _LazyAll(list[str]):
    """The names for `from module import *`, found when they are read."""

    def __init__(self, module: AliasModule) -> None:
        super().__init__()
        self._module = module

    def _names(self) -> list[str]:
        return [name for name in self._module._find() if not name.startswith("_")]

    def __iter__(self) -> Any:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __getitem__(self, index: Any) -> Any:
        return self._names()[index]


def public_names(module_name: str) -> dict[str, Any]:
    """Return the public names of a module of tengen."""
    module = importlib.import_module(module_name)
    listed = getattr(module, "__all__", None)
    if listed is None:
        listed = [name for name in vars(module) if not name.startswith("_")]
    return {name: getattr(module, name) for name in listed}


def is_alias(name: str) -> bool:
    """Say whether a module that is loaded under a name is one of these."""
    return isinstance(sys.modules.get(name), AliasModule)
