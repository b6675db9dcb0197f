"""Functions of `tengen.ops` in graphs, as data and back."""

from __future__ import annotations

from functools import cache
from typing import Any

from tengen import ops
from tengen.core.messages import complain
from tengen.core.symbolic import Node
from tengen.core.trees import flatten


def operation_entry(
    operation: Any, call: Node
) -> tuple[dict[str, Any], Any, dict[str, Any]]:
    """Return the entry of a function in a graph, and the arguments of its call."""
    name = operation.function.__name__
    if name not in _names():
        raise ValueError(
            complain(
                f"the graph calls the function {name!r}",
                expected="layers and functions of tengen.ops",
                fix="put the call into a layer of your own",
            )
        )
    entry = {
        "module": "tengen.ops",
        "class_name": "function",
        "config": name,
        "registered_name": None,
    }
    return entry, call.args, call.kwargs


@cache
def _names() -> frozenset[str]:
    rooms = (ops.core, ops.nn, ops.numpy)
    return frozenset(
        name for room in rooms for name in vars(room) if not name.startswith("_")
    )


class OperationMaker:
    """Calls a function of `tengen.ops` and gives its node the name in the file."""

    def __init__(self, function: Any, name: str) -> None:
        self.function = function
        self.name = name

    @classmethod
    def of(cls, entry: dict[str, Any]) -> OperationMaker | None:
        """Return the maker for an entry, `None` for layers."""
        if entry.get("module") != "tengen.ops":
            return None
        name = entry["config"]
        if name not in _names():
            raise ValueError(complain(f"unknown function {name!r} of tengen.ops"))
        return cls(getattr(ops, name), entry["name"])

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        results = self.function(*args, **kwargs)
        flatten(results)[0].node.operation.name = self.name
        return results
