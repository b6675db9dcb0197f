"""Objects as plain data: `{"module", "class_name", "config", "registered_name"}`.

`serialize` writes the form that Keras 3 writes; `deserialize` is the way back. It
builds classes and finds functions that a registry knows, and nothing else: names in
data never lead to an import, and code in data is never run.
"""

from __future__ import annotations

import types
from typing import Any

import jax.numpy as jnp
import numpy as np

from tengen.core import sharing
from tengen.core.dtypes import standardize_dtype
from tengen.core.messages import complain
from tengen.core.registry import Registry, custom_object, registries

_PLAIN = (str, int, float, bool, type(None))
_LIBRARIES = ("keras", "tengen", "tensorflow", "tf_keras")
_FUNCTIONS = ("activation", "loss", "metric", "operation")
_KIND_OF_ROOM = {
    "activations": "activation",
    "constraints": "constraint",
    "dtype_policies": "dtype policy",
    "functional": "layer",
    "initializers": "initializer",
    "layers": "layer",
    "losses": "loss",
    "metrics": "metric",
    "model": "layer",
    "models": "layer",
    "optimizers": "optimizer",
    "regularizers": "regularizer",
    "schedules": "learning rate schedule",
    "sequential": "layer",
}


# -- from objects to data --------------------------------------------------------------


def serialize(thing: Any) -> Any:
    """Turn an object, function, or nest of these into data that JSON can hold.

    Raises:
        TypeError: for an object that is none of the library's and has no `get_config`.

    Example:
        >>> from tengen.losses import Huber
        >>> serialize(Huber(2.0))["config"]
        {'delta': 2.0}
    """
    if isinstance(thing, np.generic):
        return thing.item()
    if isinstance(thing, _PLAIN):
        return thing
    if isinstance(thing, tuple):
        return tuple(serialize(item) for item in thing)
    if isinstance(thing, (list, set)):
        return [serialize(item) for item in thing]
    if isinstance(thing, dict):
        return {str(key): serialize(item) for key, item in thing.items()}
    entry = _special(thing)
    if entry is not None:
        return entry
    if hasattr(thing, "get_config"):
        own = getattr(thing, "serialized_entry", None)
        return own() if own is not None else object_entry(thing)
    if hasattr(thing, "as_list"):  # a shape
        return tuple(thing.as_list())
    if callable(thing) and hasattr(thing, "__name__"):
        return _function(thing)
    raise TypeError(
        complain(
            f"a {type(thing).__name__} cannot be written to a file",
            repr(thing)[:80],
            fix="give its class get_config and from_config",
        )
    )


def _special(thing: Any) -> dict[str, Any] | None:
    """Return what Keras writes for arrays, bytes, slices and `...`."""
    if isinstance(thing, bytes):
        return {"class_name": "__bytes__", "config": {"value": thing.decode()}}
    if isinstance(thing, slice):
        ends = {"start": thing.start, "stop": thing.stop, "step": thing.step}
        return {"class_name": "__slice__", "config": serialize(ends)}
    if thing is Ellipsis:
        return {"class_name": "__ellipsis__", "config": {}}
    if hasattr(thing, "__array__") and not hasattr(thing, "get_config"):
        array = np.asarray(thing)
        if array.ndim == 0:
            return {"class_name": "__scalar__", "config": {"value": array.item()}}
        name = "__numpy__" if isinstance(thing, np.ndarray) else "__tensor__"
        config = {"value": array.tolist(), "dtype": array.dtype.name}
        return {"class_name": name, "config": config}
    return None


def object_entry(thing: Any) -> dict[str, Any]:
    """Return the entry of an object that has `get_config`."""
    kind = type(thing)
    registered = vars(kind).get("_registered_name")  # not that of a base class
    if registered is None and not is_built_in(kind.__module__):
        registered = kind.__name__
    entry = {
        "module": public_module(kind),
        "class_name": kind.__name__,
        "config": serialize(thing.get_config()),
        "registered_name": registered,
    }
    sharing.mark(thing, entry)
    return entry


def _function(thing: Any) -> dict[str, Any]:
    if thing.__name__ == "<lambda>":
        return {"class_name": "__lambda__", "config": {"value": None}}
    name = getattr(thing, "_registered_name", None) or thing.__name__
    module = getattr(thing, "__module__", None)
    if module is not None and is_built_in(module):
        module = "keras.ops" if module.startswith("tengen.ops") else "builtins"
    return {
        "module": module,
        "class_name": "function",
        "config": name,
        "registered_name": name if ">" in name else "function",
    }


def is_built_in(module: str) -> bool:
    """Say whether a module is the library's own, under any of its names."""
    return module.split(".")[0] in _LIBRARIES


def public_module(kind: type) -> str | None:
    """Return where Keras has a class: `tengen.losses.hinges` is `keras.losses`."""
    rooms = kind.__module__.split(".")
    if rooms == ["__main__"]:
        return None
    if rooms[0] != "tengen":
        return kind.__module__
    if "callbacks" in rooms:
        return "keras.callbacks"
    if rooms[1] == "layers":
        is_ours = "_registered_name" in vars(kind)  # Keras has no such layer
        return "tengen.layers" if is_ours else "keras.layers"
    if rooms[1] in ("models", "core"):
        return "keras"
    return ".".join(["keras", *(rooms[1:-1] or rooms[1:])])


