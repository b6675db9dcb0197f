"""The table that `Model.summary` prints."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from tengen.core.trees import flatten

_SEPARATOR = "\u2500"


def print_summary(
    model: Any,
    line_length: int | None = None,
    print_fn: Callable[[str], Any] | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Any = None,
) -> None:
    """Print layers, output shapes, parameter counts and, in graphs, connections."""
    rows = list(_rows(model, expand_nested, show_trainable, layer_range))
    headers = ["Layer (type)", "Output shape", "Params"]
    if _has_branches(model):
        headers.append("Connected to")
    else:
        rows = [row[:3] + row[4:] for row in rows]
    if show_trainable:
        headers.append("Trainable")
    lines = [f'Model: "{model.name}"']
    lines += _table(headers, rows, line_length)
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
) -> Any:
    sources = _sources(model)
    chosen = _operations(model)
    if layer_range is not None:
        names = [operation.name for operation in chosen]
        first, last = (names.index(name) for name in layer_range)
        chosen = chosen[first : last + 1]
    for operation in chosen:
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
        if expand_nested and hasattr(operation, "layers"):
            yield from _rows(operation, True, show_trainable, None, depth + 1)


def _operations(model: Any) -> list[Any]:
    if model._graph is not None and type(model).__name__ != "Sequential":
        return list(model._graph.operations)
    return list(model.layers)


def _shape_text(operation: Any, model: Any) -> str:
    for node in model._graph.nodes if model._graph is not None else []:
        if node.operation is operation:
            shapes = [tuple(tensor.shape) for tensor in node.flat_outputs()]
            return ", ".join(map(str, shapes))
    nodes = getattr(operation, "_nodes", [])
    if nodes:
        shapes = [tuple(tensor.shape) for tensor in flatten(nodes[0].outputs)]
        return ", ".join(map(str, shapes))
    return "?"


def _sources(model: Any) -> dict[int, list[str]]:
    sources: dict[int, list[str]] = {}
    for node in model._graph.nodes if model._graph is not None else []:
        names = [t.node.operation.name for t in node.inputs if t.node is not None]
        sources.setdefault(id(node.operation), []).extend(names)
    return sources


def _has_branches(model: Any) -> bool:
    """Say whether the graph is more than a chain."""
    if model._graph is None:
        return False
    nodes = model._graph.nodes
    operations = {id(node.operation) for node in nodes}
    return len(operations) != len(nodes) or any(
        sum(node is tensor.node for other in nodes for tensor in other.inputs) > 1
        or len(node.inputs) > 1
        for node in nodes
        for tensor in node.flat_outputs()[:1]
    )


def _table(headers: list[str], rows: list[list[str]], length: int | None) -> list[str]:
    widths = [
        max(len(row[column]) for row in [headers, *rows])
        for column in range(len(headers))
    ]
    widths[2] = max(widths[2], 10)
    total = sum(widths) + 3 * (len(widths) - 1)
    if length and length > total:
        widths[0] += length - total
    rule = _SEPARATOR * (sum(widths) + 3 * (len(widths) - 1))
    lines = [rule, _line(headers, widths), rule]
    lines += [_line(row, widths) for row in rows]
    return [*lines, rule]


def _line(cells: list[str], widths: list[int]) -> str:
    aligned = [
        cell.rjust(width) if column == 2 else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "   ".join(aligned).rstrip()


def _totals(model: Any) -> list[str]:
    trainable = sum(v.size for v in model.trainable_weights)
    frozen = sum(v.size for v in model.non_trainable_weights)
    optimizer = getattr(model, "optimizer", None)
    slots = (
        sum(v.size for v in optimizer.variables)
        if optimizer is not None and optimizer.built
        else 0
    )
    lines = [
        f"Total params: {trainable + frozen + slots:,}"
        f" ({_bytes(4 * (trainable + frozen + slots))})",
        f"Trainable params: {trainable:,} ({_bytes(4 * trainable)})",
        f"Non-trainable params: {frozen:,} ({_bytes(4 * frozen)})",
    ]
    if slots:
        lines.append(f"Optimizer params: {slots:,} ({_bytes(4 * slots)})")
    return lines


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
        line = line.replace(_SEPARATOR, "-")
        print(line.encode(encoding, "replace").decode(encoding))
