"""From the trace of a function to nodes: equation by equation.

The function was traced at two sets of sizes. The two traces are the same program, and
where their numbers differ, a size is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np
from jax.extend.core import ClosedJaxpr, Jaxpr, Literal

from tengen.export.graph import Graph
from tengen.export.values import (
    Dim,
    Dims,
    Unsupported,
    Value,
    constant,
    filled,
    is_static,
    merged,
    merged_dims,
    natural,
)

Converter = Callable[["Equation", Graph], Any]

converters: dict[str, Converter] = {}
NOTHING = Value((0,), np.dtype(np.float32))  # in the place of what nobody reads
_FOLDED = 1 << 22  # constants of up to this many entries are computed when exporting


def converts(*primitives: str) -> Callable[[Converter], Converter]:
    """Register the function that writes these primitives."""

    def register(function: Converter) -> Converter:
        for primitive in primitives:
            converters[primitive] = function
        return function

    return register


class Equation:
    """One step of the traced function, as both traces have it.

    Attributes:
        primitive: its name.
        inputs: values it takes.
        params: its parameters in each trace.
        wanted: which of its results somebody reads.
        shapes, dtypes: of its results.
    """

    def __init__(
        self, traces: tuple[Any, Any], inputs: list[Value], wanted: set[int]
    ) -> None:
        self.traces = traces
        self.wanted = wanted
        self.primitive: str = traces[0].primitive.name
        self.inputs = inputs
        self.params: tuple[dict[str, Any], dict[str, Any]] = (
            traces[0].params,
            traces[1].params,
        )
        pairs = list(zip(traces[0].outvars, traces[1].outvars, strict=True))
        self.shapes = [merged_dims(a.aval.shape, b.aval.shape) for a, b in pairs]
        self.dtypes = [_number_type(a.aval.dtype) for a, _ in pairs]

    @property
    def shape(self) -> Dims:
        """The shape of the first result."""
        return self.shapes[0]

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the first result."""
        return self.dtypes[0]

    def __getitem__(self, key: str) -> Any:
        return self.common(key, lambda params: params[key])

    def common(self, what: str, look: Callable[[dict[str, Any]], Any]) -> Any:
        """Return what both traces must agree on."""
        first, second = look(self.params[0]), look(self.params[1])
        if first != second:
            raise Unsupported(
                f"{what} that depends on a size left open: {first} or {second}"
            )
        return first

    def dims(self, key: str) -> Dims:
        """Return a parameter that holds sizes."""
        return merged_dims(self.params[0][key], self.params[1][key])

    def dims_of_number(self, key: str) -> Dim:
        """Return a parameter that is one size."""
        return merged(self.params[0][key], self.params[1][key])

    def result(
        self,
        name: str,
        order: Sequence[int] | None = None,
        thin: frozenset[int] = frozenset(),
        index: int = 0,
    ) -> Value:
        """Return a result that is the tensor `name`."""
        shape = self.shapes[index]
        order = natural(len(shape)) if order is None else tuple(order)
        return Value(shape, self.dtypes[index], name, None, order, thin)


def _number_type(dtype: Any) -> np.dtype[Any]:
    try:
        return np.dtype(dtype)
    except TypeError:
        raise Unsupported("random numbers in inference") from None


Pair = tuple[Any, Any]


def convert(
    graph: Graph,
    programs: Pair,
    constants: Sequence[Value],
    inputs: Sequence[Value],
    wanted: set[int],
) -> list[Value]:
    """Write a program and return its results.

    Args:
        programs: the `Jaxpr` of each trace.
        constants, inputs: values of its constants and arguments.
        wanted: which results are read; the others are not computed.
    """
    first, second = programs
    known: dict[Any, Value] = dict(zip(first.constvars, constants, strict=True)) | dict(
        zip(first.invars, inputs, strict=True)
    )
    needed = _needed(first, wanted)
    outer = graph.scope
    if len(first.eqns) != len(second.eqns):
        raise Unsupported("a computation whose steps depend on a size left open")
    for a, b in zip(first.eqns, second.eqns, strict=True):
        if id(a) not in needed:
            continue
        if a.primitive is not b.primitive:
            raise Unsupported("a computation whose steps depend on a size left open")
        graph.scope = _scope(graph, outer, a)
        try:
            pairs = zip(a.invars, b.invars, strict=True)
            operands = [_read(graph, known, *pair) for pair in pairs]
            results = _written(graph, Equation((a, b), operands, needed[id(a)]))
        except Unsupported as reason:
            reason.place = reason.place or (graph.scope, a.primitive.name)
            raise
        for variable, result in zip(a.outvars, results, strict=True):
            known[variable] = result
            graph.remember_sizes(result)
    graph.scope = outer
    ends = zip(first.outvars, second.outvars, strict=True)
    return [
        _read(graph, known, *pair) if index in wanted else NOTHING
        for index, pair in enumerate(ends)
    ]


def convert_closed(
    graph: Graph,
    programs: Pair,
    inputs: Sequence[Value],
    wanted: set[int] | None = None,
) -> list[Value]:
    """Write a program that brings its constants along; by default all its results."""
    constants = [
        _same_array(a, b)
        for a, b in zip(programs[0].consts, programs[1].consts, strict=True)
    ]
    inner = programs[0].jaxpr, programs[1].jaxpr
    if wanted is None:
        wanted = set(range(len(inner[0].outvars)))
    return convert(graph, inner, constants, inputs, wanted)


