"""Objects as plain data: `{"module", "class_name", "config", "registered_name"}`.

The way back is `Registry.deserialize`, which builds known classes only.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tengen.core.configurable import Configurable


def serialize(thing: Any) -> Any:
    """Turn an object, function, or nest of these into data that JSON can hold.

    Example:
        >>> from tengen.losses import Huber
        >>> serialize(Huber(2.0))["config"]
        {'delta': 2.0}
    """
    if isinstance(thing, (list, tuple)):
        return [serialize(item) for item in thing]
    if isinstance(thing, dict):
        return {str(key): serialize(item) for key, item in thing.items()}
    if isinstance(thing, (np.generic, np.ndarray)):
        return thing.tolist()
    if isinstance(thing, Configurable) or hasattr(thing, "get_config"):
        return _object(thing)
    if callable(thing):
        return _function(thing)
    return thing


def _object(thing: Any) -> dict[str, Any]:
    kind = type(thing)
    return {
        "module": public_module(kind),
        "class_name": kind.__name__,
        "config": serialize(thing.get_config()),
        "registered_name": getattr(kind, "_registered_name", None),
    }


def _function(thing: Any) -> dict[str, Any]:
    name = getattr(thing, "_registered_name", None) or thing.__name__
    return {
        "module": "builtins",
        "class_name": "function",
        "config": name,
        "registered_name": name if ">" in name else "function",
    }


def public_module(kind: type) -> str:
    """Return where Keras has a class: `tengen.losses.hinges` is `keras.losses`."""
    rooms = kind.__module__.split(".")
    if rooms[0] != "tengen":
        return kind.__module__
    if "callbacks" in rooms:
        return "keras.callbacks"
    return ".".join(["keras", *(rooms[1:-1] or rooms[1:])])
