"""Which borrowed tests touch what is internal to Keras: decided on their syntax trees.

A test is judged with everything it reaches in its own file: `setUp`, the helpers and
classes that it uses, transitively. It is excluded where any of that

* `internals`: reads an attribute that begins with `_` and is not made in the test file
  itself; uses something from `keras.src` that has no public name in the wheel (nor a
  counterpart, see `surface.py`); or patches a part of Keras;
* `other backends`: uses TensorFlow, PyTorch or another package that tengen does not
  work with (branches for other backends do not count, as they are never taken);
* `sparse tensors`: is about sparse or ragged tensors;
* `quantization`: is about quantized layers;
* `distribution`: is about several devices.

Nothing is excluded for failing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .hook import FOREIGN
from .surface import FLAGS, Flag, Internal, Module, Public, Surface

INTERNALS = "internals"
OTHER_BACKENDS = "other backends"
SPARSE = "sparse tensors"
QUANTIZATION = "quantization"
DISTRIBUTION = "distribution"
KINDS = (INTERNALS, OTHER_BACKENDS, SPARSE, QUANTIZATION, DISTRIBUTION)

_SUBJECTS = {
    "keras.quantizers": QUANTIZATION,
    "keras.src.quantizers": QUANTIZATION,
    "keras.distribution": DISTRIBUTION,
    "keras.src.distribution": DISTRIBUTION,
    "jax.experimental.sparse": SPARSE,
}
_QUANTIZING = ("quantize", "quantized_build", "quantized_call", "quantization_mode")
_QUANTIZED = re.compile(r"_from_(float32|(mixed_)?b?float16)")  # int8_from_float32
_SPARSE_WORDS = ("sparse", "ragged", "input_sparse", "input_ragged")
_BEFORE = ("setUp", "tearDown", "setUpClass", "tearDownClass")
_NOT_OURS = ("conftest",)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Exclusion:
    """Why a test is left out.

    Attributes:
        kind: one of `KINDS`.
        what: the name that decided it.
    """

    kind: str
    what: str


class Rule:
    """The rule for one test file.

    Args:
        source: its text.
        surface: what is public in Keras.
    """

    def __init__(self, source: str, surface: Surface) -> None:
        self._tree = ast.parse(source)
        self._surface = surface
        self._own = set(_own_attributes(self._tree))
        self._top = {name: node for node in self._tree.body for name in _names_of(node)}
        # Twice: the second time without the branches for other backends.
        self._imports = dict(_bindings(ast.walk(self._tree)))
        self._imports = dict(_bindings(self._parts(self._tree)))

    def exclusion(self, test_class: str, test: str) -> Exclusion | None:
        """Return why a test is left out, or `None` where it is not.

        Args:
            test_class: the class, as it is written in the file.
            test: the method, without what parameters add to its name.
        """
        for node in self._reached(test_class, test):
            for found in self._touches(node):
                return found
        return None

    # -- what a test reaches -----------------------------------------------------------

    def _reached(self, test_class: str, test: str) -> list[ast.AST]:
        methods = self._methods(test_class)
        waiting = [methods[name] for name in (test, *_BEFORE) if name in methods]
        reached: list[ast.AST] = []
        while waiting:
            node = waiting.pop(0)
            if node in reached:
                continue
            reached.append(node)
            for part in self._parts(node):
                if isinstance(part, ast.Name) and part.id in self._top:
                    waiting.append(self._top[part.id])
                if isinstance(part, ast.Attribute) and _is_self(part.value):
                    waiting.extend([methods[part.attr]] if part.attr in methods else [])
        return reached

    def _methods(self, class_name: str) -> dict[str, ast.AST]:
        """Return the methods of a class, inherited ones of the same file included."""
        node = self._top.get(class_name)
        if not isinstance(node, ast.ClassDef):
            return {}
        found: dict[str, ast.AST] = {}
        for base in node.bases:
            if isinstance(base, ast.Name):
                found.update(self._methods(base.id))
        found.update({n.name: n for n in node.body if isinstance(n, Function)})
        return found

    def _parts(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield a node and all below it, except what never runs here."""
        yield node
        if isinstance(node, ast.If | ast.IfExp):
            taken = self._value(node.test)
            yield from self._parts(node.test)
            if taken is not False:
                yield from self._all(node.body)
            if taken is not True:
                yield from self._all(node.orelse)
            return
        for child in ast.iter_child_nodes(node):
            if not _is_mark(child) or self._is_sparse_mark(child):
                yield from self._parts(child)

    def _all(self, nodes: ast.AST | list[ast.stmt]) -> Iterator[ast.AST]:
        for node in nodes if isinstance(nodes, list) else [nodes]:
            yield from self._parts(node)

    def _value(self, test: ast.expr) -> bool | None:
        """Return what a condition on the backend comes to; `None` where it is none."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            value = self._value(test.operand)
            return None if value is None else not value
        if isinstance(test, ast.BoolOp):
            values = [self._value(part) for part in test.values]
            decides = isinstance(test.op, ast.Or)
            if decides in values:
                return decides
            return None if None in values else not decides
        if isinstance(test, ast.Attribute):
            found = self._resolve(test)
            return found.value if isinstance(found, Flag) else None
        if isinstance(test, ast.Compare) and self._is_backend(test.left):
            return _compare_with_jax(test)
        return None

    def _is_backend(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Call):
            return False
        found = self._resolve(node.func)
        return isinstance(found, Public) and "keras.backend.backend" in found.paths

    def _is_sparse_mark(self, node: ast.AST) -> bool:
        return any(
            isinstance(part, ast.Attribute) and part.attr in _FLAG_NAMES
            for part in ast.walk(node)
        )

    # -- what it touches there ---------------------------------------------------------

    def _touches(self, root: ast.AST) -> Iterator[Exclusion]:
        inner = {
            id(part.value) for part in ast.walk(root) if isinstance(part, ast.Attribute)
        }
        if isinstance(root, Function):
            for mark in root.decorator_list:
                if _is_mark(mark) and self._is_sparse_mark(mark):
                    yield Exclusion(SPARSE, "a test of sparse or ragged tensors")
        for part in self._parts(root):
            if isinstance(part, ast.Attribute):
                yield from self._private(part)
            if isinstance(part, ast.Call):
                yield from self._call(part)
            if isinstance(part, ast.Constant) and _QUANTIZED.search(_text(part)):
                yield Exclusion(QUANTIZATION, "a quantized dtype")
            if isinstance(part, ast.If) and self._is_sparse_mark(part.test):
                if _skips(part.body) and self._value(part.test):
                    yield Exclusion(SPARSE, "a test of sparse or ragged tensors")
            if isinstance(part, ast.Attribute | ast.Name) and id(part) not in inner:
                yield from self._use(part)

    def _private(self, node: ast.Attribute) -> Iterator[Exclusion]:
        name = node.attr
        if _is_private(name) and name not in self._own:
            yield Exclusion(INTERNALS, f"attribute {name}")
        if name in _QUANTIZING:
            yield Exclusion(QUANTIZATION, name)

    def _call(self, node: ast.Call) -> Iterator[Exclusion]:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        for keyword in node.keywords:
            if keyword.arg in _SPARSE_WORDS and _is_true(keyword.value):
                yield Exclusion(SPARSE, f"{keyword.arg}=True")
        if name in ("assertSparse", "assertRagged"):
            values = [*node.args[1:2], *(k.value for k in node.keywords)]
            if not values or _is_true(values[0]):
                yield Exclusion(SPARSE, name)
        if name == "patch" or (name == "object" and "patch" in ast.dump(node.func)):
            yield from self._patch(node)
        if name in ("getattr", "hasattr", "setattr") and len(node.args) > 1:
            text = _text(node.args[1])
            if _is_private(text) and text not in self._own:
                yield Exclusion(INTERNALS, f"attribute {text}")

    def _patch(self, node: ast.Call) -> Iterator[Exclusion]:
        target = node.args[0] if node.args else None
        if target is None:
            return
        if _text(target).startswith("keras") or self._resolve(target) is not None:
            yield Exclusion(INTERNALS, "patches a part of Keras")

    def _use(self, node: ast.expr) -> Iterator[Exclusion]:
        path = self._path(node)
        if path is None:
            return
        root = path.partition(".")[0]
        for start, kind in _SUBJECTS.items():
            if path == start or path.startswith(start + "."):
                yield Exclusion(kind, path)
        if root in FOREIGN and root not in _NOT_OURS:
            yield Exclusion(OTHER_BACKENDS, path)
        found = self._resolve(node)
        if isinstance(found, Internal):
            yield Exclusion(INTERNALS, found.path)
        if isinstance(found, Public):
            for start, kind in _SUBJECTS.items():
                if found.paths[0].startswith(start + "."):
                    yield Exclusion(kind, found.paths[0])

    # -- what a name stands for --------------------------------------------------------

    def _path(self, node: ast.AST) -> str | None:
        """Return the full name of `a.b.c` where `a` is imported."""
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        if isinstance(node, ast.Name) and node.id in self._imports:
            return ".".join([self._imports[node.id], *names])
        return None

    def _resolve(self, node: ast.AST) -> Public | Flag | Internal | Module | None:
        """Return what a name of Keras is; what hangs on a public one is public too."""
        path = self._path(node)
        if path is None or path.partition(".")[0] != "keras":
            return None
        module, *rest = path.split(".")
        for name in rest:
            found = self._surface.find(module, name)
            if not isinstance(found, Module):
                return found
            module = found.path
            if module.endswith("_test"):
                return None  # from another test file
        return Module(module)


_FLAG_NAMES = {path.rpartition(".")[2] for path in FLAGS} - {"SUPPORTS_COMPLEX_DTYPES"}


def _bindings(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    """Yield (name, full name) of everything a file imports, wherever it does so."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                yield alias.asname or root, alias.name if alias.asname else root


