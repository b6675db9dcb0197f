"""Single objects as data and back, under the names that Keras has for it."""

from __future__ import annotations

from typing import Any

from tengen.core import sharing
from tengen.core.registry import (
    custom_object,
    custom_object_scope,
    custom_objects,
)
from tengen.core.serialized import deserialize, serialize
from tengen.saving.compiling import model_entry
from tengen.saving.dialects import modern_compile_config, modernize


def serialize_keras_object(obj: Any) -> Any:
    """Return an object as plain data; a model with its compile configuration.

    Example:
        >>> from tengen import layers
        >>> serialize_keras_object(layers.Dense(3))["class_name"]
        'Dense'
    """
    return model_entry(obj) if hasattr(obj, "compiled") else serialize(obj)


def deserialize_keras_object(
    config: Any, custom_objects: dict[str, Any] | None = None, safe_mode: bool = True
) -> Any:
    """Return the object that `serialize_keras_object` described.

    Args:
        config: data; anything that is not an entry of an object stays as it is.
        custom_objects: classes and functions by their names in the data.
        safe_mode: accepted; code in data is never run.

    Raises:
        ValueError: for a class or function that is not known.
    """
    with custom_object_scope(custom_objects), sharing.reading():
        thing = deserialize(modernize(config) if _is_layer(config) else config)
        if not isinstance(config, dict):
            return thing
        build_config = config.get("build_config")
        if build_config and not getattr(thing, "built", True):
            thing.build_from_config(build_config)
        compile_config = config.get("compile_config")
        if compile_config:
            thing.compile_from_config(modern_compile_config(compile_config))
        return thing


def _is_layer(config: Any) -> bool:
    if not isinstance(config, dict) or "config" not in config:
        return False
    module = str(config.get("module") or "keras.layers")
    return any(room in module for room in ("layers", "models", "sequential")) or (
        module == "keras"
    )


def get_custom_objects() -> dict[str, Any]:
    """Return all registered classes and functions; the dict itself, not a copy."""
    return custom_objects


def get_registered_name(obj: Any) -> str:
    """Return the name a class or function is registered under, or its own."""
    registered = getattr(obj, "__dict__", {}).get("_registered_name")
    return str(registered or obj.__name__)


def get_registered_object(
    name: str,
    custom_objects: dict[str, Any] | None = None,
    module_objects: dict[str, Any] | None = None,
) -> Any:
    """Return what is registered under a name, `None` where nothing is."""
    for objects in (custom_objects or {}, module_objects or {}):
        if name in objects:
            return objects[name]
    return custom_object(name)
