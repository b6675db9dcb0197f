"""What owns values in a model, and where each stands in a weights file.

Keras 3 names the places by structure, not by name: `layers/<class>[_n]` for the layers
of a sequential or functional model, elsewhere the attribute that holds the object.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from functools import cache
from typing import Any, cast

from tengen.core.naming import to_snake_case
from tengen.layers import Layer
from tengen.metrics import Metric
from tengen.optimizers import Optimizer

# What a model refers to without owning it, or what is written elsewhere.
_NOT_WRITTEN = {
    *("optimizer", "loss", "metrics", "history", "layers", "variables", "weights"),
    *("_connected", "_graph", "_predictor", "_record", "_stack", "_trainer"),
}


def saveables(model: Any) -> Iterator[tuple[str, Any]]:
    """Yield path and object of everything that owns values, the model itself first."""
    yield from _walk("", model, set())


def _walk(path: str, thing: Any, visited: set[int]) -> Iterator[tuple[str, Any]]:
    if id(thing) in visited:
        return
    visited.add(id(thing))
    yield path, thing
    if isinstance(thing, Layer):
        for name, child in _attributes(thing):
            yield from _descend(_join(path, name), child, visited)


def _descend(path: str, child: Any, visited: set[int]) -> Iterator[tuple[str, Any]]:
    if isinstance(child, (Layer, Metric, Optimizer)):
        yield from _walk(path, child, visited)
    elif isinstance(child, (list, tuple, dict)) and id(child) not in visited:
        visited.add(id(child))  # a list may hold itself
        used: Counter[str] = Counter()
        items = child.values() if isinstance(child, dict) else child
        for item in items:
            if isinstance(item, (Layer, Metric, Optimizer)):
                name = _numbered(class_path(item), used)
            elif isinstance(item, (list, tuple, dict)):
                name = _numbered("container", used)
            else:
                continue
            yield from _descend(_join(path, name), item, visited)
        visited.discard(id(child))


def _attributes(layer: Layer) -> Iterator[tuple[str, Any]]:
    """Yield a layer's attributes in Keras's order: sorted, private ones last."""
    if getattr(layer, "_graph", None) is not None or hasattr(layer, "_stack"):
        yield "layers", layer.layers  # type: ignore[attr-defined]
    names = (
        vars(layer).keys() | _properties(cast(Hashable, type(layer)))
    ) - _names_of_base()
    for name in sorted(names, key=lambda n: f"~{n}" if n.startswith("_") else n):
        if name not in _NOT_WRITTEN:
            value = getattr(layer, name, None)
            yield getattr(layer, "_file_names", {}).get(name, name), value


@cache
def _properties(kind: Any) -> frozenset[str]:
    """Return the properties that a user's class defines."""
    return frozenset(
        name
        for base in kind.__mro__
        if base.__module__.split(".")[0] != "tengen"
        for name, value in vars(base).items()
        if isinstance(value, property)
    )


@cache
def _names_of_base() -> frozenset[str]:
    return frozenset(dir(Layer()))


def class_path(thing: Any) -> str:
    """Return the name of an object's class in paths: `conv2d`, `functional`."""
    is_plain_graph = getattr(thing, "is_functional", False)
    name = type(thing).__name__
    return to_snake_case("Functional" if is_plain_graph and name == "Model" else name)


def _numbered(name: str, used: Counter[str]) -> str:
    used[name] += 1
    return name if used[name] == 1 else f"{name}_{used[name] - 1}"


def _join(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name


def values_of(thing: Any) -> dict[str, Any]:
    """Return what an object writes: variables or arrays under `'0'`, `'1'`, ..."""
    if hasattr(thing, "save_own_variables"):
        store: dict[str, Any] = {}
        thing.save_own_variables(store)
        return store
    return {str(index): v for index, v in enumerate(thing.variables)}