def _own_attributes(tree: ast.Module) -> Iterator[str]:
    """Yield the attributes and methods that the file makes itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if _is_self(node.value):
                yield node.attr
        elif isinstance(node, Function):
            yield node.name


def _names_of(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.ClassDef | Function):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [t.id for t in node.targets if isinstance(t, ast.Name)]
    return []


def _compare_with_jax(test: ast.Compare) -> bool | None:
    try:
        other = ast.literal_eval(test.comparators[0])
    except ValueError:
        return None
    match test.ops[0]:
        case ast.Eq():
            return bool(other == "jax")
        case ast.NotEq():
            return bool(other != "jax")
        case ast.In():
            return "jax" in other
        case ast.NotIn():
            return "jax" not in other
    return None


def _is_mark(node: ast.AST) -> bool:
    """Say whether a decorator is one of pytest's, such as `pytest.mark.skipif`."""
    target = node.func if isinstance(node, ast.Call) else node
    return isinstance(target, ast.Attribute) and ast.unparse(target).startswith(
        "pytest.mark."
    )


def _skips(body: list[ast.stmt]) -> bool:
    return any(
        isinstance(part, ast.Call)
        and ast.unparse(part.func) in ("pytest.skip", "self.skipTest")
        for statement in body
        for part in ast.walk(statement)
    )


def _is_private(name: str) -> bool:
    of_tuples = name in ("_replace", "_asdict", "_fields")
    return name.startswith("_") and not name.startswith("__") and not of_tuples


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""
