"""Convolutions: XLA's, and those of our own kernels.

ONNX wants channels first. JAX says where its axes are, and the result is stored with
channels first, so that a chain of convolutions is written without transpositions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tengen.export.convert import Equation, converts
from tengen.export.graph import LAST, Graph
from tengen.export.operations.shaping import cut, padded
from tengen.export.values import Unsupported, Value

Pads = Sequence[tuple[int, int]]

IMAGE = (0, 3, 1, 2)  # (N, H, W, C) stored as (N, C, H, W)
_KERNEL = (3, 2, 0, 1)  # (KH, KW, C, K) stored as (K, C, KH, KW)


class _Window(NamedTuple):
    size: tuple[int, ...]
    strides: tuple[int, ...]
    pads: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]


@converts("conv_general_dilated")
def _convolution(equation: Equation, graph: Graph) -> Value:
    numbers = equation["dimension_numbers"]
    x, kernel = equation.inputs
    if equation["batch_group_count"] != 1:
        raise Unsupported("a convolution with batch groups")
    stretch = tuple(equation["lhs_dilation"])
    w = _Window(
        tuple(kernel.shape[axis] for axis in numbers.rhs_spec[2:]),
        tuple(equation["window_strides"]),
        tuple(equation["padding"]),
        tuple(equation["rhs_dilation"]),
    )
    groups = equation["feature_group_count"]
    if any(step != 1 for step in stretch):
        return _stretched(equation, graph, w, stretch, groups)
    order = tuple(numbers.lhs_spec)
    check_pads(graph, x, order[2:], w.strides, w.pads)
    weights = graph.tensor(kernel, numbers.rhs_spec)
    name = _conv(graph, x, order, [weights], w, groups)
    return equation.result(name, numbers.out_spec)


@converts("tengen_conv", "tengen_conv_bias")
def _our_convolution(equation: Equation, graph: Graph) -> Value:
    x, kernel, *bias = equation.inputs
    w, groups = _our_window(equation)
    check_pads(graph, x, (1, 2), w.strides, w.pads)
    weights = [graph.tensor(kernel, _KERNEL), *map(graph.tensor, bias)]
    name = _conv(graph, x, IMAGE, weights, w, groups)
    if equation.params[0].get("activation") == "relu":
        name = graph.node("Relu", name)
    return equation.result(name, IMAGE)


@converts("tengen_conv_input_gradient")
def _our_transposed(equation: Equation, graph: Graph) -> Value:
    x, kernel = equation.inputs
    w, groups = _our_window(equation)
    weights = graph.tensor(kernel, _KERNEL)
    name = _transposed(graph, graph.tensor(x, IMAGE), weights, w, groups)
    return equation.result(name, IMAGE)


def _our_window(equation: Equation) -> tuple[_Window, int]:
    def look(params: dict[str, Any]) -> Any:
        w = params["geometry"].window
        return _Window(w.size, w.strides, w.pads, w.dilation)

    w = equation.common("the padding of a convolution", look)
    return w, equation.common("groups", lambda params: params["geometry"].groups)


def _conv(
    graph: Graph,
    x: Value,
    order: tuple[int, ...],
    weights: list[str],
    w: _Window,
    groups: int,
) -> str:
    cuts = [
        (axis, max(0, -low), high if high < 0 else LAST, 1)
        for axis, (low, high) in zip(order[2:], w.pads, strict=True)
        if min(low, high) < 0
    ]
    if cuts:
        name = cut(graph, x, cuts)
        x = Value(x.shape, x.dtype, name, None, x.order)
    return graph.node(
        "Conv",
        graph.tensor(x, order),
        *weights,
        kernel_shape=w.size,
        strides=w.strides,
        dilations=w.dilation,
        pads=both_ends([(max(0, low), max(0, high)) for low, high in w.pads]),
        group=groups,
    )


def _transposed(graph: Graph, x: str, weights: str, w: _Window, groups: int) -> str:
    """Write the transpose of a convolution; `w` is that convolution's window."""
    name = graph.node(
        "ConvTranspose",
        x,
        weights,
        kernel_shape=w.size,
        strides=w.strides,
        dilations=w.dilation,
        pads=both_ends([(max(0, low), max(0, high)) for low, high in w.pads]),
        group=groups,
    )
    missing = [(max(0, -low), max(0, -high)) for low, high in w.pads]
    if any(map(any, missing)):
        return padded(graph, name, [(0, 0), (0, 0), *missing])
    return name


def _stretched(
    equation: Equation, graph: Graph, w: _Window, stretch: tuple[int, ...], groups: int
) -> Value:
    """A convolution over an array with gaps is a transposed convolution.

    Its kernel is the same one turned around, with inputs and outputs exchanged.
    """
    numbers = equation["dimension_numbers"]
    x, kernel = equation.inputs
    if any(step != 1 for step in w.strides) or groups != 1:
        raise Unsupported("a convolution with gaps in the image and steps, or groups")
    outputs, inputs, *lengths = numbers.rhs_spec
    if kernel.array is None:
        raise Unsupported("a transposed convolution with a computed kernel")
    reversed_ = kernel.array[
        tuple(
            slice(None, None, -1) if axis in lengths else slice(None)
            for axis in range(kernel.rank)
        )
    ]
    weights = graph.store(
        reversed_.transpose((inputs, outputs, *lengths)), kernel.label
    )
    spans = [(n - 1) * d for n, d in zip(w.size, w.dilation, strict=True)]
    pads = tuple(
        (span - low, span - high)
        for span, (low, high) in zip(spans, w.pads, strict=True)
    )
    back = _Window(w.size, stretch, pads, w.dilation)
    source = graph.tensor(x, numbers.lhs_spec)
    name = _transposed(graph, source, weights, back, groups)
    return equation.result(name, numbers.out_spec)


def both_ends(pads: Pads) -> list[int]:
    """Return ONNX's order of padding: all beginnings, then all ends."""
    return [*(low for low, _ in pads), *(high for _, high in pads)]


def check_pads(
    graph: Graph, x: Value, axes: Sequence[int], strides: Sequence[int], pads: Pads
) -> None:
    """Refuse padding that may be another one at other sizes.

    Where the traces had lengths that all strides divide, they do not tell padding
    that depends on the length from padding that does not.
    """
    for axis, step, ends in zip(axes, strides, pads, strict=True):
        is_open = not isinstance(x.shape[axis], int)
        if graph.divisible and is_open and step > 1 and any(ends):
            raise Unsupported("'same' padding with strides over a length left open")
