"""Who imports whom: read from the sources, and compared with the plan of the house.

Properties: (1) every room has its place in the plan, and is named in the document on
architecture; (2) a module imports only what is downstairs, also inside functions;
(3) no two rooms lead to one another; (4) rooms on top use public names only, and
`backprop` nothing of ours; (5) imports are absolute; (6) entering the house loads
nothing heavy.
"""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import tengen

HOUSE = Path(tengen.__file__).parent
ARCHITECTURE = HOUSE.parents[1] / "docs" / "architecture.md"

# From the ground up. A room may use all floors below its own; `BESIDE` says which rooms
# may also use their neighbours on the same floor.
FLOORS = [
    {"_native", "_go", "backprop"},
    {"core"},
    {"kernels", "config", "utils", "pages"},
    {"ops", "datasets", "preprocessing", "random"},
    {"activations", "initializers", "regularizers", "constraints"},
    {"losses", "metrics", "optimizers"},
    {"layers"},
    {"graph"},
    {"training", "saving"},
    {"callbacks", "export"},
    {"models"},
    {"testing", "applications", "visualization", "distribution"},
    {"compat", "go"},
    {"arena", "course", "demo"},
    {"cli"},
    {"__main__"},
]
BESIDE = {("metrics", "losses"), ("compat", "go")}
NEVER = {("saving", "training"), ("training", "saving"), ("utils", "backprop")}
ON_TOP = {"compat", "course", "demo", "go"}  # they use public names, as users do
OWN = {"go": {"_go"}}  # compiled modules that belong to a room
MODULES = sorted(HOUSE.rglob("*.py"))

Import = tuple[str, tuple[str, ...]]  # module, and the names taken from it


def module_name(path: Path) -> str:
    parts = path.relative_to(HOUSE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """The part of a name below `tengen`; `tengen` itself is the front door."""
    return module.split(".")[1] if "." in module else "front door"


@cache
def imports_of(path: Path) -> tuple[Import, ...]:
    """What a file imports of ours, wherever in the file it does so."""
    return tuple(_imports(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(tree: ast.AST) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import in line {node.lineno}"
            if (node.module or "").split(".")[0] == "tengen":
                yield node.module or "", tuple(alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "tengen":
                    yield alias.name, ()


def rooms_used(path: Path) -> set[str]:
    """The other rooms that a file imports from."""
    used = set()
    for module, names in imports_of(path):
        if module != "tengen":
            used.add(room_of(module))
            continue
        for name in names:  # from tengen import layers, Input
            used.add(room_of(tengen._NAMES.get(name, f"tengen.{name}")))
    return used - {room_of(module_name(path)), "__version__"}


def floor_of(room: str) -> int:
    return next(level for level, rooms in enumerate(FLOORS) if room in rooms)


def rooms() -> list[str]:
    return sorted({room_of(module_name(path)) for path in MODULES} - {"front door"})


def modules_of(room: str) -> list[Path]:
    return [path for path in MODULES if room_of(module_name(path)) == room]


@pytest.mark.parametrize("room", rooms())
def test_every_room_has_its_place(room):
    assert any(room in floor for floor in FLOORS), f"{room} is not in the plan"
    assert f"`{room}`" in ARCHITECTURE.read_text(encoding="utf-8")


@pytest.mark.parametrize("room", rooms())
def test_nobody_imports_from_upstairs(room):
    for path in modules_of(room):
        for used in rooms_used(path):
            is_below = floor_of(used) < floor_of(room) or (room, used) in BESIDE
            allowed = is_below and (room, used) not in NEVER
            assert allowed, f"{module_name(path)} must not use {used}"


def test_no_two_rooms_lead_to_one_another():
    leads_to: dict[str, set[str]] = {}
    for room in rooms():
        leads_to[room] = set().union(*map(rooms_used, modules_of(room)))

    def walk(room: str, way: tuple[str, ...]) -> None:
        assert room not in way, " -> ".join([*way, room])
        for other in sorted(leads_to.get(room, ())):
            walk(other, (*way, room))

    for room in leads_to:
        walk(room, ())


@pytest.mark.parametrize("room", sorted(ON_TOP & set(rooms())))
def test_rooms_on_top_use_public_names(room):
    for path in modules_of(room):
        for module, names in imports_of(path):
            if room_of(module) == room:
                continue
            depth = 2 if room_of(module) == "go" else 1  # its files are public
            assert module.count(".") <= depth, f"{module}, for {path.name}: not public"
            found = importlib.import_module(module)
            listed = getattr(found, "__all__", [n for n in dir(found) if n[0] != "_"])
            public = {*listed, *re_exported(found), *OWN.get(room, ())}
            assert set(names) <= public, f"{path.name} takes them from {module}"


def re_exported(module: ModuleType) -> set[str]:
    """What a package passes on by saying so: `from a import b as b`."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    aliases = [a for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names]
    return {alias.name for alias in aliases if alias.name == alias.asname}


def test_the_textbook_stands_alone():
    assert all(rooms_used(path) == set() for path in modules_of("backprop"))


def loaded_by(statement: str) -> set[str]:
    """Top-level modules that are loaded after a statement in a new interpreter."""
    program = (
        f"{statement}\nimport sys; print(*{{m.split('.')[0] for m in sys.modules}})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_front_door_is_light():
    heavy = {"jax", "numpy", "h5py", "matplotlib", "rich", "typer"}
    assert loaded_by("import tengen") & heavy == set()


def test_layers_and_models_load_no_more_than_they_need():
    heavy = {"h5py", "matplotlib", "rich", "typer", "scipy", "sklearn"}
    by_jax = loaded_by("import jax")
    loaded = loaded_by("import tengen.layers, tengen.models, tengen.optimizers")
    assert (loaded - by_jax) & heavy == set()


def test_help_loads_no_engine():
    run = "from typer.testing import CliRunner; from tengen.cli import main"
    loaded = loaded_by(f"{run}; CliRunner().invoke(main, ['--help'])")
    assert {"typer"} <= loaded
    assert loaded & {"jax", "numpy", "h5py", "matplotlib"} == set()
