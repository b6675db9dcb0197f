"""Sums, extremes and their places along axes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from tengen.export.convert import Equation, converts
from tengen.export.graph import Graph
from tengen.export.operations.elementwise import entrywise
from tengen.export.values import Dim, Unsupported, Value

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
    if operation == "ReduceSum" and equation.dtype.kind == "f":
        source = graph.tensor(x, order, thin=not whole)
        count = math.prod(_length(x.shape[axis]) for axis in axes)
        graph.sums[name] = Sum(
            lambda: graph.node("ReduceMean", source, places, keepdims=0),
            lambda divisor: bool(np.isclose(divisor, count, 1e-6).all()),
        )
    return equation.result(name, new_order, thin)


def _length(dim: Dim) -> float:
    return dim if isinstance(dim, int) else math.nan


class Sum(NamedTuple):
    """A sum that becomes a mean where it is divided by the number of its terms.

    Attributes:
        write_mean: adds the node of the mean, returns its name.
        is_count: whether an array holds the number of terms.
    """

    write_mean: Callable[[], str]
    is_count: Callable[[Any], bool]


@converts("div")
def _divide(equation: Equation, graph: Graph) -> Value:
    total, divisor = equation.inputs
    mean = _mean(equation, graph, total, divisor.array)
    return mean or entrywise(equation, graph, lambda a, b: graph.node("Div", a, b))


@converts("mul")
def _multiply(equation: Equation, graph: Graph) -> Value:
    for total, factor in (equation.inputs, equation.inputs[::-1]):
        if total.name in graph.sums and factor.array is not None and factor.array.all():
            mean = _mean(equation, graph, total, 1 / factor.array)
            if mean is not None:
                return mean
    return entrywise(equation, graph, lambda a, b: graph.node("Mul", a, b))


def _mean(equation: Equation, graph: Graph, total: Value, divisor: Any) -> Value | None:
    """Return a sum divided by numbers as a mean, where it is one."""
    made = graph.sums.get(total.name)
    if made is None or divisor is None or not made.is_count(divisor):
        return None
    return equation.result(made.write_mean(), total.order, total.thin)


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
