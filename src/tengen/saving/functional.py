"""Graphs of layers as data, and back.

Each call of a layer is one entry of its `inbound_nodes`; a tensor is named by the layer
that made it, the number of that layer's call, and its place among the call's results.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from typing import Any

from tengen.core.messages import complain
from tengen.core.serialized import deserialize, serialize
from tengen.core.symbolic import Node, SymbolicTensor, is_symbolic
from tengen.core.trees import flatten, map_structure
from tengen.layers import InputLayer, Layer
from tengen.saving.operations import OperationMaker, operation_entry

Place = tuple[str, int]  # a layer's name and the number of its call
_TENSOR = "__keras_tensor__"


# -- writing ---------------------------------------------------------------------------


def graph_config(graph: Any) -> dict[str, Any]:
    """Return `layers`, `input_layers` and `output_layers` of a graph."""
    operations, calls = _operations_and_calls(graph)
    _check_names(operations)
    places: dict[int, list[Any]] = {}
    for operation in operations:
        for number, node in enumerate(calls[id(operation)]):
            for index, tensor in enumerate(node.flat_outputs()):
                places[id(tensor)] = [operation.name, number, index]
    inputs = _stand_in_inputs(graph, places)
    layers = [_layer_entry(op, calls[id(op)], places) for op in operations]

    def end(tensor: SymbolicTensor) -> list[Any]:
        # Here, and only here, Keras counts the calls of a functional model from 1.
        name, number, index = places[id(tensor)]
        operation = tensor.node.operation if tensor.node is not None else None
        return [name, number + _own_calls(operation), index]

    return {
        "layers": [*inputs, *layers],
        "input_layers": map_structure(end, graph.inputs),
        "output_layers": map_structure(end, graph.outputs),
    }


def _own_calls(operation: Any) -> int:
    """Return 1 for functional models: Keras counts their own graph as a call."""
    return 1 if getattr(operation, "is_functional", False) else 0


def _operations_and_calls(graph: Any) -> tuple[list[Any], dict[int, list[Node]]]:
    """Return what is called, and the calls of each in the order they were made."""
    inside = {id(node) for node in graph.nodes}
    calls: dict[int, list[Node]] = {}
    for node in graph.nodes:
        operation = node.operation
        if id(operation) not in calls:
            made = getattr(operation, "_nodes", [node])
            calls[id(operation)] = [made_ for made_ in made if id(made_) in inside]
    return list(graph.operations), calls


def _check_names(operations: list[Any]) -> None:
    names: set[str] = set()
    for operation in operations:
        if operation.name in names:
            raise ValueError(
                complain(
                    f"two layers of the model are named {operation.name!r}",
                    fix="give each its own name=; files tell them apart by it",
                )
            )
        names.add(operation.name)


def _stand_in_inputs(graph: Any, places: dict[int, list[Any]]) -> list[dict[str, Any]]:
    """Return input layers for models cut out of the middle of a graph."""
    entries = []
    for tensor in graph.flat_inputs:
        if id(tensor) in places:
            continue
        places[id(tensor)] = [tensor.name, 0, 0]
        config = {
            "batch_shape": list(tensor.shape),
            "dtype": tensor.dtype,
            "sparse": False,
            "name": tensor.name,
        }
        entry: dict[str, Any] = {"module": "keras.layers", "class_name": "InputLayer"}
        entry |= {
            "config": config,
            "registered_name": None,
            "name": tensor.name,
            "inbound_nodes": [],
        }
        entries.append(entry)
    return entries


def _layer_entry(
    operation: Any, calls: list[Node], places: dict[int, list[Any]]
) -> dict[str, Any]:
    if not isinstance(operation, Layer):
        (call,) = calls
        entry, args, kwargs = operation_entry(operation, call)
        nodes = [_call_entry(args, kwargs, places)]
    else:
        entry = serialize(operation)
        nodes = [
            _call_entry(call.args, call.kwargs, places)
            for call in calls
            if not call.is_input
        ]
    return {**entry, "name": operation.name, "inbound_nodes": nodes}


def _call_entry(args: Any, kwargs: Any, places: dict[int, list[Any]]) -> dict[str, Any]:
    def as_data(leaf: Any) -> Any:
        if not is_symbolic(leaf):
            return serialize(leaf)
        config = {
            "shape": list(leaf.shape),
            "dtype": leaf.dtype,
            "keras_history": places[id(leaf)],
        }
        return {"class_name": _TENSOR, "config": config}

    args, kwargs = map_structure(as_data, [list(args), dict(kwargs)])
    entry = {"args": args, "kwargs": kwargs}
    if "training" in kwargs:
        # Real Keras writes the flag of every call; ours says what the user said.
        entry["training"] = kwargs["training"]
    return entry


# -- reading ---------------------------------------------------------------------------


def connect(
    config: dict[str, Any],
    make_layer: Callable[[dict[str, Any]], Any] = deserialize,
    call_layer: Callable[..., Any] | None = None,
) -> tuple[Any, Any]:
    """Make the layers of a configuration, call them on one another as it says.

    Args:
        config: `layers`, `input_layers` and `output_layers`.
        make_layer: builds a layer from its entry.
        call_layer: called as `(layer, *args, **kwargs)` instead of each layer.

    Returns:
        The symbolic inputs and outputs.

    Raises:
        ValueError: for a graph with loops or calls of layers that are not there.
    """
    ends = [config["input_layers"], config["output_layers"]]
    wiring = _Wiring(config["layers"], ends, make_layer, call_layer)
    wiring.run()
    return wiring.end(ends[0]), wiring.end(ends[1])


class _Call:
    """A call that waits for its inputs."""

    def __init__(self, place: Place, data: dict[str, Any], operation: Any) -> None:
        self.place = place
        self.data = data
        self.operation = operation
        self.waits_for = 0


class _Wiring:
    """The layers of a graph, and their calls, made one after the other.

    Attributes:
        results: the tensors that calls returned.
        first: the number of each layer's first call in calls: Keras 2 counts calls of a
            model from 1.
        first_end: the same in `input_layers` and `output_layers`.
    """

    def __init__(
        self,
        entries: list[Any],
        ends: list[Any],
        make_layer: Callable[..., Any],
        call_layer: Callable[..., Any] | None,
    ) -> None:
        self.call_layer = call_layer or (lambda layer, *args, **kw: layer(*args, **kw))
        self.results: dict[Place, list[SymbolicTensor]] = {}
        self.calls: list[_Call] = []
        self.first: dict[str, int] = {}
        self.first_end: dict[str, int] = {}
        for entry in entries:
            self._add(entry, make_layer)
        self._find_first_calls(ends)

    def _add(self, entry: dict[str, Any], make_layer: Callable[..., Any]) -> None:
        name, calls = entry["name"], entry["inbound_nodes"]
        operation = OperationMaker.of(entry) or make_layer(entry)
        if name in self.first:
            raise ValueError(complain(f"two layers are named {name!r}"))
        self.first[name] = 0
        self.first_end[name] = _own_calls(operation)
        if isinstance(operation, InputLayer):
            self.results[name, 0] = [operation.output]
        elif not callable(operation):
            raise ValueError(complain(f"{name!r} in a graph", repr(operation)[:80]))
        for number, data in enumerate(calls):
            self.calls.append(_Call((name, number), data, operation))

    def _find_first_calls(self, ends: list[Any]) -> None:
        """Find out which layers have their calls counted from 1."""
        counts = Counter(call.place[0] for call in self.calls)
        is_old = any(call.data.get("is_old") for call in self.calls)
        found = [x for call in self.calls for x in _references(call.data)]
        if is_old:
            found.extend(_ends(ends))
        for name, number, _ in found:
            if number and number == counts.get(name):
                self.first[name] = self.first_end[name] = 1
        if is_old:
            self.first_end = {name: self.first[name] for name in self.first_end}

    def run(self) -> None:
        """Make every call once its inputs are there."""
        followers: dict[Place, list[_Call]] = defaultdict(list)
        ready: deque[_Call] = deque()
        for call in self.calls:
            needs = self._needs(call)
            call.waits_for = len(needs)
            for place in needs:
                followers[place].append(call)
            if not needs:
                ready.append(call)
        done = 0
        while ready:
            call = ready.popleft()
            self._make(call)
            done += 1
            for follower in followers.pop(call.place, []):
                follower.waits_for -= 1
                if follower.waits_for == 0:
                    ready.append(follower)
        if done < len(self.calls):
            stuck = [call.place[0] for call in self.calls if call.waits_for]
            raise ValueError(
                complain(
                    "the graph has a loop, or calls layers that are not in the file",
                    f"calls of {stuck[:5]} that wait for one another",
                )
            )

    def _needs(self, call: _Call) -> set[Place]:
        """Return the calls that must come first: of its inputs, and its own before."""
        name, number = call.place
        needs = {self._place(*reference) for reference in _references(call.data)}
        if number:
            needs.add((name, number - 1))
        return {place for place in needs if place not in self.results}

    def _place(self, name: str, number: int, index: int) -> Place:
        return name, max(0, number - self.first.get(name, 0))

    def _make(self, call: _Call) -> None:
        if not _references(call.data):
            name = call.place[0]
            raise ValueError(complain(f"layer {name!r} is called on no tensor"))
        args = self._with_tensors(call.data["args"])
        kwargs = self._with_tensors(call.data["kwargs"])
        results = self.call_layer(call.operation, *args, **kwargs)
        self.results[call.place] = flatten(results)

    def _with_tensors(self, data: Any) -> Any:
        if isinstance(data, dict) and data.get("class_name") == _TENSOR:
            return self._tensor(*data["config"]["keras_history"])
        if isinstance(data, dict) and "class_name" not in data:
            return {key: self._with_tensors(item) for key, item in data.items()}
        if isinstance(data, (list, tuple)):
            return type(data)(self._with_tensors(item) for item in data)
        return deserialize(data)

    def _tensor(self, name: str, number: int, index: int) -> SymbolicTensor:
        return self._result(self._place(name, number, index), index)

    def _result(self, place: Place, index: int) -> SymbolicTensor:
        tensors = self.results.get(place, [])
        if not 0 <= index < len(tensors):
            raise ValueError(complain(f"no tensor {[*place, index]} in the graph"))
        return tensors[index]

    def end(self, structure: Any) -> Any:
        """Return the tensors that inputs or outputs stand for."""
        if is_reference(structure):
            name, number, index = structure
            first = self.first_end.get(name, 0)
            return self._result((name, max(0, number - first)), index)
        if isinstance(structure, dict):
            return {key: self.end(item) for key, item in structure.items()}
        if not isinstance(structure, (list, tuple)):
            raise ValueError(complain("inputs or outputs", repr(structure)[:80]))
        return type(structure)(self.end(item) for item in structure)


def is_reference(value: Any) -> bool:
    """Say whether data is `[layer, call, index]`."""
    return (
        isinstance(value, (list, tuple))
        and len(value) == 3
        and isinstance(value[0], str)
        and isinstance(value[1], int)
        and isinstance(value[2], int)
    )


def _references(data: Any) -> list[tuple[str, int, int]]:
    """Return all tensors that a call's data refers to."""
    if isinstance(data, dict):
        if data.get("class_name") == _TENSOR:
            name, number, index = data["config"]["keras_history"]
            return [(name, number, index)]
        data = list(data.values())
    if isinstance(data, (list, tuple)):
        return [found for item in data for found in _references(item)]
    return []


def _ends(structure: Any) -> list[Any]:
    if is_reference(structure):
        return [structure]
    items = structure.values() if isinstance(structure, dict) else structure
    if not isinstance(structure, (dict, list, tuple)):
        return []
    return [found for item in items for found in _ends(item)]
