"""Loops and branches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tengen.export.convert import NOTHING, Equation, convert_closed, converts
from tengen.export.graph import Graph
from tengen.export.values import Value


@converts("scan")
def _scan(equation: Equation, graph: Graph) -> list[Value]:
    """Steps along the first axis of the inputs."""
    constants, carried = equation["num_consts"], equation["num_carry"]
    fixed = equation.inputs[:constants]
    states = equation.inputs[constants : constants + carried]
    sequences = equation.inputs[constants + carried :]
    programs = tuple(params["jaxpr"] for params in equation.params)
    sources = [graph.tensor(x) for x in sequences]
    if not sources:  # ONNX counts the steps by a sequence
        sources = [_counted(graph, equation)]
    body = graph.child()
    inputs = [body.parameter(x.shape, x.dtype) for x in states]
    steps = [body.parameter(x.shape[1:], x.dtype) for x in sequences]
    counter = [] if sequences else [body.parameter((), np.dtype(np.int64))]
    count = len(equation.shapes)
    read = [i for i in range(count) if i < carried or i in equation.wanted]
    every = convert_closed(body, programs, [*fixed, *inputs, *steps], set(read))
    results = [every[index] for index in read]
    direction = [int(equation["reverse"])]
    names = graph.nodes_of(
        "Scan",
        [*map(graph.tensor, states), *sources],
        len(results),
        body=body.finished([*inputs, *steps, *counter], results),
        num_scan_inputs=len(sources),
        scan_input_directions=direction * len(sources),
        scan_output_directions=direction * (len(results) - carried),
    )
    written = dict(zip(read, names, strict=True))
    return [
        equation.result(written[i], index=i) if i in written else NOTHING
        for i in range(count)
    ]


def _counted(graph: Graph, equation: Equation) -> str:
    length = equation.dims_of_number("length")
    end = graph.node("Squeeze", graph.size(length), graph.integers(0))
    return graph.node(
        "Range", graph.scalar(0, np.int64), end, graph.scalar(1, np.int64)
    )


@converts("while")
def _while(equation: Equation, graph: Graph) -> list[Value]:
    for_test, for_body = equation["cond_nconsts"], equation["body_nconsts"]
    test_fixed = equation.inputs[:for_test]
    body_fixed = equation.inputs[for_test : for_test + for_body]
    states = equation.inputs[for_test + for_body :]
    tests = tuple(params["cond_jaxpr"] for params in equation.params)
    bodies = tuple(params["body_jaxpr"] for params in equation.params)
    (first,) = convert_closed(graph, tests, [*test_fixed, *states])
    body = graph.child()
    counter = body.parameter((), np.dtype(np.int64))
    before = body.parameter((), np.dtype(np.bool_))
    inputs = [body.parameter(x.shape, x.dtype) for x in states]
    results = convert_closed(body, bodies, [*body_fixed, *inputs])
    (again,) = convert_closed(body, tests, [*test_fixed, *results])
    names = graph.nodes_of(
        "Loop",
        ["", graph.tensor(first), *map(graph.tensor, states)],
        len(states),
        body=body.finished([counter, before, *inputs], [again, *results]),
    )
    return [equation.result(name, index=i) for i, name in enumerate(names)]


@converts("cond")
def _cond(equation: Equation, graph: Graph) -> list[Value]:
    """One of several computations, chosen by a number (or a truth value)."""
    which, *operands = equation.inputs
    branches = list(
        zip(*(params["branches"] for params in equation.params), strict=True)
    )
    if which.array is not None:
        chosen = int(np.clip(which.array, 0, len(branches) - 1))
        return convert_closed(graph, branches[chosen], operands)
    names = _branch(equation, graph, graph.tensor(which), 0, branches, operands)
    return [equation.result(name, index=i) for i, name in enumerate(names)]


def _branch(
    equation: Equation,
    graph: Graph,
    which: str,
    number: int,
    branches: list[Any],
    operands: Sequence[Value],
) -> list[str]:
    """Write `if which <= number: branches[0] else: (the others)`."""

    def one(programs: Any) -> Callable[[Graph], list[Value]]:
        return lambda inner: convert_closed(inner, programs, operands)

    def others(inner: Graph) -> list[Value]:
        names = _branch(equation, inner, which, number + 1, branches[1:], operands)
        return [equation.result(name, index=i) for i, name in enumerate(names)]

    rest = one(branches[1]) if len(branches) == 2 else others
    if equation.inputs[0].dtype.kind == "b":
        test = graph.node("Not", which)
    else:
        bound = graph.scalar(number, equation.inputs[0].dtype)
        test = graph.node("LessOrEqual", which, bound)
    bodies = []
    for write in (one(branches[0]), rest):
        inner = graph.child()
        results = [
            replace(value, shape=shape)
            for value, shape in zip(write(inner), equation.shapes, strict=True)
        ]
        bodies.append(inner.finished([], results))
    if not equation.shapes:
        return []
    return graph.nodes_of(
        "If",
        [test],
        len(equation.shapes),
        then_branch=bodies[0],
        else_branch=bodies[1],
    )