# -- from data to objects --------------------------------------------------------------


def deserialize(data: Any) -> Any:
    """Return the objects that `serialize` described; other data stays as it is.

    An entry needs a `"module"`, or a special class name such as `"__numpy__"`; dicts
    without one are data.

    Raises:
        ValueError: for a class or function that is not known, naming it.

    Example:
        >>> from tengen.losses import Huber
        >>> deserialize([serialize(Huber(2.0)), 3])
        [Huber(delta=2.0), 3]
    """
    if isinstance(data, (list, tuple)):
        return type(data)(deserialize(item) for item in data)
    if not isinstance(data, dict):
        return data
    if "class_name" in data and "config" in data:
        name = data["class_name"]
        if not isinstance(name, str):
            raise ValueError(complain("the name of a class", repr(name)[:80], "text"))
        if name.startswith("__") and name.endswith("__"):
            return _from_special(name, data["config"])
        if "module" in data:
            return _from_entry(data)
    return {key: deserialize(item) for key, item in data.items()}


def _from_special(name: str, config: Any) -> Any:
    if name in ("__numpy__", "__tensor__"):
        dtype = standardize_dtype(config["dtype"])
        array = np.asarray(config["value"], dtype=dtype)
        return array if name == "__numpy__" else jnp.asarray(array)
    if name == "__scalar__":
        return config["value"]
    if name == "__bytes__":
        return config["value"].encode()
    if name == "__slice__":
        return slice(config["start"], config["stop"], config["step"])
    if name == "__ellipsis__":
        return Ellipsis
    if name == "__lambda__":
        raise ValueError(
            complain(
                "a lambda is stored as program code, which is never run",
                fix="define the function with a name and pass it in custom_objects",
            )
        )
    raise ValueError(complain(f"a value of kind {name!r} cannot be read"))


def _from_entry(data: dict[str, Any]) -> Any:
    config = data["config"]
    if data["class_name"] == "function":
        return _find_function(data)
    known = sharing.known(data)
    if known is not None:
        return known
    kind = find_class(data)
    if not isinstance(kind, type):
        return kind
    config = {} if config is None else config
    if not isinstance(config, (dict, list if hasattr(kind, "add") else dict)):
        what = f"the arguments of {data['class_name']}"
        raise ValueError(complain(what, repr(config)[:80], "a dict by names"))
    from_config = getattr(kind, "from_config", None)
    thing = from_config(config) if from_config else kind(**deserialize(config))
    restore = getattr(thing, "restore_entry", None)
    if restore is not None:
        restore(data)
    sharing.remember(data, thing)
    return thing


def find_class(data: dict[str, Any]) -> Any:
    """Return the class of an entry.

    Raises:
        ValueError: for a class that is not known.
    """
    name = data["class_name"]
    registered = data.get("registered_name")
    full = registered if isinstance(registered, str) else name
    module = data.get("module")
    built_in = None
    if isinstance(module, str) and is_built_in(module):
        for registry in _registries_of(module):
            built_in = built_in or registry.find_built_in(name)
    found = custom_object(full, custom_object(name, built_in))
    if found is None and "layer" in registries:
        found = registries["layer"].find_own(full.split(">")[-1])
    if found is None:
        raise ValueError(unknown("class", name))
    if found is built_in:
        _check_registered(name, registered, vars(found).get("_registered_name"))
    return found


def _check_registered(name: str, registered: Any, own: str | None = None) -> None:
    """Refuse an entry that means two things: one of the library, and another's."""
    if registered not in (None, "", name, own, "function"):
        what = f"{name!r} is the library's own, but is said to be registered"
        expected = "none; the file was not written by Keras or tengen"
        raise ValueError(complain(what, repr(registered)[:80], expected))


def _registries_of(module: Any) -> list[Registry]:
    for room in reversed(module.split(".")):
        kind = _KIND_OF_ROOM.get(room)
        if kind in registries:
            return [registries[kind]]
    if module.startswith("keras.src.ops"):
        return []
    kinds = ("layer", "dtype policy")
    return [registries[kind] for kind in kinds if kind in registries]


def _find_function(data: dict[str, Any]) -> Any:
    name = data["config"]
    if not isinstance(name, str):
        raise ValueError(complain("the name of a function", repr(name)[:80], "text"))
    module = data.get("module") or ""
    built_in = None
    if module == "builtins" or is_built_in(module):
        for kind in _FUNCTIONS:
            entry = registries[kind].find_built_in(name) if kind in registries else None
            if built_in is None and isinstance(entry, types.FunctionType):
                built_in = entry
    found = custom_object(name, built_in)
    if found is None:
        raise ValueError(unknown("function", name))
    if found is built_in:
        own = getattr(found, "_registered_name", None)
        _check_registered(name, data.get("registered_name"), own)
    return found


def unknown(what: str, name: str) -> str:
    """Return the message for a class or function that is not known."""
    return complain(
        f"unknown {what} {name!r}",
        fix=f"pass custom_objects={{{name!r}: ...}}, or decorate it with "
        "@register_keras_serializable() and import it",
    )
