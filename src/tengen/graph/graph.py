"""`Graph`: a function made of recorded calls."""

from __future__ import annotations

from typing import Any

from tengen.core.messages import complain
from tengen.core.symbolic import SymbolicTensor, is_symbolic
from tengen.core.trees import flatten, map_structure
from tengen.graph.topology import nodes_between, operations_of


class Graph:
    """The calls that lead from symbolic inputs to symbolic outputs.

    Args:
        inputs: symbolic tensor, or a list or dict of them.
        outputs: the same.

    Attributes:
        nodes: the calls in order of execution.
        operations: the layers and functions called, each once, inputs first.
    """

    def __init__(self, inputs: Any, outputs: Any) -> None:
        self.inputs = inputs
        self.outputs = outputs
        self.flat_inputs: list[SymbolicTensor] = flatten(inputs)
        self.flat_outputs: list[SymbolicTensor] = flatten(outputs)
        for kind, tensors in (
            ("inputs", self.flat_inputs),
            ("outputs", self.flat_outputs),
        ):
            _check_symbolic(kind, tensors)
        self.nodes = nodes_between(self.flat_inputs, self.flat_outputs)
        self.operations = operations_of(self.nodes)

    def run(self, values: Any) -> Any:
        """Call layer after layer and return values in the structure of `outputs`.

        Args:
            values: arrays in the structure of `inputs` (see `arrange`).
        """
        known = {
            id(symbol): value
            for symbol, value in zip(self.flat_inputs, flatten(values), strict=True)
        }

        def value_of(leaf: Any) -> Any:
            return known[id(leaf)] if is_symbolic(leaf) else leaf

        for node in self.nodes:
            if node.is_input or all(id(t) in known for t in node.flat_outputs()):
                continue
            args, kwargs = map_structure(value_of, [node.args, node.kwargs])
            results = node.operation(*args, **kwargs)
            for symbol, result in zip(
                node.flat_outputs(), flatten(results), strict=True
            ):
                known[id(symbol)] = result
        return map_structure(value_of, self.outputs)

    def arrange(self, values: Any) -> list[Any]:
        """Bring inputs given by list, dict of names, or singly into the graph's order.

        Raises:
            ValueError: for a missing name or a wrong number of inputs.
        """
        flat = self._in_order(values)
        for value, symbol in zip(flat, self.flat_inputs, strict=True):
            made_by = symbol.node.operation if symbol.node is not None else None
            if value is None and not getattr(made_by, "optional", False):
                fix = "Input(..., optional=True) if it may be missing"
                raise ValueError(complain(f"input {symbol.name!r}", "None", fix=fix))
        return flat

    def _in_order(self, values: Any) -> list[Any]:
        if isinstance(values, dict) and not isinstance(self.inputs, dict):
            return [_pick(values, symbol.name) for symbol in self.flat_inputs]
        if isinstance(values, dict):
            return flatten({key: _pick(values, key) for key in self.inputs})
        flat = flatten(values)
        if isinstance(self.inputs, dict) and [*self.inputs] != sorted(self.inputs):
            # Is a list in the order in which the names were given, or sorted?
            raise ValueError(
                complain("inputs", "no names", f"a dict of {[*self.inputs]}")
            )
        if len(flat) != len(self.flat_inputs):
            names = [symbol.name for symbol in self.flat_inputs]
            raise ValueError(
                complain("inputs", f"{len(flat)} arrays", f"{len(names)}: {names}")
            )
        return flat


def _pick(values: dict[str, Any], name: str) -> Any:
    if name not in values:
        raise ValueError(
            complain("inputs", f"names {sorted(values)}", f"an input named {name!r}")
        )
    return values[name]


def _check_symbolic(kind: str, tensors: list[Any]) -> None:
    for tensor in tensors:
        if not is_symbolic(tensor):
            raise ValueError(
                complain(
                    f"{kind} of a model",
                    type(tensor).__name__,
                    "symbolic tensors, made by Input(...) and calls of layers",
                )
            )
