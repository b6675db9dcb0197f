"""Sums, extremes and their places along axes."""

from __future__ import annotations

import numpy as np

from tengen.export.convert import Equation, converts
from tengen.export.graph import Graph
from tengen.export.values import Unsupported, Value

_REDUCTIONS = {
    "reduce_sum": "ReduceSum",
    "reduce_max": "ReduceMax",
    "reduce_min": "ReduceMin",
    "reduce_prod": "ReduceProd",
    "reduce_or": "ReduceMax",
    "reduce_and": "ReduceMin",
}


@converts(*_REDUCTIONS)
def _reduce(equation: Equation, graph: Graph) -> Value:
    (x,) = equation.inputs
    axes = equation["axes"]
    whole = bool(x.thin & set(axes))  # entries left out count as often as they stand
    order = x.order
    name = graph.tensor(x, order, thin=not whole)
    as_bool = equation.dtype.kind == "b"
    if as_bool:
        name = graph.cast(name, np.int32)
    places = graph.integers(*sorted(order.index(axis) for axis in axes))
    operation = _REDUCTIONS[equation.primitive]
    name = graph.node(operation, name, places, keepdims=0)
    if as_bool:
        name = graph.cast(name, np.bool_)
    kept = [axis for axis in range(x.rank) if axis not in axes]
    new_order = [kept.index(axis) for axis in order if axis in kept]
    thin = frozenset() if whole else frozenset(kept.index(a) for a in x.thin)
    return equation.result(name, new_order, thin)


@converts("argmax", "argmin")
def _place(equation: Equation, graph: Graph) -> Value:
    (axis,) = equation["axes"]
    operation = {"argmax": "ArgMax", "argmin": "ArgMin"}[equation.primitive]
    x = graph.tensor(equation.inputs[0])
    if equation.inputs[0].dtype.kind == "b":
        x = graph.cast(x, np.int32)
    name = graph.node(operation, x, axis=axis, keepdims=0)
    return equation.result(graph.cast(name, equation.dtype))


@converts("cumsum")
def _running_sum(equation: Equation, graph: Graph) -> Value:
    axis = graph.scalar(equation["axis"], np.int64)
    x = graph.tensor(equation.inputs[0])
    reverse = int(equation["reverse"])
    return equation.result(graph.node("CumSum", x, axis, reverse=reverse))


@converts("top_k")
def _largest(equation: Equation, graph: Graph) -> list[Value]:
    x = equation.inputs[0]
    count = graph.integers(equation["k"])
    axis = equation.params[0].get("axis", -1)
    values, places = graph.nodes_of("TopK", [graph.tensor(x), count], 2, axis=axis)
    places = graph.cast(places, equation.dtypes[1])
    return [equation.result(values), equation.result(places, index=1)]


@converts("sort")
def _sort(equation: Equation, graph: Graph) -> list[Value]:
    if equation["num_keys"] != 1:
        raise Unsupported("sorting by several keys")
    axis = equation["dimension"]
    first, *others = [graph.tensor(x) for x in equation.inputs]
    size = graph.size(equation.inputs[0].shape[axis])
    options = {"axis": axis, "largest": 0, "sorted": 1}
    ordered, places = graph.nodes_of("TopK", [first, size], 2, **options)
    moved = [graph.node("GatherElements", x, places, axis=axis) for x in others]
    return [equation.result(x, index=i) for i, x in enumerate([ordered, *moved])]
