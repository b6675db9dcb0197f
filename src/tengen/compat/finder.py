"""Finds `keras` and `tensorflow`, and all that scripts import from below them.

`golois`, the module of the course's Go project, is found in `tengen.go`.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from tengen import config
from tengen.compat import old_modules, tf_surface, tf_types
from tengen.compat.alias_module import AliasModule, is_alias
from tengen.compat.notices import nearest, say_once

ROOTS = ("keras", "tensorflow", "keras_preprocessing")
GOLOIS = "golois"
_KERAS_OF_TF = ("tensorflow.keras", "tensorflow.python.keras")


class RealKerasError(ImportError):
    """A real Keras or TensorFlow is loaded already; nothing is put in its place."""


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Makes the alias modules when they are imported."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        """Return where a module comes from; `None` for those of others.

        Raises:
            ModuleNotFoundError: for a path or name below `keras` or `tensorflow` that
                is not there, naming the nearest.
        """
        if fullname == GOLOIS:
            return importlib.machinery.ModuleSpec(fullname, _Golois())
        if fullname.split(".")[0] not in ROOTS:
            return None
        if fullname not in _known():
            raise ModuleNotFoundError(_missing(fullname))
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: Any) -> ModuleType:
        """Return the module of a spec, without looking at its names yet."""
        find, hints = _known()[spec.name]
        below = spec.name + "."
        submodules = frozenset(
            name[len(below) :]
            for name in _known()
            if name.startswith(below) and "." not in name[len(below) :]
        )
        return AliasModule(spec.name, find, submodules, hints)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: names are looked up when they are used."""


class _Golois(importlib.abc.Loader):
    """Gives `golois` the names of `tengen.go.golois`."""

    def create_module(self, spec: Any) -> None:
        """Leave making the module to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Give the module its names."""
        from tengen.go import golois

        module.__doc__ = golois.__doc__
        module.__dict__.update({name: getattr(golois, name) for name in golois.__all__})


Known = dict[str, tuple[Callable[[], dict[str, Any]], dict[str, str]]]
_cache: Known = {}


def _known() -> Known:
    """Return every module's names and hints, by full name."""
    if _cache:
        return _cache
    for path in old_modules.paths():
        home = old_modules.SAME_AS.get(path, path)
        entry = old_modules.HOMES[home], old_modules.MISSING.get(home, {})
        for root in ("keras", *_KERAS_OF_TF):
            _cache[f"{root}.{path}" if path else root] = entry
        if path.startswith("preprocessing"):
            _cache[f"keras_{path}"] = entry
    for path, find in tf_surface.HOMES.items():
        hints = tf_surface.MISSING.get(path, {})
        _cache[f"tensorflow.{path}" if path else "tensorflow"] = find, hints
    return _cache


def _missing(fullname: str) -> str:
    parent, _, name = fullname.rpartition(".")
    if parent in _known():
        module = importlib.import_module(parent)
        if isinstance(module, AliasModule):
            return module.missing(name)
    return f"{fullname} is not in tengen{nearest(fullname, _known())}"


def install() -> ModuleType:
    """Let `keras` and `tensorflow` mean tengen in this process; return `keras`.

    Raises:
        RealKerasError: where one of them is loaded already, and is a real one.
    """
    for root in ROOTS:
        if root in sys.modules and not is_alias(root):
            place = getattr(sys.modules[root], "__file__", None) or "built in"
            raise RealKerasError(
                f"{root} is imported already, and it is not tengen's ({place})\n"
                "  fix: call tengen.compat.as_keras() before anything imports it, or "
                "use `tengen run`"
            )
    if not any(isinstance(finder, Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, Finder())
        _say_backend()
    return importlib.import_module("keras")


def _say_backend() -> None:
    backend = config.configured_backend()
    if backend not in ("", "jax"):
        say_once(f"backend {backend!r} in keras.json has no effect; all is run by JAX")


def uninstall() -> None:
    """Let `keras` and `tensorflow` mean what they meant before."""
    tf_types.take_methods()
    sys.meta_path[:] = [f for f in sys.meta_path if not isinstance(f, Finder)]
    for name in [*sys.modules]:
        ours = name.split(".")[0] in ROOTS and is_alias(name)
        if ours or isinstance(getattr(sys.modules[name], "__loader__", None), _Golois):
            del sys.modules[name]
