"""From a model to the diagram that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tengen.core.messages import complain
from tengen.core.symbolic import Node, SymbolicTensor
from tengen.core.trees import flatten
from tengen.graph import Graph
from tengen.layers import InputLayer, Layer
from tengen.models import Model, Sequential
from tengen.models.layer_range import within
from tengen.visualization.diagram import Arrow, Box, Cell, Diagram, End, Group


@dataclass(frozen=True)
class Shown:
    """What is said about each layer, under the names of `plot_model`'s arguments."""

    shapes: bool = False
    dtype: bool = False
    layer_names: bool = False
    layer_activations: bool = False
    trainable: bool = False


def diagram_of(
    model: Any,
    shown: Shown,
    expand_nested: bool = False,
    layer_range: Any = None,
) -> Diagram:
    """Return the diagram of a model.

    A subclassed model, whose `call` is Python code, is one box.

    Args:
        model: a `Model` that is built.
        shown: what is said about each layer.
        expand_nested: look into nested models.
        layer_range: first and last layer, by name or regular expression.

    Raises:
        TypeError: if it is no model.
        ValueError: if it is not built, or no layer is in the range.
    """
    if not isinstance(model, Model):
        raise TypeError(complain("model", f"a {type(model).__name__}", "a model"))
    if not model.built:
        raise ValueError(
            complain(
                f"model {model.name!r} is not built: its shapes are not known",
                fix="call model.build(input_shape), or the model on data, first",
            )
        )
    if model._graph is None:
        return Diagram((_box(model, [], shown),))
    return _Reader(model, shown, expand_nested, layer_range).read()


class _Reader:
    def __init__(
        self, model: Model, shown: Shown, expand_nested: bool, layer_range: Any
    ) -> None:
        graph: Graph = model._graph
        self.graph = graph
        self.shown = shown
        self.expand_nested = expand_nested
        operations = list(graph.operations)
        if isinstance(model, Sequential):  # its input is not among its layers
            operations = [o for o in operations if not isinstance(o, InputLayer)]
        self.operations = within(operations, layer_range)
        self.place = {id(o): i for i, o in enumerate(self.operations)}
        self.nodes = {id(node) for node in graph.nodes}
        self.calls: dict[int, list[Node]] = {}
        for node in graph.nodes:
            self.calls.setdefault(id(node.operation), []).append(node)

    def read(self) -> Diagram:
        arrows: dict[Arrow, None] = {}
        inputs: list[dict[End, None]] = [{} for _ in self.graph.flat_inputs]
        entry = {id(t): i for i, t in enumerate(self.graph.flat_inputs)}
        for node in self.graph.nodes:
            for tensor, target in self._arrivals(node):
                source = self._source(tensor)
                if source is not None:
                    arrows[Arrow(source, target)] = None
                elif id(tensor) in entry:
                    inputs[entry[id(tensor)]][target] = None
        for tensor, ends in zip(self.graph.flat_inputs, inputs, strict=True):
            source = self._source(tensor)
            if source is not None:
                ends[source] = None
        outputs = [self._source(tensor) for tensor in self.graph.flat_outputs]
        return Diagram(
            tuple(self._item(operation) for operation in self.operations),
            tuple(arrows),
            tuple(tuple(ends) for ends in inputs),
            tuple(() if end is None else (end,) for end in outputs),
        )

    def _item(self, operation: Any) -> Box | Group:
        if self._is_opened(operation):
            inside = _Reader(operation, self.shown, True, None).read()
            return Group(_title(operation), operation.name, inside)
        return _box(operation, self.calls[id(operation)], self.shown)

    def _is_opened(self, operation: Any) -> bool:
        is_graph = isinstance(operation, Model) and operation._graph is not None
        return self.expand_nested and is_graph

    def _arrivals(self, node: Node) -> Iterable[tuple[SymbolicTensor, End]]:
        operation = node.operation
        if id(operation) not in self.place:
            return []
        place = self.place[id(operation)]
        if not self._is_opened(operation):
            return [(tensor, End(place)) for tensor in node.inputs]
        arranged = operation._graph.arrange(node.args[0] if node.args else node.inputs)
        return [(tensor, End(place, port)) for port, tensor in enumerate(arranged)]

    def _source(self, tensor: SymbolicTensor) -> End | None:
        node = tensor.node
        if node is None or id(node) not in self.nodes:
            return None
        if id(node.operation) not in self.place:
            return None
        port = tensor.index if self._is_opened(node.operation) else 0
        return End(self.place[id(node.operation)], port)


def _box(operation: Any, calls: list[Node], shown: Shown) -> Box:
    rows = []
    if shown.shapes:
        rows.append(_shape_cells(operation, calls))
    facts = []
    activation = getattr(operation, "activation", None)
    if shown.layer_activations and activation is not None:
        facts.append(Cell("activation", (_function_name(activation),)))
    if shown.dtype:
        dtypes = dict.fromkeys(t.dtype for n in calls for t in n.flat_outputs())
        facts.append(Cell("dtype", (", ".join(dtypes) or "?",)))
    if shown.trainable and getattr(operation, "weights", None):
        yes = operation.trainable
        said = "trainable" if yes else "not trainable"
        facts.append(Cell("", (said,), "yes" if yes else "no"))
    if facts:
        rows.append(tuple(facts))
    name = operation.name if shown.layer_names else ""
    return Box(_title(operation), name, tuple(rows), _family(operation))


def _shape_cells(operation: Any, calls: list[Node]) -> tuple[Cell, ...]:
    output = Cell("output", _shapes(call.flat_outputs() for call in calls))
    if isinstance(operation, InputLayer):
        return (output,)
    return Cell("input", _shapes(call.inputs for call in calls)), output


def _shapes(per_call: Iterable[list[SymbolicTensor]]) -> tuple[str, ...]:
    """Return a line per tensor; calls that agree are told once."""
    told = dict.fromkeys(tuple(str(tuple(t.shape)) for t in call) for call in per_call)
    return tuple(flatten(list(told))) or ("?",)


def _title(operation: Any) -> str:
    if not isinstance(operation, Layer):
        function = getattr(operation, "function", operation)
        return str(getattr(function, "__name__", type(function).__name__))
    title = type(operation).__name__
    wrapped = getattr(operation, "layer", None)
    return f"{title}({_title(wrapped)})" if isinstance(wrapped, Layer) else title


def _function_name(function: Any) -> str:
    name = getattr(function, "__name__", None) or getattr(function, "name", None)
    return str(name or type(function).__name__)


def _family(operation: Any) -> str:
    """Return the folder of `tengen.layers` that the class or a base of it is from."""
    if isinstance(operation, InputLayer):
        return "input"
    if isinstance(operation, Model):
        return "model"
    for kind in type(operation).__mro__:
        folders = kind.__module__.split(".")
        if folders[:2] == ["tengen", "layers"] and len(folders) > 3:
            return folders[2]
    return "other"
