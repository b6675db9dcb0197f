"""What a layer owns - variables, sublayers, metrics, seeds - found in its attributes.

Nothing is wrapped or intercepted: attributes (and the lists, tuples and dicts in them)
are looked through whenever somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tengen.core.random_state import SeedGenerator
from tengen.core.variable import Variable
from tengen.metrics.metric import Metric

# Attributes that refer to things a layer does not own.
_NOT_OWNED = {
    *("_constructor_arguments", "_nodes", "_added_losses", "_seen", "_paused"),
    *("optimizer", "loss", "_record", "_trainer", "_predictor", "_graph", "history"),
}


def owned(layer: Any) -> Iterator[Any]:
    """Yield variables, layers, metrics and seed generators a layer owns directly."""
    seen: set[int] = set()
    yield from _unique(layer._created, seen)
    for name, value in list(vars(layer).items()):
        if name not in _NOT_OWNED and name != "_created":
            yield from _unique(value, seen)


def _unique(value: Any, seen: set[int]) -> Iterator[Any]:
    from tengen.layers._state import LayerState

    if isinstance(value, (Variable, LayerState, Metric, SeedGenerator)):
        if id(value) not in seen:
            seen.add(id(value))
            yield value
    elif isinstance(value, (list, tuple, dict)) and id(value) not in seen:
        seen.add(id(value))  # a list may hold itself
        for item in value.values() if isinstance(value, dict) else value:
            yield from _unique(item, seen)
        seen.discard(id(value))


def all_layers(layer: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """Yield the layer and every layer below it, each once, parents first."""
    seen = set() if seen is None else seen
    if id(layer) in seen:
        return
    seen.add(id(layer))
    yield layer
    for child in layer._children():
        yield from all_layers(child, seen)


def unique(variables: list[Variable]) -> list[Variable]:
    """Return the variables without repetitions, order kept."""
    return list({id(variable): variable for variable in variables}.values())