def _same_array(first: Any, second: Any) -> Value:
    first, second = np.asarray(first), np.asarray(second)
    if first.shape != second.shape or not np.array_equal(
        first, second, equal_nan=first.dtype.kind == "f"
    ):
        raise Unsupported(
            "an array made by NumPy whose content depends on a size left open"
        )
    return constant(first)


def _read(graph: Graph, known: dict[Any, Value], first: Any, second: Any) -> Value:
    if not isinstance(first, Literal):
        return known[first]
    a, b = np.asarray(first.val), np.asarray(second.val)
    dtype = np.dtype(first.aval.dtype)  # type: ignore[attr-defined]
    if a.shape == b.shape and np.array_equal(a, b, equal_nan=dtype.kind == "f"):
        return constant(a.astype(dtype))
    name = graph.known_number((a, b), dtype)
    return Value((), dtype, name)


def _needed(program: Jaxpr, results: set[int]) -> dict[int, set[int]]:
    """Return which equations contribute to results, and by which of their own."""
    chosen = [program.outvars[index] for index in results]
    wanted = {v for v in chosen if not isinstance(v, Literal)}
    needed = {}
    for equation in reversed(program.eqns):
        read = {i for i, v in enumerate(equation.outvars) if v in wanted}
        if read:
            needed[id(equation)] = read
            wanted.update(v for v in equation.invars if not isinstance(v, Literal))
    return needed


def _scope(graph: Graph, outer: str, equation: Any) -> str:
    stack = equation.source_info.name_stack.stack
    own = [entry.name for entry in stack if type(entry).__name__ == "Scope"]
    if not outer and own[:1] == [graph.root]:
        own = own[1:]
    return "/".join([*([outer] if outer else []), *own])


def _written(graph: Graph, equation: Equation) -> list[Value]:
    inner = _program_inside(equation)
    if inner is not None:
        return convert_closed(graph, inner, equation.inputs, equation.wanted)
    converter = converters.get(equation.primitive)
    results = _folded(graph, equation)
    if results is None and converter is not None:
        results = converter(equation, graph)
    if results is None:
        raise Unsupported(f"the operation {equation.primitive!r}")
    return results if isinstance(results, list) else [results]


# -- programs inside equations ---------------------------------------------------------

_INLINED = ("jaxpr", "call_jaxpr", "fun_jaxpr")
_CALLS = {
    "jit",
    "pjit",
    "closed_call",
    "composite",
    "remat2",
    "checkpoint",
    "custom_jvp_call",
    "custom_vjp_call",
}


def _program_inside(equation: Equation) -> Pair | None:
    if equation.primitive in converters:
        return None
    if equation.primitive in _CALLS:
        key = next(key for key in _INLINED if key in equation.params[0])
        first, second = (_closed(params[key]) for params in equation.params)
        return first, second
    return _reference(equation)


def _closed(program: Any) -> ClosedJaxpr:
    return program if isinstance(program, ClosedJaxpr) else ClosedJaxpr(program, ())


def _reference(equation: Equation) -> Pair | None:
    """Return the plain computation behind a kernel of ours."""
    from tengen.kernels.primitive import references

    found = []
    for trace in equation.traces:
        reference = references.get(trace.primitive)
        if reference is None:
            return None
        specs = [jax.ShapeDtypeStruct(v.aval.shape, v.aval.dtype) for v in trace.invars]

        def plain(*operands: Any, _call: Any = reference, _trace: Any = trace) -> Any:
            return _call(*operands, **_trace.params)

        found.append(jax.make_jaxpr(plain)(*specs))
    return found[0], found[1]


# -- what is known already -------------------------------------------------------------

# For these NumPy does, and compiles nothing.
_BY_NUMPY: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "neg": np.negative,
    "sqrt": np.sqrt,
    "max": np.maximum,
    "min": np.minimum,
}
_SHAPED_BY_NUMPY: dict[str, Callable[..., Any]] = {
    "reshape": lambda x, params: np.reshape(x, params["new_sizes"]),
    "squeeze": lambda x, params: np.squeeze(x, params["dimensions"]),
    "transpose": lambda x, params: np.transpose(x, params["permutation"]),
}


def _computed(equation: Equation, operands: list[Any]) -> list[Any]:
    name, trace = equation.primitive, equation.traces[0]
    if name in _BY_NUMPY:
        return [np.asarray(_BY_NUMPY[name](*operands), equation.dtype)]
    if name in _SHAPED_BY_NUMPY:
        return [_SHAPED_BY_NUMPY[name](*operands, trace.params)]
    results = trace.primitive.bind(*operands, **trace.params)
    return list(results) if trace.primitive.multiple_results else [results]


_KEEPING = {"copy", "reshape", "transpose", "squeeze", "rev"}


def _folded(graph: Graph, equation: Equation) -> list[Value] | None:
    """Return the results where they follow from constants; they are computed now."""
    if equation.primitive in ("scan", "while", "cond", "broadcast_in_dim"):
        return None
    if not all(value.is_constant for value in equation.inputs):
        return None
    if not all(is_static(shape) for shape in equation.shapes):
        return None
    if not all(is_static(value.shape) for value in equation.inputs):
        return None
    if sum(int(np.prod(shape)) for shape in equation.shapes) > _FOLDED:
        return None
    results = _computed(equation, [filled(value) for value in equation.inputs])
    labels = {value.label for value in equation.inputs if value.label}
    keeps = equation.primitive in _KEEPING and len(labels) == 1
    label = labels.pop() if keeps else ""
    if not label and labels:
        label = f"{graph.scope}/{equation.primitive}".lstrip("/")
    return [constant(np.asarray(result), label) for result in results]
