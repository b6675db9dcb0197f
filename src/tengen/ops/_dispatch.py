"""How a function of `tengen.ops` serves real and symbolic tensors alike."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from tengen.core.naming import auto_name
from tengen.core.symbolic import any_symbolic, call_symbolically
from tengen.core.trees import map_structure
from tengen.core.variable import Variable

P = ParamSpec("P")
R = TypeVar("R")


class FunctionOperation:
    """What a graph node refers to where a plain function was called.

    Attributes:
        function: the public function, called again when the graph runs.
        name: numbered like a layer's name.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.name = auto_name(function.__name__)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)


def op(function: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function of arrays: it then also takes variables and symbolic tensors.

    Variables are read; with a symbolic tensor among the arguments the call is recorded
    as a node of the graph and symbolic tensors are returned.
    """

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        if any_symbolic(args, kwargs):
            return call_symbolically(FunctionOperation(call), call, args, kwargs)
        args, kwargs = map_structure(_read, [args, kwargs])
        return function(*args, **kwargs)

    return call


def _read(leaf: Any) -> Any:
    return leaf.value if isinstance(leaf, Variable) else leaf
