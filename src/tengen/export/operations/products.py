"""Sums of products over axes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tengen.export.convert import Equation, converts
from tengen.export.graph import Graph
from tengen.export.values import Value

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@converts("dot_general")
def _dot(equation: Equation, graph: Graph) -> Value:
    (contracted, batch) = equation["dimension_numbers"]
    left, right = equation.inputs
    sums = tuple(zip(*contracted, strict=True))
    if not batch[0] and right.rank == 2 and sums == ((left.rank - 1, 0),):
        product = graph.node(
            "MatMul", _operand(equation, graph, 0), _operand(equation, graph, 1)
        )
        return equation.result(product)
    if not batch[0] and right.rank == 2 and sums == ((left.rank - 1, 1),):
        turned = graph.tensor(right, (1, 0))
        product = graph.node("MatMul", _operand(equation, graph, 0), turned)
        return equation.result(product)
    letters = iter(_LETTERS)
    formula = _formula(left, right, contracted, batch, letters)
    names = [_operand(equation, graph, i) for i in range(2)]
    return equation.result(graph.node("Einsum", *names, equation=formula))


def _operand(equation: Equation, graph: Graph, index: int) -> str:
    value = equation.inputs[index]
    name = graph.tensor(value)
    return name if value.dtype == equation.dtype else graph.cast(name, equation.dtype)


def _formula(
    left: Value, right: Value, contracted: Any, batch: Any, letters: Iterator[str]
) -> str:
    """Return Einstein's notation, such as `'abc,acd->abd'`."""
    first = {axis: next(letters) for axis in range(left.rank)}
    shared = dict(zip(contracted[1], contracted[0], strict=True))
    shared |= dict(zip(batch[1], batch[0], strict=True))
    second = {
        axis: first[shared[axis]] if axis in shared else next(letters)
        for axis in range(right.rank)
    }
    result = [first[axis] for axis in batch[0]]
    taken = {*batch[0], *contracted[0]}
    result += [first[axis] for axis in range(left.rank) if axis not in taken]
    result += [second[axis] for axis in range(right.rank) if axis not in shared]
    operands = ("".join(first.values()), "".join(second.values()))
    return f"{operands[0]},{operands[1]}->{''.join(result)}"
