"""Entries taken and put by computed indices.

Of an array's axes some are *indexed*: where to look along them is computed. An indexed
axis either vanishes or is *kept*, as a window of some entries. Letters: B the places
looked at, W the windows.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from jax.lax import GatherScatterMode

from tengen.export.convert import Equation, converts
from tengen.export.graph import LAST, Graph
from tengen.export.operations.shaping import cut, padded
from tengen.export.values import Dim, Dims, Unsupported, Value

_CLIP = GatherScatterMode.CLIP
_PROMISED = GatherScatterMode.PROMISE_IN_BOUNDS


class _Access(NamedTuple):
    """Which axes of an array are looked at how.

    Attributes:
        indexed: axes, in the order of the columns of the indices.
        kept: those of them whose windows are axes of the result, in natural order.
        batch: pairs (axis of the array, axis of the indices) that run together.
        others: the remaining axes, taken whole.
        sizes: of the window along each axis.
    """

    indexed: tuple[int, ...]
    kept: tuple[int, ...]
    batch: tuple[tuple[int, int], ...]
    others: tuple[int, ...]
    sizes: Dims

    @property
    def order(self) -> tuple[int, ...]:
        """All axes of the array, those that indices choose from first."""
        return (*self.indexed, *(axis for axis, _ in self.batch), *self.others)


@converts("gather")
def _gather(equation: Equation, graph: Graph) -> Value:
    x, indices = equation.inputs
    numbers, mode = equation["dimension_numbers"], equation["mode"]
    batch = tuple(
        zip(
            numbers.operand_batching_dims,
            numbers.start_indices_batching_dims,
            strict=True,
        )
    )
    gone = {*numbers.collapsed_slice_dims, *numbers.operand_batching_dims}
    access = _access(
        x.rank, numbers.start_index_map, batch, gone, equation.dims("slice_sizes")
    )
    x = _whole_elsewhere(graph, x, access)
    windows = [axis for axis in range(x.rank) if axis not in gone]
    place = dict(zip(windows, numbers.offset_dims, strict=True))
    rank = len(equation.shape)
    looked = [axis for axis in range(rank) if axis not in numbers.offset_dims]
    if len(access.indexed) == 1 and not access.kept and not access.batch:
        (axis,) = access.indexed
        columns, valid = _columns(graph, x, indices, access, mode)
        name = graph.node("Gather", graph.tensor(x), columns[0], axis=axis)
        before = [place[a] for a in range(axis)]
        order = [*before, *looked, *(place[a] for a in range(axis + 1, x.rank))]
        after = x.rank - axis - 1
    else:
        where, valid = _grid(graph, x, indices, access, mode)
        name = graph.node("GatherND", graph.tensor(x, access.order), where)
        after = len(access.kept) + len(access.others)
        order = [*looked, *(place[a] for a in (*access.kept, *access.others))]
    if valid is not None:
        filling = graph.scalar(_filling(equation), equation.dtype)
        if after:
            rows = graph.integers(*range(-after, 0))
            valid = graph.node("Unsqueeze", valid, rows)
        name = graph.node("Where", valid, name, filling)
    return equation.result(name, order)


def _filling(equation: Equation) -> Any:
    given = equation.params[0]["fill_value"]
    if given is not None:
        return given
    if equation.dtype.kind == "i":
        return np.iinfo(equation.dtype).min
    return np.nan if equation.dtype.kind == "f" else 1


_SCATTERED = {
    "scatter": "none",
    "scatter-add": "add",
    "scatter-sub": "add",
    "scatter-mul": "mul",
    "scatter-min": "min",
    "scatter-max": "max",
}


@converts(*_SCATTERED)
def _scatter(equation: Equation, graph: Graph) -> Value:
    x, indices, updates = equation.inputs
    numbers, mode = equation["dimension_numbers"], equation["mode"]
    batch = tuple(
        zip(
            numbers.operand_batching_dims,
            numbers.scatter_indices_batching_dims,
            strict=True,
        )
    )
    gone = {*numbers.inserted_window_dims, *numbers.operand_batching_dims}
    windows = [axis for axis in range(x.rank) if axis not in gone]
    place = dict(zip(windows, numbers.update_window_dims, strict=True))
    sizes = tuple(
        updates.shape[place[axis]] if axis in place else 1 for axis in range(x.rank)
    )
    access = _access(x.rank, numbers.scatter_dims_to_operand_dims, batch, gone, sizes)
    if any(sizes[axis] != x.shape[axis] for axis in access.others):
        raise Unsupported("values put into a part of an axis that is not indexed")
    looked = [axis for axis in range(updates.rank) if axis not in place.values()]
    order = [*looked, *(place[a] for a in (*access.kept, *access.others))]
    name = graph.tensor(x, access.order)
    where, valid = _grid(graph, x, indices, access, mode)
    if valid is not None:  # what falls outside is put into a row that is cut off again
        name = padded(graph, name, [(0, 1), *((0, 0),) * (x.rank - 1)])
        outside = graph.size(x.shape[access.indexed[0]])
        for _ in access.kept:
            valid = graph.node("Unsqueeze", valid, graph.integers(-1))
        rows = graph.node("Unsqueeze", valid, graph.integers(-1))
        where = graph.node("Where", rows, where, outside)
        if len(access.indexed) + len(access.batch) > 1:
            raise Unsupported("values put at computed places along several axes")
    reduction = _SCATTERED[equation.primitive]
    values = graph.tensor(updates, order)
    if equation.primitive == "scatter-sub":
        values = graph.node("Neg", values)
    name = graph.node("ScatterND", name, where, values, reduction=reduction)
    if valid is not None:
        whole = Value(x.shape, x.dtype, name, None, access.order)
        name = cut(graph, whole, [(access.order[0], 0, -1, 1)])
    return equation.result(name, access.order)


def _access(
    rank: int, indexed: Any, batch: Any, gone: set[int], sizes: Dims
) -> _Access:
    kept = tuple(axis for axis in sorted(indexed) if axis not in gone)
    taken = {*indexed, *(axis for axis, _ in batch)}
    others = tuple(axis for axis in range(rank) if axis not in taken)
    return _Access(tuple(indexed), kept, batch, others, sizes)


def _whole_elsewhere(graph: Graph, x: Value, access: _Access) -> Value:
    """Cut the axes that are not indexed to their windows."""
    cuts = []
    for axis in access.others:
        size = access.sizes[axis]
        if size != x.shape[axis]:
            if not isinstance(size, int):
                raise Unsupported("a window as long as a size left open")
            cuts.append((axis, 0, size, 1))
    if not cuts:
        return x
    shape = tuple(
        access.sizes[a] if a in access.others else x.shape[a] for a in range(x.rank)
    )
    return Value(shape, x.dtype, cut(graph, x, cuts), None, x.order)


def _columns(
    graph: Graph, x: Value, indices: Value, access: _Access, mode: Any
) -> tuple[list[str], str | None]:
    """Return where to look along each indexed axis, `B`, and which places exist."""
    known = graph.full_constant(indices)
    lasts = [(x.shape[axis], access.sizes[axis]) for axis in access.indexed]
    if known is not None and all(isinstance(n, int) for both in lasts for n in both):
        ends = np.array([int(n) - int(s) for n, s in lasts])  # type: ignore[arg-type]
        if ((known >= 0) & (known <= ends)).all():
            mode = _PROMISED
    columns, valid = [], None
    for column, (length, size) in enumerate(lasts):
        name = _column(graph, indices, known, column)
        if mode == _PROMISED:
            columns.append(name)
            continue
        last = _last_start(graph, length, size)
        zero = graph.scalar(0, np.int64)
        clipped = graph.node("Clip", name, zero, last)
        columns.append(clipped)
        if mode != _CLIP:
            exists = graph.node("Equal", name, clipped)
            valid = exists if valid is None else graph.node("And", valid, exists)
    return columns, valid


def _last_start(graph: Graph, length: Dim, size: Dim) -> str:
    if isinstance(length, int) and isinstance(size, int):
        return graph.scalar(length - size, np.int64)
    return _scalar(graph, graph.node("Sub", graph.size(length), graph.size(size)))


def _column(graph: Graph, indices: Value, known: Any, column: int) -> str:
    if known is not None:
        return graph.store(known[..., column].astype(np.int64))
    name = graph.tensor(indices)
    if indices.shape[-1] != 1:
        number = graph.scalar(column, np.int64)
        name = graph.node("Gather", name, number, axis=-1)
    else:
        name = graph.node("Squeeze", name, graph.integers(indices.rank - 1))
    return name if indices.dtype == np.int64 else graph.cast(name, np.int64)


def _grid(
    graph: Graph, x: Value, indices: Value, access: _Access, mode: Any
) -> tuple[str, str | None]:
    """Return the indices of all entries, `(B, W, axes)`, and which places exist."""
    columns, valid = _columns(graph, x, indices, access, mode)
    places = indices.rank - 1
    dims: list[Dim] = [*indices.shape[:-1], *(access.sizes[a] for a in access.kept)]
    parts = []
    for axis, column in zip(access.indexed, columns, strict=True):
        if access.kept:
            rows = graph.integers(*range(places, len(dims)))
            column = graph.node("Unsqueeze", column, rows)
        if axis in access.kept:
            steps = _steps(graph, dims, places + access.kept.index(axis))
            column = graph.node("Add", column, steps)
        parts.append(column)
    parts += [_steps(graph, dims, place) for _, place in access.batch]
    full = graph.sizes(dims) if dims else None
    stacked = []
    for part in parts:
        if full and len(parts) + len(access.kept) > 1:
            part = graph.node("Expand", part, full)
        stacked.append(graph.node("Unsqueeze", part, graph.integers(-1)))
    if len(stacked) == 1:
        return stacked[0], valid
    return graph.node("Concat", *stacked, axis=-1), valid


def _steps(graph: Graph, dims: list[Dim], axis: int) -> str:
    """Return 0, 1, 2, ... along one axis of several."""
    end = _scalar(graph, graph.size(dims[axis]))
    zero, one = (graph.scalar(number, np.int64) for number in (0, 1))
    shape = [1] * len(dims)
    shape[axis] = -1
    counted = graph.node("Range", zero, end, one)
    return graph.node("Reshape", counted, graph.integers(*shape))


def _scalar(graph: Graph, name: str) -> str:
    return graph.node("Squeeze", name, graph.integers(0))


# -- slices that begin at a computed place ---------------------------------------------


@converts("dynamic_slice")
def _dynamic_slice(equation: Equation, graph: Graph) -> Value:
    x, *starts = equation.inputs
    sizes = equation.dims("slice_sizes")
    axes = [axis for axis in range(x.rank) if sizes[axis] != x.shape[axis]]
    if not axes:
        return x
    begins = [_begin(graph, starts[a], x.shape[a], sizes[a]) for a in axes]
    ends = [
        graph.node("Add", begin, graph.size(sizes[axis]))
        for begin, axis in zip(begins, axes, strict=True)
    ]
    places = graph.integers(*(x.order.index(axis) for axis in axes))
    vectors = [_joined(graph, begins), _joined(graph, ends), places]
    name = graph.node("Slice", graph.tensor(x, x.order), *vectors)
    return equation.result(name, x.order)


def _joined(graph: Graph, names: list[str]) -> str:
    return names[0] if len(names) == 1 else graph.node("Concat", *names, axis=0)


def _begin(graph: Graph, start: Value, length: Dim, size: Dim) -> str:
    """Return where a slice begins, moved so that it fits; a vector of one entry."""
    if start.array is not None and isinstance(length, int) and isinstance(size, int):
        return graph.integers(int(np.clip(start.array, 0, length - size)))
    number = graph.cast(graph.tensor(start), np.int64)
    last = graph.node("Sub", graph.size(length), graph.size(size))
    vector = graph.node("Unsqueeze", number, graph.integers(0))
    return graph.node("Max", graph.node("Min", vector, last), graph.integers(0))


@converts("dynamic_update_slice")
def _dynamic_update(equation: Equation, graph: Graph) -> Value:
    x, update, *starts = equation.inputs
    axes = [axis for axis in range(x.rank) if update.shape[axis] != x.shape[axis]]
    begins = {
        axis: _begin(graph, starts[axis], x.shape[axis], update.shape[axis])
        for axis in axes
    }
    name = _replaced(graph, graph.tensor(x), update, begins, axes)
    return equation.result(name)


def _replaced(
    graph: Graph, x: str, update: Value, begins: dict[int, str], axes: list[int]
) -> str:
    """Put an update into an array: what is before, the update, what is after."""
    if not axes:
        return graph.tensor(update)
    axis, *others = axes
    begin = begins[axis]
    end = graph.node("Add", begin, graph.size(update.shape[axis]))
    along = graph.integers(axis)
    before = graph.node("Slice", x, graph.integers(0), begin, along)
    middle = graph.node("Slice", x, begin, end, along)
    after = graph.node("Slice", x, end, graph.integers(LAST), along)
    inner = _replaced(graph, middle, update, begins, others)
    return graph.node("Concat", before, inner, after, axis=axis)
