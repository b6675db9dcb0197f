"""Groups of nodes that ONNX has one name for, or that undo one another."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tengen.export.graph import read_by


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

    readers = Counter(name for node in nodes for name in read_by(node))
    for node in nodes:
        for place, name in enumerate(node.input):
            node.input[place] = _unsqueezed(name, source)
        if node.op_type == "Div":
            _name_softmax(node, source, constants)
        elif node.op_type == "Add":
            _join_bias(node, made_by, constants, readers)


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


def _join_bias(
    node: Any, made_by: Any, constants: dict[str, Any], readers: Counter[str]
) -> None:
    """A number per channel that is added to a convolution is its bias."""
    first, bias = node.input
    if first in constants:
        first, bias = bias, first
    before, array = made_by.get(first), constants.get(bias)
    if before is None or before.op_type not in ("Conv", "ConvTranspose"):
        return
    if len(before.input) > 2 or array is None or readers[first] + readers[bias] > 2:
        return
    kernel = constants.get(before.input[1])
    if kernel is None or array.ndim != kernel.ndim:
        return
    groups = next(a.i for a in before.attribute if a.name == "group")
    is_direct = before.op_type == "Conv"
    channels = kernel.shape[0] if is_direct else kernel.shape[1] * groups
    if array.shape[1] != channels or array.size != channels:
        return
    constants[bias] = array.reshape(-1)
    outputs = list(node.output)
    node.CopyFrom(before)
    node.input.append(bias)
    node.output[:] = outputs


def _become(node: Any, operation: str, inputs: list[str], **attributes: Any) -> None:
    from onnx import helper

    outputs = list(node.output)
    node.CopyFrom(helper.make_node(operation, inputs, outputs, node.name, **attributes))
