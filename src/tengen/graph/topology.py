"""Which nodes lie between inputs and outputs, and in which order they run.

Layers are listed as Keras lists them - by decreasing distance from the outputs, ties in
the order in which a walk from the outputs meets them - because the weights in files
stand in that order.
"""

from __future__ import annotations

from typing import Any

from tengen.core.messages import complain
from tengen.core.symbolic import Node, SymbolicTensor


def nodes_between(
    inputs: list[SymbolicTensor], outputs: list[SymbolicTensor]
) -> list[Node]:
    """Return the nodes that lead from inputs to outputs, in order of execution.

    Raises:
        ValueError: if an output depends on an `Input` that is not among the inputs.
    """
    stops = {id(tensor) for tensor in inputs}
    met: dict[int, Node] = {}  # in the order in which the walk first meets them
    finished: list[Node] = []  # every node after those it depends on
    stack: list[tuple[Node, bool]] = []
    for output in outputs:
        if output.node is not None:
            stack.append((output.node, False))
        while stack:
            node, is_leaving = stack.pop()
            if is_leaving:
                finished.append(node)
                continue
            if id(node) in met:
                continue
            met[id(node)] = node
            stack.append((node, True))
            _check_source(node, stops)
            stack.extend(
                (tensor.node, False)
                for tensor in reversed(node.inputs)
                if tensor.node is not None
                and (id(tensor) not in stops or tensor.node.is_input)
            )
    for tensor in inputs:  # inputs that no output depends on come last
        if tensor.node is not None and tensor.node.is_input:
            if id(tensor.node) not in met:
                met[id(tensor.node)] = tensor.node
                finished.append(tensor.node)
    return _by_depth(finished, list(met.values()))


def _check_source(node: Node, stops: set[int]) -> None:
    if node.inputs:
        return
    for tensor in node.flat_outputs():
        if id(tensor) not in stops:
            raise ValueError(
                complain(
                    f"the outputs depend on Input {tensor.name!r}",
                    "a model without it among its inputs",
                    fix="add it to Model(inputs=[...])",
                )
            )


def _by_depth(finished: list[Node], met: list[Node]) -> list[Node]:
    depth = {id(node): 0 for node in finished}
    for node in reversed(finished):
        for tensor in node.inputs:
            if tensor.node is not None and id(tensor.node) in depth:
                deeper = depth[id(node)] + 1
                depth[id(tensor.node)] = max(depth[id(tensor.node)], deeper)
    place = {id(node): index for index, node in enumerate(met)}
    return sorted(met, key=lambda node: (-depth[id(node)], place[id(node)]))


def operations_of(nodes: list[Node]) -> list[Any]:
    """Return what the nodes call, each once, where it is called first."""
    return list({id(node.operation): node.operation for node in nodes}.values())
