"""Groups of nodes that ONNX has one name for, or that undo one another."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

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
        elif node.op_type == "Where":
            _name_clip(node, source, constants)


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


def _name_clip(node: Any, source: Any, constants: dict[str, Any]) -> None:
    """Two limits of one tensor are Clip."""
    outer = _limit(node, source, constants)
    inner = outer and _limit(source(outer.otherwise, "Where"), source, constants)
    if not outer or not inner or inner.limited != outer.limited:
        return
    if inner.otherwise != inner.limited or inner.side == outer.side:
        return
    low, high = sorted((outer, inner), key=lambda one: one.side == "GreaterOrEqual")
    if constants[low.bound] <= constants[high.bound]:
        _become(node, "Clip", [outer.limited, low.bound, high.bound])


class _Limit(NamedTuple):
    """`bound` where `limited` is beyond it on a side, else `otherwise`."""

    side: str
    limited: str
    bound: str
    otherwise: str


def _limit(node: Any, source: Any, constants: dict[str, Any]) -> _Limit | None:
    if node is None:
        return None
    test, instead, otherwise = node.input
    for side in ("LessOrEqual", "GreaterOrEqual"):
        found = source(test, side)
        if found is None or found.input[1] not in constants:
            continue
        limited, bound = found.input
        number = constants[bound]
        if number.ndim == 0 and _is_number(instead, number, source, constants):
            return _Limit(side, limited, bound, otherwise)
    return None


def _is_number(name: str, number: Any, source: Any, constants: dict[str, Any]) -> bool:
    """Say whether a tensor is that number everywhere; zero times x is zero."""
    product = source(name, "Mul")
    names = [name] if product is None else list(product.input)
    known = [constants[one] for one in names if one in constants]
    wanted = number if product is None else 0 * number
    same = any(array.size == 1 and array.item() == wanted for array in known)
    return same and bool(wanted == number)


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
