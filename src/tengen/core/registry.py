"""One registry per module: names like `'relu'`, `'adam'`, `'mse'` and what they mean.

A registry is filled where the thing is defined, and read by `get`. User classes
registered by `register_serializable` live in `custom_objects`, which every registry
consults first.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from tengen.core.messages import complain, did_you_mean
from tengen.core.naming import to_snake_case

T = TypeVar("T")
custom_objects: dict[str, Any] = {}
_known = custom_objects  # where an argument has that name
registries: dict[str, Registry] = {}


class Registry:
    """Named things of one kind; itself found in `registries` under that kind.

    Args:
        kind: what one entry is called in error messages, such as `'optimizer'`.
        homes: modules whose import fills the registry; imported when it is first read.
    """

    def __init__(self, kind: str, homes: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self._entries: dict[str, Any] = {}
        self._homes = homes
        registries[kind] = self

    def register(self, *aliases: str) -> Callable[[T], T]:
        """Decorate a class or function: registers its name, snake case and aliases."""

        def decorate(thing: T) -> T:
            name = thing.__name__  # type: ignore[attr-defined]
            for alias in (name, to_snake_case(name), *aliases):
                self._entries.setdefault(alias, thing)
            return thing

        return decorate

    def alias(self, **names: Any) -> None:
        """Register further names, replacing what they meant before."""
        self._entries.update(names)

    def names(self) -> list[str]:
        """Return all known names, sorted."""
        return sorted({*self._entries, *custom_objects})

    def find_own(self, name: str) -> Any | None:
        """Return what the user's running script defines under a name, or `None`."""
        return None

    def _fill(self) -> None:
        homes, self._homes = self._homes, ()
        for home in homes:
            importlib.import_module(home)

    def find(self, name: str) -> Any | None:
        """Return the entry of a name, or `None`; what the user gave goes first."""
        return custom_object(name, self.find_built_in(name))

    def find_built_in(self, name: str) -> Any | None:
        """Return the library's own entry of a name, or `None`."""
        self._fill()
        if name in self._entries:
            return self._entries[name]
        folded = {key.lower(): entry for key, entry in self._entries.items()}
        return folded.get(name.lower())

    def lookup(self, name: str) -> Any:
        """Return the entry of a name.

        Raises:
            ValueError: for an unknown name, with the closest known ones.
        """
        entry = self.find(name)
        if entry is None:
            raise ValueError(
                complain(
                    f"unknown {self.kind} {name!r}",
                    fix=did_you_mean(name, self.names()) or "see the names in the docs",
                )
            )
        return entry

    def get(self, identifier: Any) -> Any:
        """Turn a name, a class, a `{"class_name", "config"}` dict, or an object into an
        object: classes are instantiated without arguments, functions returned as they
        are, `None` stays `None`.
        """
        if identifier is None:
            return None
        if isinstance(identifier, dict):
            return self.deserialize(identifier)
        if isinstance(identifier, str):
            identifier = self.lookup(identifier)
        if isinstance(identifier, type):
            return identifier()
        if callable(identifier) or hasattr(identifier, "get_config"):
            return identifier
        raise ValueError(
            complain(
                f"no {self.kind}",
                repr(identifier),
                "a name, an object or a function",
            )
        )

    def deserialize(self, config: dict[str, Any]) -> Any:
        """Build an entry from `{"class_name": ..., "config": {...}}`."""
        if config["class_name"] == "function":
            return self.lookup(config["config"])
        name = config.get("registered_name") or config["class_name"]
        entry = self.find(name) or self.lookup(config["class_name"])
        arguments = config.get("config") or {}
        if not isinstance(entry, type):
            return entry
        from_config = getattr(entry, "from_config", None)
        return from_config(arguments) if from_config else entry(**arguments)


def custom_object(name: str, built_in: Any = None) -> Any | None:
    """Return what the user made known under a name, else what is built in.

    A registered class replaces one of the library only under its full name,
    `"package>Name"`.
    """
    for key in (name, name.split(">")[-1]):
        thing = custom_objects.get(key)
        if thing is None:
            continue
        is_registered = "_registered_name" in getattr(thing, "__dict__", {})
        if built_in is None or ">" in key or not is_registered:
            return thing
    return built_in


def register_serializable(
    package: str = "Custom", name: str | None = None
) -> Callable[[T], T]:
    """Make a class or function known under its name when models are loaded.

    Raises:
        ValueError: for a class without `get_config`, which no file could hold.

    Example:
        >>> @register_serializable()
        ... class Twice:
        ...     def get_config(self):
        ...         return {}
        >>> "Custom>Twice" in custom_objects
        True
    """

    def decorate(thing: T) -> T:
        if isinstance(thing, type) and not hasattr(thing, "get_config"):
            what = f"class {thing.__name__} cannot be registered"
            fix = "give it get_config(self), which returns its arguments"
            raise ValueError(complain(what, "no get_config", fix=fix))
        registered = f"{package}>{name or thing.__name__}"  # type: ignore[attr-defined]
        custom_objects[registered] = thing
        custom_objects[name or thing.__name__] = thing  # type: ignore[attr-defined]
        thing._registered_name = registered  # type: ignore[attr-defined]
        return thing

    return decorate


@contextmanager
def custom_object_scope(custom_objects: dict[str, Any] | None) -> Iterator[None]:
    """Make objects known by name inside a `with` block."""
    before = dict(_known)
    _known.update(custom_objects or {})
    try:
        yield
    finally:
        _known.clear()
        _known.update(before)


@contextmanager
def only_built_in() -> Iterator[None]:
    """Know nothing but the library's own inside a `with` block.

    For files of strangers: neither registered classes are found nor those of the
    running script.
    """
    _strict.append(True)
    try:
        with custom_object_scope(None):
            custom_objects.clear()
            yield
    finally:
        _strict.pop()


_strict: list[bool] = []


def is_strict() -> bool:
    """Say whether only the library's own classes are known at the moment."""
    return bool(_strict)
