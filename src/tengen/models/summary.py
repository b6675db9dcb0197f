"""The table that `Model.summary` prints."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Any

import jax.numpy as jnp

from tengen.core.trees import flatten
from tengen.models.layer_range import within
from tengen.models.summary_table import RULE, table

_PARAMS = 2  # the column of numbers


def print_summary(
    model: Any,
    line_length: int | None = None,
    positions: Any = None,
    print_fn: Callable[[str], Any] | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Any = None,
) -> None:
    """Print layers, output shapes, parameter counts and, in graphs, connections.

    Args:
        model: a model.
        line_length: no line is longer; by default the width of the terminal.
        positions: where each column ends, in letters or, up to 1, relative to the line.
        print_fn: called with each line instead of `print`.
        expand_nested: list the layers of nested models below them.
        show_trainable: say whether layers with weights are trainable.
        layer_range: first and last layer to be listed, by name or regular expression.

    Raises:
        ValueError: if no layer is in the range, or the lines are too short.
    """
    rows = list(_rows(model, expand_nested, show_trainable, layer_range))
    headers = ["Layer (type)", "Output Shape", "Param #"]
    if _has_branches(model):
        headers.append("Connected to")
    else:
        rows = [row[:3] + row[4:] for row in rows]
    if show_trainable:
        headers.append("Trainable")
    length = line_length or shutil.get_terminal_size().columns
    lines = [f'Model: "{model.name}"']
    lines += table(headers, rows, length, _PARAMS, positions)
    lines += _totals(model)
    write = print_fn or _write
    for line in lines:
        write(line)


def _rows(
    model: Any,
    expand_nested: bool,
    show_trainable: bool,
    layer_range: Any,
    depth: int = 0,
) -> Iterator[list[str]]:
    sources = _sources(model)
    for operation in within(_operations(model), layer_range):
        kind = type(operation).__name__
        kind = "function" if kind == "FunctionOperation" else kind
        count = getattr(operation, "count_params", lambda: 0)()
        row = [
            "  " * depth + f"{operation.name} ({kind})",
            _shape_text(operation, model),
            f"{count:,}" if getattr(operation, "built", True) else "0 (not built)",
            ", ".join(sources.get(id(operation), [])),
        ]
        if show_trainable:
            weights = getattr(operation, "trainable_weights", None)
            row.append("yes" if weights else "no" if count else "-")
        yield row
        if expand_nested and getattr(operation, "layers", None):
            yield from _rows(operation, True, show_trainable, None, depth + 1)


def _operations(model: Any) -> list[Any]:
    if _graph_nodes(model) and type(model).__name__ != "Sequential":
        return list(model._graph.operations)
    return list(model.layers)


def _shape_text(operation: Any, model: Any) -> str:
    for node in _graph_nodes(model):
        if node.operation is operation:
            shapes = [tuple(tensor.shape) for tensor in node.flat_outputs()]
            return ", ".join(map(str, shapes))
    nodes = getattr(operation, "_nodes", [])
    if nodes:
        shapes = [tuple(tensor.shape) for tensor in flatten(nodes[0].outputs)]
        return ", ".join(map(str, shapes))
    return "?"


def _sources(model: Any) -> dict[int, list[str]]:
    listed = {id(operation) for operation in _operations(model)}
    sources: dict[int, list[str]] = {}
    for node in _graph_nodes(model):
        callers = [t.node.operation for t in node.inputs if t.node is not None]
        names = [caller.name for caller in callers if id(caller) in listed]
        sources.setdefault(id(node.operation), []).extend(names)
    return sources


def _graph_nodes(model: Any) -> list[Any]:
    graph = getattr(model, "_graph", None)
    return [] if graph is None else graph.nodes


def _has_branches(model: Any) -> bool:
    """Say whether the graph is more than a chain."""
    nodes = _graph_nodes(model)
    operations = {id(node.operation) for node in nodes}
    return len(operations) != len(nodes) or any(
        sum(node is tensor.node for other in nodes for tensor in other.inputs) > 1
        or len(node.inputs) > 1
        for node in nodes
        for tensor in node.flat_outputs()[:1]
    )


def _totals(model: Any) -> list[str]:
    trainable = _size(model.trainable_weights)
    frozen = _size(model.non_trainable_weights)
    optimizer = getattr(model, "optimizer", None)
    is_ready = bool(getattr(optimizer, "built", False))
    slots = _size(getattr(optimizer, "variables", [])) if is_ready else (0, 0)
    total = tuple(map(sum, zip(trainable, frozen, slots, strict=True)))
    parts = {"Total": total, "Trainable": trainable, "Non-trainable": frozen}
    if is_ready:
        parts["Optimizer"] = slots
    return [
        f"{name} params: {count:,} ({_bytes(size)})"
        for name, (count, size) in parts.items()
    ]


def _size(variables: list[Any]) -> tuple[int, int]:
    """Return the count of numbers and of the bytes that they take."""
    bytes_taken = sum(v.size * jnp.dtype(v.dtype).itemsize for v in variables)
    return sum(v.size for v in variables), bytes_taken


def _bytes(count: int) -> str:
    size = float(count)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} GB"


def _write(line: str) -> None:
    try:
        print(line)
    except UnicodeEncodeError:
        encoding = getattr(sys.stdout, "encoding", None) or "ascii"
        line = line.replace(RULE, "-")
        print(line.encode(encoding, "replace").decode(encoding))
