"""An ONNX file of a model."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import jax
import numpy as np

from tengen.core.messages import complain
from tengen.export.convert import convert_closed
from tengen.export.graph import Graph, description, read_by, without_unused
from tengen.export.simplify import simplified
from tengen.export.tracing import Trace, trace_model
from tengen.export.values import Dim, Unsupported, Value, constant, merged_dims, natural

OPSETS = range(18, 24)
_LARGEST = 2**31 - 2**20  # bytes of weights in one file; a limit of its format


def write_onnx(
    model: Any,
    path: str,
    input_signature: Any = None,
    dynamic_batch: bool = True,
    opset: int = 18,
) -> str:
    """Write a model's inference function and return a line about the file.

    Raises:
        ImportError: where the package onnx is missing.
        ValueError: for what has no form in ONNX, naming layer and operation.
    """
    from tengen.saving.atomic import replacing

    onnx = _package()
    if opset not in OPSETS:
        known = f"{OPSETS.start} to {OPSETS.stop - 1}"
        raise ValueError(complain("export: opset", repr(opset), known))
    _check_size(model, [variable._value for variable in model.variables])
    trace = trace_model(model, input_signature, dynamic_batch)
    proto = _model_proto(model, trace, opset)
    onnx.checker.check_model(proto, full_check=True)
    content = proto.SerializeToString()
    with replacing(path) as draft, open(draft, "wb") as file:
        file.write(content)
    inputs = ", ".join(f"{one.name} {tuple(one.shape)}" for one in trace.inputs)
    outputs = ", ".join(output.name for output in proto.graph.output)
    nodes = len(proto.graph.node)
    size = f"{len(content) / 1e6:.1f} MB"
    return f"{path}: {inputs} -> {outputs}; ONNX {opset}, {nodes} nodes, {size}"


def _package() -> Any:
    try:
        return importlib.import_module("onnx")
    except ImportError:
        fix = "pip install onnx"
        where = "export to ONNX needs the package onnx, which is not installed"
        raise ImportError(complain(where, fix=fix)) from None


def _check_size(model: Any, arrays: Iterable[Any]) -> None:
    total = sum(array.nbytes for array in arrays)
    if total > _LARGEST:
        raise ValueError(
            complain(
                f"export of model {model.name!r}",
                f"weights of {total / 2**30:.1f} GiB",
                "less than 2 GiB, which is all that an ONNX file holds",
                fix="export parts of the model, or convert it to float16",
            )
        )


def _model_proto(model: Any, trace: Trace, opset: int) -> Any:
    from onnx import helper

    from tengen import __version__

    graph = Graph()
    graph.root = model.name
    graph.divisible = trace.divisible
    labels: dict[Dim, str] = {}
    inputs = [
        _input(graph, one, sizes, labels)
        for one, sizes in zip(trace.inputs, trace.sizes, strict=True)
    ]
    wanted = [graph.names.reserve(name) for name in trace.output_names]
    weights = [
        constant(np.asarray(variable._value), variable.path)
        for variable in model.variables
    ]
    try:
        with _on_the_host():
            results = convert_closed(graph, trace.programs, [*weights, *inputs])
    except Unsupported as reason:
        raise ValueError(_refusal(model, reason)) from None
    outputs = _named(graph, results, wanted)
    _check_size(model, graph.constants.values())
    simplified(graph.nodes, graph.constants)
    nodes = without_unused(graph.nodes, outputs)
    proto = helper.make_model(
        helper.make_graph(
            nodes,
            model.name,
            [description(value.name, value, labels) for value in inputs],
            [description(value.name, value, labels) for value in outputs],
            _initializers(graph, nodes, outputs),
        ),
        opset_imports=[helper.make_opsetid("", opset)],
        producer_name="tengen",
        producer_version=__version__,
    )
    proto.ir_version = helper.find_min_ir_version_for(proto.opset_import)
    return proto


def _on_the_host() -> AbstractContextManager[Any]:
    """Have constants computed in full precision, whatever else there is."""
    try:
        return jax.default_device(jax.local_devices(backend="cpu")[0])
    except RuntimeError:  # JAX_PLATFORMS leaves the processor out
        return nullcontext()


def _input(graph: Graph, one: Any, sizes: Any, labels: dict[Dim, str]) -> Value:
    dims = merged_dims(*sizes)
    for axis, dim in enumerate(dims):
        if not isinstance(dim, int) and dim not in labels:
            labels[dim] = "N" if axis == 0 else f"{one.name}_{axis}"
    name = graph.names.reserve(one.name)
    value = Value(dims, np.dtype(one.dtype), name, None, natural(len(dims)))
    graph.remember_sizes(value)
    return value


def _named(graph: Graph, results: list[Value], wanted: list[str]) -> list[Value]:
    """Give the results their names."""
    before = [graph.tensor(value) for value in results]
    made = {name for node in graph.nodes for name in node.output}
    inside = {name for node in graph.nodes for name in _read_inside(node)}
    for old, new in zip(before, wanted, strict=True):
        if old in made and old not in inside and before.count(old) == 1:
            _rename(graph.nodes, old, new)
        else:
            graph.nodes.append(_identity(old, new))
    return [
        Value(value.shape, value.dtype, name, None, natural(value.rank))
        for value, name in zip(results, wanted, strict=True)
    ]


def _identity(before: str, after: str) -> Any:
    from onnx import helper

    return helper.make_node("Identity", [before], [after], after)


def _read_inside(node: Any) -> set[str]:
    """Return the tensors that bodies of a node take from outside."""
    return read_by(node) - set(node.input)


def _rename(nodes: list[Any], before: str, after: str) -> None:
    for node in nodes:
        for names in (node.input, node.output):
            for place, name in enumerate(names):
                if name == before:
                    names[place] = after


def _initializers(graph: Graph, nodes: list[Any], outputs: list[Value]) -> list[Any]:
    from onnx import numpy_helper

    used = {value.name for value in outputs}.union(*map(read_by, nodes))
    return [
        numpy_helper.from_array(array, name)
        for name, array in graph.constants.items()
        if name in used
    ]


def _refusal(model: Any, reason: Unsupported) -> str:
    scope, operation = reason.place or ("", "")
    layer = f"layer {scope!r}" if scope else "between the layers"
    known = not operation or repr(operation) in str(reason)
    by = "" if known else f" (in {operation!r})"
    return complain(
        f"export of model {model.name!r}: {layer}",
        f"{reason}{by}",
        "what has a form in ONNX",
        fix="leave the layer out, or compute it in another way",
    )
