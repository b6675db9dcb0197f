"""Axes moved, added, cut, joined and repeated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tengen.export.convert import Equation, converts
from tengen.export.graph import LAST, Graph
from tengen.export.values import (
    Dim,
    Dims,
    Unsupported,
    Value,
    constant,
    is_static,
    natural,
)


@converts("transpose")
def _transpose(equation: Equation, graph: Graph) -> Value:
    (x,) = equation.inputs
    places = list(equation["permutation"])
    if x.array is not None:
        thin = frozenset(places.index(axis) for axis in x.thin)
        array = x.array.transpose(places)
        return Value(equation.shape, x.dtype, "", array, natural(x.rank), thin, x.label)
    order = [places.index(axis) for axis in x.order]
    thin = frozenset(places.index(axis) for axis in x.thin)
    return equation.result(x.name, order, thin)


@converts("broadcast_in_dim")
def _broadcast(equation: Equation, graph: Graph) -> Value:
    x = equation.inputs[0]
    places = equation["broadcast_dimensions"]
    rank = len(equation.shape)
    thin = {axis for axis in range(rank) if axis not in places}
    thin |= {axis for i, axis in enumerate(places) if x.is_thin(i)}
    thin = {axis for axis in thin if equation.shape[axis] != 1}
    if x.array is not None:
        sizes = [1] * rank
        for i, axis in enumerate(places):
            sizes[axis] = x.array.shape[i]
        array = x.array.reshape(sizes)
        label = x.label
        return Value(
            equation.shape, x.dtype, "", array, natural(rank), frozenset(thin), label
        )
    added = [axis for axis in range(rank) if axis not in places]
    if not added:
        return equation.result(x.name, x.order, frozenset(thin))
    if x.order == natural(x.rank):
        order, ends = natural(rank), graph.integers(*added)
    else:
        order = (*(places[axis] for axis in x.order), *added)
        ends = graph.integers(*range(x.rank, rank))
    name = graph.node("Unsqueeze", x.name, ends)
    made = graph.sums.get(x.name)
    if made is not None:

        def write_mean() -> str:
            return graph.node("Unsqueeze", made.write_mean(), ends)

        graph.sums[name] = made._replace(write_mean=write_mean)
    return equation.result(name, order, frozenset(thin))


@converts("reshape")
def _reshape(equation: Equation, graph: Graph) -> Value:
    (x,) = equation.inputs
    if x.shape == equation.shape:
        return x
    enlarged = _enlarged(equation, graph, x)
    if enlarged is not None:
        return enlarged
    unknown = [axis for axis, dim in enumerate(equation.shape) if not _known(dim)]
    name = graph.tensor(x)
    if len(unknown) > 1:
        return equation.result(graph.node("Reshape", name, graph.sizes(equation.shape)))
    numbers = [int(dim) if _known(dim) else -1 for dim in equation.shape]  # type: ignore[arg-type]
    return equation.result(graph.node("Reshape", name, graph.integers(*numbers)))


def _enlarged(equation: Equation, graph: Graph, x: Value) -> Value | None:
    """Axes of equal entries that are merged into those before them: an enlargement."""
    factors = _factors(x, equation.shape)
    if x.is_constant or factors is None or equation.dtype != np.float32:
        return None
    kept = [axis for axis in range(x.rank) if axis not in x.thin]
    places = graph.integers(*sorted(x.order.index(axis) for axis in x.thin))
    name = graph.node("Squeeze", graph.tensor(x, x.order, thin=True), places)
    order = [kept.index(axis) for axis in x.order if axis in kept]
    scales = graph.store(np.array([factors[axis] for axis in order], np.float32))
    name = graph.node(
        "Resize",
        name,
        "",
        scales,
        mode="nearest",
        nearest_mode="floor",
        coordinate_transformation_mode="asymmetric",
    )
    return equation.result(name, order)


def _factors(x: Value, shape: Dims) -> list[int] | None:
    """Return how often the entries along each axis of `shape` repeat those of `x`."""
    factors: list[int] = []
    dims: list[Dim] = []
    for axis, dim in enumerate(x.shape):
        if axis not in x.thin:
            dims.append(dim)
            factors.append(1)
        elif factors and isinstance(dim, int):
            factors[-1] *= dim
        else:
            return None
    whole = tuple(_times(dim, n) for dim, n in zip(dims, factors, strict=True))
    return factors if whole == shape and max(factors, default=1) > 1 else None


def _times(dim: Dim, factor: int) -> Dim:
    return dim * factor if isinstance(dim, int) else (dim[0] * factor, dim[1] * factor)


def _known(dim: Dim) -> bool:
    return isinstance(dim, int)


@converts("squeeze")
def _squeeze(equation: Equation, graph: Graph) -> Value:
    (x,) = equation.inputs
    gone = equation["dimensions"]
    kept = [axis for axis in range(x.rank) if axis not in gone]
    places = graph.integers(*sorted(x.order.index(axis) for axis in gone))
    name = graph.node("Squeeze", graph.tensor(x, x.order, thin=True), places)
    order = [kept.index(axis) for axis in x.order if axis in kept]
    return equation.result(name, order, frozenset(kept.index(a) for a in x.thin))


@converts("concatenate")
def _concatenate(equation: Equation, graph: Graph) -> Value:
    axis = equation["dimension"]
    parts = [x for x in equation.inputs if x.shape[axis] != 0]
    moving = [x for x in parts if not x.is_constant]
    order = moving[0].order if moving else natural(len(equation.shape))
    names = [graph.tensor(x, order) for x in parts]
    if len(names) == 1:
        return equation.result(names[0], order)
    name = graph.node("Concat", *names, axis=order.index(axis))
    return equation.result(name, order)


@converts("stack")
def _stack(equation: Equation, graph: Graph) -> Value:
    axis = equation["axis"]
    place = graph.integers(axis)
    names = [graph.node("Unsqueeze", graph.tensor(x), place) for x in equation.inputs]
    return equation.result(graph.node("Concat", *names, axis=axis))


@converts("unstack")
def _unstack(equation: Equation, graph: Graph) -> list[Value]:
    (x,) = equation.inputs
    axis = equation["axis"]
    name = graph.tensor(x)
    results = []
    for index in range(len(equation.shapes)):
        number = graph.scalar(index, np.int64)
        part = graph.node("Gather", name, number, axis=axis)
        results.append(equation.result(part, index=index))
    return results


@converts("tile")
def _tile(equation: Equation, graph: Graph) -> Value:
    (x,) = equation.inputs
    times = equation["reps"]
    repeats = graph.integers(*(times[axis] for axis in x.order))
    return equation.result(
        graph.node("Tile", graph.tensor(x, x.order), repeats), x.order
    )


@converts("split")
def _split(equation: Equation, graph: Graph) -> list[Value]:
    (x,) = equation.inputs
    axis = equation["axis"]
    sizes = graph.integers(*(int(size) for size in equation["sizes"]))
    name = graph.tensor(x, x.order)
    count = len(equation.shapes)
    names = graph.nodes_of("Split", [name, sizes], count, axis=x.order.index(axis))
    return [equation.result(n, x.order, index=i) for i, n in enumerate(names)]


@converts("slice")
def _slice(equation: Equation, graph: Graph) -> Value:
    (x,) = equation.inputs
    starts = equation.dims("start_indices")
    ends = equation.dims("limit_indices")
    steps = equation["strides"] or (1,) * x.rank
    cuts = []
    for axis in range(x.rank):
        if (starts[axis], ends[axis], steps[axis]) == (0, x.shape[axis], 1):
            continue
        start = _bound(starts[axis], x.shape[axis])
        cuts.append((axis, start, _bound(ends[axis], x.shape[axis]), steps[axis]))
    if not cuts:
        return x
    return equation.result(cut(graph, x, cuts), x.order)


def _bound(index: Dim, size: Dim) -> int:
    """Return an index that may count from the end of an axis."""
    if index == size:
        return LAST
    if isinstance(index, int):
        return index
    if not isinstance(size, int) and index[0] - size[0] == index[1] - size[1]:
        return index[0] - size[0]
    raise Unsupported("a slice whose ends depend on the sizes of the inputs")


def cut(graph: Graph, x: Value, cuts: list[tuple[int, int, int, int]]) -> str:
    """Return a slice, in the order that `x` is stored in.

    Args:
        cuts: (axis, start, end, step) for each axis that is cut.
    """
    axes, starts, ends, steps = zip(*cuts, strict=True)
    places = [x.order.index(axis) for axis in axes]
    vectors = [graph.integers(*numbers) for numbers in (starts, ends, places, steps)]
    return graph.node("Slice", graph.tensor(x, x.order), *vectors)


@converts("rev")
def _reverse(equation: Equation, graph: Graph) -> Value:
    (x,) = equation.inputs
    cuts = [(axis, LAST, -LAST, -1) for axis in equation["dimensions"]]
    return equation.result(cut(graph, x, cuts), x.order)


@converts("pad")
def _pad(equation: Equation, graph: Graph) -> Value:
    x, number = equation.inputs
    config = equation["padding_config"]
    for axis, (_, _, inner) in enumerate(config):
        if inner:
            x = _spread(graph, x, axis, inner, number)
    cuts = [
        (axis, max(0, -low), high if high < 0 else LAST, 1)
        for axis, (low, high, _) in enumerate(config)
        if min(low, high) < 0
    ]
    name = cut(graph, x, cuts) if cuts else graph.tensor(x, x.order)
    pads = [(max(0, low), max(0, high)) for low, high, _ in config]
    if any(map(any, pads)):
        name = padded(graph, name, [pads[axis] for axis in x.order], number)
    return equation.result(name, x.order)


def _spread(graph: Graph, x: Value, axis: int, inner: int, number: Value) -> Value:
    """Put entries between those along an axis."""
    name = graph.node("Unsqueeze", graph.tensor(x), graph.integers(axis + 1))
    pads = [(0, inner if i == axis + 1 else 0) for i in range(x.rank + 1)]
    name = padded(graph, name, pads, number)
    lengths = [-1 if i == axis else dim for i, dim in enumerate(x.shape)]
    name = graph.node("Reshape", name, graph.sizes(lengths))
    whole = Value(x.shape, x.dtype, name, None, natural(x.rank))
    return replace(whole, name=cut(graph, whole, [(axis, 0, -inner, 1)]))


def padded(
    graph: Graph, name: str, pads: list[tuple[int, int]], number: Value | None = None
) -> str:
    """Return a tensor with more entries before and after; zeros by default."""
    ends = graph.integers(*(low for low, _ in pads), *(high for _, high in pads))
    filling = [] if number is None else [graph.tensor(number)]
    if number is not None and number.dtype.kind == "b":
        whole = padded(graph, graph.cast(name, np.int32), pads, _as_integer(number))
        return graph.cast(whole, np.bool_)
    return graph.node("Pad", name, ends, *filling)


def _as_integer(number: Value) -> Value:
    if number.array is None:
        raise Unsupported("padding with a truth value that is computed")
    return constant(number.array.astype(np.int32))


@converts("iota")
def _count(equation: Equation, graph: Graph) -> Value:
    dim = equation.shape[equation["dimension"]]
    axis = equation["dimension"]
    rank = len(equation.shape)
    shape = [dim if i == axis else 1 for i in range(rank)]
    thin = frozenset(i for i in range(rank) if i != axis and equation.shape[i] != 1)
    if is_static((dim,)):
        array = np.arange(dim, dtype=equation.dtype).reshape(shape)
        return Value(equation.shape, equation.dtype, "", array, natural(rank), thin)
    end = graph.node("Squeeze", graph.size(dim), graph.integers(0))
    zero, one = (graph.scalar(n, np.int64) for n in (0, 1))
    name = graph.cast(graph.node("Range", zero, end, one), equation.dtype)
    if rank > 1:
        sizes = [-1 if i == axis else 1 for i in range(rank)]
        name = graph.node("Reshape", name, graph.integers(*sizes))
    return equation.result(name, thin=thin)
