"""Functions on symbolic tensors - `x + y`, `ops.concatenate` - as data and back."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable
from functools import cache
from typing import Any

from tengen import activations, ops
from tengen.core.dtypes import standardize_dtype
from tengen.core.messages import complain
from tengen.core.registry import Registry
from tengen.core.symbolic import Node
from tengen.core.trees import flatten
from tengen.saving import keras_operations, tf_operations

_OWN = "tengen.ops"
_KERAS = "keras.src.ops."
# Arguments in the configurations of Keras that say nothing to our functions.
_FORGOTTEN = {"name", "dtype_policy", "flash_attention", "synchronized", "sparse"}

Entry = dict[str, Any]


# -- writing ---------------------------------------------------------------------------


def operation_entry(operation: Any, call: Node) -> tuple[Entry, Any, dict[str, Any]]:
    """Return the entry of a function in a graph, and the arguments of its call.

    Raises:
        ValueError: for a function that files cannot name.
    """
    function, name = operation.function, operation.function.__name__
    if _functions().get(name) is function:
        written = _as_keras_does(operation.name, operation.function, call)
        if written is not None:
            return written
        entry = {"module": _OWN, "class_name": "function", "config": name}
        return {**entry, "registered_name": None}, call.args, call.kwargs
    is_activation = activations.registry.find(name) is function
    if is_activation and len(call.args) == 1 and not call.kwargs:
        config = {"name": operation.name, "activation": name}
        entry = {"module": "keras.layers", "class_name": "Activation", "config": config}
        return {**entry, "registered_name": None}, call.args, {}
    raise ValueError(
        complain(
            f"the graph calls the function {name!r}",
            expected="layers and functions of tengen.ops",
            fix="put the call into a layer of your own",
        )
    )


def _as_keras_does(
    name: str, function: Callable[..., Any], call: Node
) -> tuple[Entry, Any, dict[str, Any]] | None:
    keras = keras_operations.of_function(function.__name__)
    if keras is None:
        return None
    bound = inspect.signature(function).bind(*call.args, **call.kwargs)
    given = dict(bound.arguments)
    args = [given.pop(key) for key in keras.tensors if key in given]
    if any(key in given for key in keras.tensors):
        return None
    if "dtype" in given and given["dtype"] is not None:
        given["dtype"] = standardize_dtype(given["dtype"])
    entry = {
        "module": f"{_KERAS}{keras.module}",
        "class_name": keras.class_name,
        "config": {"name": name, **given},
        "registered_name": keras.class_name,
    }
    return entry, args, {}


@cache
def _functions() -> dict[str, types.FunctionType]:
    """Return the functions of `tengen.ops` by name; nothing else is ever called."""
    return {
        name: thing
        for room in (ops.core, ops.nn, ops.numpy)
        for name, thing in vars(room).items()
        if isinstance(thing, types.FunctionType) and not name.startswith("_")
    }


class _Operations(Registry):
    """The functions of `tengen.ops`, for layers that were given one by name."""

    def find_built_in(self, name: str) -> Any | None:
        """Return the function of a name, or `None`."""
        return _functions().get(name)


_Operations("operation")


# -- reading ---------------------------------------------------------------------------


class OperationMaker:
    """Calls a function of `tengen.ops` and gives its node the name in the file."""

    def __init__(
        self,
        function: Callable[..., Any],
        name: str,
        given: dict[str, Any],
        convert: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    ) -> None:
        self.function = function
        self.name = name
        self.given = given
        self.convert = convert

    @classmethod
    def of(cls, entry: Entry) -> OperationMaker | None:
        """Return the maker for an entry, `None` for layers.

        Raises:
            ValueError: for a function that is not known.
        """
        module = entry.get("module") or ""
        if entry["class_name"] in tf_operations.CLASSES:
            name, convert = tf_operations.translate(entry["config"].get("function"))
            return cls(_known(name), entry["name"], {}, convert)
        if module == _OWN:
            return cls(_known(entry["config"]), entry["name"], {})
        if not module.startswith(_KERAS):
            return None
        keras = keras_operations.of_class(entry["class_name"])
        if keras is None:
            raise ValueError(complain(f"unknown operation {entry['class_name']!r}"))
        config = entry["config"].items()
        given = {key: value for key, value in config if key not in _FORGOTTEN}
        return cls(_known(keras.function), entry["name"], given)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.function is ops.get_item and len(args) > 1:
            key = args[1]
            args = (args[0], tuple(key) if isinstance(key, list) else key)
        results = self.function(*args, **{**self.given, **self.convert(kwargs)})
        flatten(results)[0].node.operation.name = self.name
        return results


def _known(name: Any) -> Callable[..., Any]:
    function = _functions().get(name) if isinstance(name, str) else None
    if function is None:
        raise ValueError(complain(f"unknown function {name!r} of tengen.ops"))
    return function
