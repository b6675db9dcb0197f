"""Extremes and sums over windows: pooling."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tengen.export.convert import Equation, converts
from tengen.export.graph import Graph
from tengen.export.operations.convolution import both_ends, check_pads
from tengen.export.operations.reductions import Sum
from tengen.export.values import Unsupported, Value


@converts("reduce_window_max", "reduce_window_min", "reduce_window_sum")
def _pool(equation: Equation, graph: Graph) -> Value:
    (x,) = equation.inputs
    kind = equation.primitive.removeprefix("reduce_window_")
    size, steps = equation["window_dimensions"], equation["window_strides"]
    pads, gaps = equation["padding"], equation["window_dilation"]
    if any(gap != 1 for gap in equation["base_dilation"]):
        raise Unsupported("a window over an array with gaps")
    if kind == "sum" and any(gap != 1 for gap in gaps):
        raise Unsupported("sums over windows with gaps")
    check_pads(graph, x, range(x.rank), steps, pads)
    order, lengths, added = _layout(size, steps, pads)
    name = graph.tensor(x, order)
    if added:
        name = graph.node("Unsqueeze", name, graph.integers(*range(added)))
    options: dict[str, Any] = {
        "kernel_shape": [size[axis] for axis in lengths],
        "strides": [steps[axis] for axis in lengths],
        "pads": both_ends([pads[axis] for axis in lengths]),
    }
    dilation = [gaps[axis] for axis in lengths]
    wide = equation.dtype if equation.dtype.kind == "f" else np.dtype(np.float64)
    if wide != equation.dtype:
        name = graph.cast(name, wide)
    name = _PARTS[kind](graph, name, options, dilation, wide)
    if wide != equation.dtype:
        name = graph.cast(name, equation.dtype)
    if added:
        name = graph.node("Squeeze", name, graph.integers(*range(added)))
    elif kind == "sum" and wide == equation.dtype:
        source = graph.tensor(x, order)
        graph.sums[name] = Sum(
            lambda: graph.node("AveragePool", source, **options),
            lambda divisor: _is_count(equation, divisor),
        )
    return equation.result(name, order)


def _is_count(equation: Equation, divisor: Any) -> bool:
    """Say whether numbers are how many points each window has inside the array."""
    if not any(map(any, equation["padding"])):
        points = math.prod(equation["window_dimensions"])
        return bool(np.isclose(divisor, points, 1e-6).all())
    trace = equation.traces[0]
    ones = np.ones(trace.invars[0].aval.shape, equation.dtype)
    counts = np.asarray(trace.primitive.bind(ones, **trace.params))
    fits = np.broadcast_shapes(counts.shape, divisor.shape) == counts.shape
    return fits and bool(np.isclose(counts, divisor, 1e-6).all())


def _layout(size: Any, steps: Any, pads: Any) -> tuple[list[int], list[int], int]:
    """Return the order of axes, those that windows run along, and axes to add.

    ONNX runs windows along the third axis and those after it.
    """
    rank = len(size)
    still = [
        axis
        for axis in range(rank)
        if size[axis] == steps[axis] == 1 and not any(pads[axis])
    ]
    # Of images (N, H, W, C), channels come second; further axes get windows of one.
    ahead = still if len(still) <= 2 else [still[0], still[-1]]
    lengths = [axis for axis in range(rank) if axis not in ahead]
    if len(lengths) > 3:
        raise Unsupported("windows along more than three axes")
    if not lengths:
        lengths = [ahead.pop()]
    return [*ahead, *lengths], lengths, 2 - len(ahead)


def _largest(
    graph: Graph, name: str, options: Any, dilation: list[int], dtype: Any
) -> str:
    return graph.node("MaxPool", name, dilations=dilation, **options)


def _smallest(
    graph: Graph, name: str, options: Any, dilation: list[int], dtype: Any
) -> str:
    opposite = graph.node("Neg", name)
    return graph.node("Neg", _largest(graph, opposite, options, dilation, dtype))


def _sum(graph: Graph, name: str, options: Any, dilation: list[int], dtype: Any) -> str:
    mean = graph.node("AveragePool", name, count_include_pad=1, **options)
    points = math.prod(options["kernel_shape"])
    return graph.node("Mul", mean, graph.scalar(points, dtype))


_PARTS = {"max": _largest, "min": _smallest, "sum": _sum}
