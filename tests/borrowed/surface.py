"""What in Keras's sources is public, and by which name: read from the wheel as text.

The wheel lists its public names in `keras/**/__init__.py`, each as an import from
`keras.src`. Whatever a test imports is followed to where it is defined; if that is in
the list, the test uses the public thing, whichever way it came by it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# The backend's own functions, and the rooms where users find the same ones.
COUNTERPARTS = {
    "keras.src.backend": ("keras.ops",),
    "keras.src.backend.core": ("keras.ops",),
    "keras.src.backend.numpy": ("keras.ops",),
    "keras.src.backend.nn": ("keras.ops",),
    "keras.src.backend.math": ("keras.ops",),
    "keras.src.backend.linalg": ("keras.ops.linalg",),
    "keras.src.backend.image": ("keras.ops.image",),
    "keras.src.backend.random": ("keras.random",),
}
# Classes without a public name, of which users get the objects by another one.
STANDS_FOR = {
    "keras.src.models.functional.Functional": "keras.Model",
    "keras.src.backend.jax.trainer.JAXTrainer": "keras.Model",
}
FLAGS = {
    "keras.src.backend.SUPPORTS_SPARSE_TENSORS": False,
    "keras.src.backend.SUPPORTS_RAGGED_TENSORS": False,
    "keras.src.backend.SUPPORTS_COMPLEX_DTYPES": True,
}


@dataclass(frozen=True)
class Module:
    """A module, by its full name."""

    path: str


@dataclass(frozen=True)
class Public:
    """Something that users can reach, by its public names."""

    paths: tuple[str, ...]


@dataclass(frozen=True)
class Flag:
    """What a backend says of itself."""

    value: bool


@dataclass(frozen=True)
class Internal:
    """Something without a public name."""

    path: str


Found = Module | Public | Flag | Internal


class Surface:
    """The names of a package `keras`.

    Args:
        package: the folder `keras` of a wheel.
    """

    def __init__(self, package: Path) -> None:
        self.package = package
        self._public: dict[str, list[str]] = {}
        for init in sorted(package.rglob("__init__.py")):
            parts = init.relative_to(package.parent).parts[:-1]
            if len(parts) < 2 or parts[1] not in ("src", "_tf_keras", "legacy"):
                self._read(".".join(parts), init)
        self._paths = {path for paths in self._public.values() for path in paths}

    def _read(self, module: str, init: Path) -> None:
        for source, name, local in _imports(init):
            if source.startswith("keras.src"):
                home = self._home(source, name)
                self._public.setdefault(home, []).append(f"{module}.{local}")

    def is_module(self, path: str) -> bool:
        """Say whether a full name is a module or package of the wheel."""
        return self.file_of(path) is not None

    def file_of(self, path: str) -> Path | None:
        """Return the file of a module."""
        place = self.package.parent.joinpath(*path.split("."))
        for file in (place / "__init__.py", place.with_suffix(".py")):
            if file.is_file():
                return file
        return None

    def find(self, module: str, name: str) -> Found:
        """Say what a name in a module is."""
        path = f"{module}.{name}"
        if path.startswith(("keras.src.testing", "keras.src.utils.module_utils")):
            return Module(path) if self.is_module(path) else Public((path,))
        if path in FLAGS:
            return Flag(FLAGS[path])
        home = self._home(module, name)
        if home in self._public:
            return Public(tuple(self._public[home]))
        if self.is_module(home):
            return Module(home)
        if path in self._paths:
            return Public((path,))
        if home in COUNTERPARTS:
            return Module(home)
        if home in STANDS_FOR:
            return Public((STANDS_FOR[home],))
        home_module, _, home_name = home.rpartition(".")
        for room in COUNTERPARTS.get(home_module, ()):
            if f"{room}.{home_name}" in self._paths:
                return Public((f"{room}.{home_name}",))
        return Internal(home)

    def public_names(self, module: str) -> list[str]:
        """Return the public names that a public module lists."""
        start = module + "."
        return sorted(
            path[len(start) :]
            for path in self._paths
            if path.startswith(start) and "." not in path[len(start) :]
        )

    @cache  # noqa: B019 - there is one surface for each process
    def _home(self, module: str, name: str) -> str:
        """Follow a name to the module that defines it."""
        if f"{module}.{name}" in COUNTERPARTS:
            return f"{module}.{name}"
        file = self.file_of(module)
        if file is not None and name not in _defined(file):
            for source, original, local in _imports(file):
                if local == name and source.startswith("keras"):
                    if (source, original) != (module, name):
                        return self._home(source, original)
            for source in _stars(file):
                if source.startswith("keras.src") and "backend" not in source:
                    home = self._home(source, name)
                    if home != f"{source}.{name}" or self._defines(source, name):
                        return home
        if file is not None and name in _aliases(file):
            return self._home(module, _aliases(file)[name])
        return f"{module}.{name}"

    def _defines(self, module: str, name: str) -> bool:
        file = self.file_of(module)
        return file is not None and name in _defined(file)


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def _imports(file: Path) -> tuple[tuple[str, str, str], ...]:
    """Return (module, name there, name here) of what a file imports at its top."""
    return tuple(
        (node.module, alias.name, alias.asname or alias.name)
        for node in _statements(_tree(file).body)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level
        for alias in node.names
        if alias.name != "*"
    )


@cache
def _aliases(file: Path) -> dict[str, str]:
    """Return the names of a file that are another name for a class: `a = A`."""
    return {
        target.id: node.value.id
        for node in _statements(_tree(file).body)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id != node.value.id
    }


@cache
def _stars(file: Path) -> tuple[str, ...]:
    """Return the modules of which a file imports everything."""
    return tuple(
        node.module
        for node in _statements(_tree(file).body)
        if isinstance(node, ast.ImportFrom) and node.module
        if node.names[0].name == "*"
    )


@cache
def _defined(file: Path) -> frozenset[str]:
    """Return the classes, functions and variables that a file makes itself."""
    found = set()
    for node in _statements(_tree(file).body):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found.update(t.id for t in node.targets if isinstance(t, ast.Name))
    return frozenset(found)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, those under `if` and `try` included."""
    for node in body:
        yield node
        for part in ("body", "orelse", "handlers", "finalbody"):
            if isinstance(node, ast.If | ast.Try | ast.ExceptHandler):
                yield from _statements(getattr(node, part, []))
