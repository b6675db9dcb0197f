"""Symbolic tensors and the record of the calls that made them.

Calling an operation (a layer, or a function of `tengen.ops`) on a `SymbolicTensor`
computes nothing: it infers the output shapes and leaves a `Node`. The room `graph`
turns nodes into a function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import context
from tengen.core.dtypes import standardize_dtype
from tengen.core.messages import complain
from tengen.core.naming import auto_name
from tengen.core.shapes import Shape, merge_probes, stand_in, standardize_shape
from tengen.core.trees import flatten, leaves, map_structure


class SymbolicTensor:
    """A tensor without values: a shape, a dtype, and the node it comes from.

    Attributes:
        shape: sizes, `None` where unknown.
        dtype: the dtype's name.
        node: the call that made it; `None` for a free-standing one.
        index: its place among that call's flattened outputs.
    """

    def __init__(
        self,
        shape: Any,
        dtype: Any = None,
        name: str | None = None,
        node: Node | None = None,
        index: int = 0,
    ) -> None:
        self.shape: Shape = standardize_shape(shape)
        self.dtype = standardize_dtype(dtype)
        self.name = name or auto_name("keras_tensor")
        self.node = node
        self.index = index

    sparse = ragged = False  # all tensors here are dense

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)

    rank = ndim

    def __repr__(self) -> str:
        return (
            f"<KerasTensor shape={tuple(self.shape)}, dtype={self.dtype}, "
            f"name={self.name}>"
        )

    def __bool__(self) -> bool:
        raise TypeError(self._no_value("the truth of"))

    def __float__(self) -> float:
        raise TypeError(self._no_value("float of"))

    def __int__(self) -> int:
        raise TypeError(self._no_value("int of"))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        raise TypeError(self._no_value("the NumPy array of"))

    def __iter__(self) -> Any:
        raise TypeError(self._no_value("iteration over"))

    def _no_value(self, what: str) -> str:
        return complain(
            f"{what} symbolic tensor {self.name!r}",
            f"shape {tuple(self.shape)}, which has no values until the model runs",
            fix="use functions of tengen.ops, or put the code into a layer's call",
        )


class Node:
    """One call of an operation on symbolic tensors.

    Attributes:
        operation: the layer or function that was called.
        args, kwargs: its arguments, symbolic tensors among them.
        inputs: the symbolic tensors of the arguments, flattened.
        outputs: the structure of symbolic tensors it returned.
    """

    def __init__(
        self, operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        self.operation = operation
        self.args = args
        self.kwargs = kwargs
        self.inputs = [x for x in leaves([args, kwargs]) if is_symbolic(x)]
        self.outputs: Any = None

    @property
    def is_input(self) -> bool:
        """Whether this node is where data enters the graph."""
        return not self.inputs

    def flat_outputs(self) -> list[SymbolicTensor]:
        """Return the symbolic tensors it made."""
        return flatten(self.outputs)


def is_symbolic(x: object) -> bool:
    """Say whether a value is a symbolic tensor."""
    return isinstance(x, SymbolicTensor)


is_keras_tensor = is_symbolic  # its public name


def any_symbolic(args: Any, kwargs: Any = None) -> bool:
    """Say whether a symbolic tensor is among the leaves of the arguments."""
    return any(is_symbolic(leaf) for leaf in leaves([args, kwargs or {}]))


def call_symbolically(
    operation: Any,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    """Record a call of `operation` and return its symbolic outputs.

    Args:
        operation: what the node refers to, with a `name`.
        function: what runs on stand-in values to infer the output shapes.
    """
    specs = infer_outputs(function, args, kwargs)
    node = Node(operation, args, kwargs)
    count = iter(range(len(flatten(specs))))
    node.outputs = map_structure(
        lambda spec: SymbolicTensor(
            spec.shape, spec.dtype, node=node, index=next(count)
        ),
        specs,
    )
    return node.outputs


class _Spec:
    def __init__(self, shape: Shape, dtype: str) -> None:
        self.shape = shape
        self.dtype = dtype


def infer_outputs(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """Return the shapes and dtypes of `function`'s results without computing them.

    The function is evaluated abstractly at two stand-in sizes per unknown dimension.
    """
    try:
        return _merge_two_probes(function, args, kwargs, _abstractly)
    except jax.errors.ConcretizationTypeError:
        # Python code that looks at values: run it on real ones to learn the shapes.
        return _merge_two_probes(function, args, kwargs, _concretely)


def _merge_two_probes(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    evaluate: Callable[..., Any],
) -> Any:
    first = _probe(function, args, kwargs, evaluate, 0)
    unknown = any(
        None in leaf.shape for leaf in leaves([args, kwargs]) if is_symbolic(leaf)
    )
    second = _probe(function, args, kwargs, evaluate, 1) if unknown else first
    return map_structure(
        lambda a, b: _Spec(merge_probes(a.shape, b.shape), str(a.dtype)), first, second
    )


def _abstractly(
    run: Callable[..., Any], symbols: list[SymbolicTensor], which: int
) -> Any:
    specs = [
        jax.ShapeDtypeStruct(stand_in(symbol.shape, which), symbol.dtype)
        for symbol in symbols
    ]
    return jax.eval_shape(run, specs)


def _concretely(
    run: Callable[..., Any], symbols: list[SymbolicTensor], which: int
) -> Any:
    return run(
        [
            jnp.ones([8 + 8 * which if n is None else n for n in s.shape], s.dtype)
            for s in symbols
        ]
    )


def _probe(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    evaluate: Callable[..., Any],
    which: int,
) -> Any:
    symbols = [leaf for leaf in leaves([args, kwargs]) if is_symbolic(leaf)]

    def run(values: list[Any]) -> Any:
        fill = iter(values)
        real_args, real_kwargs = map_structure(
            lambda leaf: next(fill) if is_symbolic(leaf) else leaf, [args, kwargs]
        )
        with context.bind(), context.open_call():
            return function(*real_args, **real_kwargs)

    return evaluate(run, symbols, which)
