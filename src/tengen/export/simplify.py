"""Groups of nodes that ONNX has one name for, or that undo one another."""

from __future__ import annotations

from typing import Any


def simplified(nodes: list[Any], constants: dict[str, Any]) -> None:
    """Simplify nodes in place; some are then read by nobody.

    Args:
        nodes: in order of execution.
        constants: arrays by name.
    """
    made_by = {name: node for node in nodes for name in node.output}

    def source(name: str, operation: str) -> Any | None:
        node = made_by.get(name)
        return node if node is not None and node.op_type == operation else None

    for node in nodes:
        for place, name in enumerate(node.input):
            node.input[place] = _unsqueezed(name, source)
        if node.op_type == "Div":
            _name_softmax(node, source, constants)


def _unsqueezed(name: str, source: Any) -> str:
    """Squeeze(Unsqueeze(x)) is x."""
    squeezed = source(name, "Squeeze")
    before = squeezed and source(squeezed.input[0], "Unsqueeze")
    if not before or before.input[1] != squeezed.input[1]:
        return name
    return str(before.input[0])


def _name_softmax(node: Any, source: Any, constants: dict[str, Any]) -> None:
    """exp(x - max x) / sum exp(x - max x) is softmax x."""
    powers = source(node.input[0], "Exp")
    total = source(node.input[1], "Unsqueeze")
    if powers is None or total is None:
        return
    summed = source(total.input[0], "ReduceSum")
    shifted = source(powers.input[0], "Sub")
    if summed is None or shifted is None or summed.input[0] != powers.output[0]:
        return
    largest = source(shifted.input[1], "Unsqueeze")
    found = largest and source(largest.input[0], "ReduceMax")
    if not found or found.input[0] != shifted.input[0]:
        return
    axes = {step.input[1] for step in (total, summed, largest, found)}
    axis = constants.get(axes.pop())
    if axes or axis is None or axis.size != 1:
        return
    _become(node, "Softmax", [shifted.input[0]], axis=axis.item())


def _become(node: Any, operation: str, inputs: list[str], **attributes: Any) -> None:
    from onnx import helper

    outputs = list(node.output)
    node.CopyFrom(helper.make_node(operation, inputs, outputs, node.name, **attributes))
