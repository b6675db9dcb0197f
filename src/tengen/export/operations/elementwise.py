"""Functions of single entries.

They do not care how axes are stored, so their results are stored as their operands
are; a transposition is written only where somebody needs another order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tengen.export.convert import Equation, converts
from tengen.export.graph import Graph
from tengen.export.values import Unsupported, Value, natural

Build = Callable[..., str]


def entrywise(equation: Equation, graph: Graph, build: Build) -> Value:
    """Write a function of single entries.

    Args:
        build: makes the result's name from the operands' names.
    """
    rank = len(equation.shape)
    order = _common_order(equation.inputs, rank)
    names = [
        graph.tensor(value, order if value.rank else (), thin=True)
        for value in equation.inputs
    ]
    thin = frozenset(
        axis
        for axis in range(rank)
        if equation.shape[axis] != 1
        and all(not v.rank or v.is_thin(axis) for v in equation.inputs)
    )
    if rank and not any(value.rank for value in equation.inputs):
        raise Unsupported(f"{equation.primitive} of single numbers as an array")
    return equation.result(build(*names), order, thin)


def _common_order(values: Sequence[Value], rank: int) -> tuple[int, ...]:
    """Return the order of the largest operand that is not a constant."""
    candidates = [v for v in values if v.rank == rank and not v.is_constant]
    if not candidates:
        return natural(rank)
    return min(candidates, key=lambda v: sum(map(v.is_thin, range(rank)))).order


_DIRECT = {
    "neg": "Neg",
    "sign": "Sign",
    "floor": "Floor",
    "ceil": "Ceil",
    "exp": "Exp",
    "log": "Log",
    "sqrt": "Sqrt",
    "abs": "Abs",
    "tanh": "Tanh",
    "logistic": "Sigmoid",
    "sin": "Sin",
    "cos": "Cos",
    "tan": "Tan",
    "asin": "Asin",
    "acos": "Acos",
    "atan": "Atan",
    "sinh": "Sinh",
    "cosh": "Cosh",
    "asinh": "Asinh",
    "acosh": "Acosh",
    "atanh": "Atanh",
    "erf": "Erf",
    "add": "Add",
    "add_any": "Add",
    "sub": "Sub",
    "pow": "Pow",
    "eq": "Equal",
    "lt": "Less",
    "le": "LessOrEqual",
    "eq_to": "Equal",
    "lt_to": "Less",
    "le_to": "LessOrEqual",
    "gt": "Greater",
    "ge": "GreaterOrEqual",
}


@converts(*_DIRECT)
def _direct(equation: Equation, graph: Graph) -> Value:
    operation = _DIRECT[equation.primitive]
    return entrywise(equation, graph, lambda *x: graph.node(operation, *x))


@converts("stop_gradient", "copy", "reduce_precision", "optimization_barrier")
def _unchanged(equation: Equation, graph: Graph) -> list[Value]:
    return list(equation.inputs)


@converts("max", "min")
def _extreme(equation: Equation, graph: Graph) -> Value:
    bound = next((i for i, v in enumerate(equation.inputs) if _is_number(v)), None)
    if bound is not None:
        array = equation.inputs[bound].array
        assert array is not None
        number, other = array.item(), equation.inputs[1 - bound]
        nothing = -np.inf if equation.primitive == "max" else np.inf
        if number == nothing and other.shape == equation.shape:
            return other
        if number == 0 and equation.primitive == "max" and equation.dtype.kind == "f":
            equation.inputs = [other]
            return entrywise(equation, graph, lambda x: graph.node("Relu", x))
    operation = equation.primitive.capitalize()
    if equation.dtype.kind == "b":
        operation = {"Max": "Or", "Min": "And"}[operation]
    return entrywise(equation, graph, lambda *x: graph.node(operation, *x))


def _is_number(value: Value) -> bool:
    return value.array is not None and value.array.size == 1


@converts("ne")
def _differ(equation: Equation, graph: Graph) -> Value:
    def build(a: str, b: str) -> str:
        return graph.node("Not", graph.node("Equal", a, b))

    return entrywise(equation, graph, build)


@converts("and", "or", "xor", "not")
def _logic(equation: Equation, graph: Graph) -> Value:
    name = equation.primitive.capitalize()
    operation = name if equation.dtype.kind == "b" else f"Bitwise{name}"
    return entrywise(equation, graph, lambda *x: graph.node(operation, *x))


@converts("rem")
def _remainder(equation: Equation, graph: Graph) -> Value:
    return entrywise(equation, graph, lambda a, b: graph.node("Mod", a, b, fmod=1))


@converts("integer_pow")
def _integer_power(equation: Equation, graph: Graph) -> Value:
    exponent = equation["y"]

    def build(x: str) -> str:
        if exponent == 2:
            return graph.node("Mul", x, x)
        if exponent == -1:
            return graph.node("Reciprocal", x)
        return graph.node("Pow", x, graph.scalar(exponent, equation.dtype))

    return entrywise(equation, graph, build)


# With x the operand, and numbers written in its type.
_FORMULAS: dict[str, Callable[[Graph, Callable[[float], str], str], str]] = {
    "square": lambda g, n, x: g.node("Mul", x, x),
    "rsqrt": lambda g, n, x: g.node("Reciprocal", g.node("Sqrt", x)),
    "expm1": lambda g, n, x: g.node("Sub", g.node("Exp", x), n(1)),
    "log1p": lambda g, n, x: g.node("Log", g.node("Add", x, n(1))),
    "exp2": lambda g, n, x: g.node("Pow", n(2), x),
    "erfc": lambda g, n, x: g.node("Sub", n(1), g.node("Erf", x)),
    "cbrt": lambda g, n, x: g.node(
        "Mul", g.node("Sign", x), g.node("Pow", g.node("Abs", x), n(1 / 3))
    ),
    "is_finite": lambda g, n, x: g.node(
        "Not", g.node("Or", g.node("IsInf", x), g.node("IsNaN", x))
    ),
}


@converts(*_FORMULAS)
def _formula(equation: Equation, graph: Graph) -> Value:
    dtype = equation.inputs[0].dtype

    def number(value: float) -> str:
        return graph.scalar(value, dtype)

    formula = _FORMULAS[equation.primitive]
    return entrywise(equation, graph, lambda x: formula(graph, number, x))


@converts("round")
def _round(equation: Equation, graph: Graph) -> Value:
    to_even = int(equation["rounding_method"]) == 1

    def build(x: str) -> str:
        if to_even:
            return graph.node("Round", x)
        half = graph.scalar(0.5, equation.dtype)
        away = graph.node("Floor", graph.node("Add", graph.node("Abs", x), half))
        return graph.node("Mul", graph.node("Sign", x), away)

    return entrywise(equation, graph, build)


@converts("convert_element_type")
def _convert(equation: Equation, graph: Graph) -> Value:
    return entrywise(equation, graph, lambda x: graph.cast(x, equation.dtype))


@converts("clamp")
def _clamp(equation: Equation, graph: Graph) -> Value:
    low, _, high = equation.inputs

    def build(a: str, x: str, b: str) -> str:
        if not low.rank and not high.rank:
            return graph.node("Clip", x, a, b)
        return graph.node("Min", graph.node("Max", x, a), b)

    return entrywise(equation, graph, build)


@converts("select_n")
def _select(equation: Equation, graph: Graph) -> Value:
    if equation.inputs[0].dtype.kind != "b":
        return entrywise(equation, graph, lambda *x: _select_case(equation, graph, x))

    def build(which: str, no: str, yes: str) -> str:
        if equation.dtype.kind != "b":
            return graph.node("Where", which, yes, no)
        if_not = graph.node("And", graph.node("Not", which), no)
        return graph.node("Or", graph.node("And", which, yes), if_not)

    return entrywise(equation, graph, build)


def _select_case(equation: Equation, graph: Graph, names: Sequence[Any]) -> str:
    which, result, *cases = names
    for number, case in enumerate(cases, start=1):
        index = graph.scalar(number, equation.inputs[0].dtype)
        chosen = graph.node("Equal", which, index)
        result = graph.node("Where", chosen, case, result)
    return str(result)
