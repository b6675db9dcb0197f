"""Models in files: `.keras`, `.h5` of every age of Keras, `.weights.h5`.

Loading never runs code: a file is data, and only classes that are known are built.
What reads and writes files is loaded when it is first used, and h5py with it.
"""

from __future__ import annotations

import importlib
from typing import Any

from tengen.core.registry import custom_object_scope
from tengen.core.registry import register_serializable as register_keras_serializable
from tengen.saving.errors import LoadError, MissingFile

_FILES = {"load_model", "load_weights", "save_model", "save_weights"}
_OBJECTS = {
    *("deserialize_keras_object", "get_custom_objects", "get_registered_name"),
    *("get_registered_object", "serialize_keras_object"),
}
_EDITOR = "KerasFileEditor"
CustomObjectScope = custom_object_scope

__all__ = [
    "CustomObjectScope",
    "KerasFileEditor",
    "LoadError",
    "MissingFile",
    "custom_object_scope",
    "register_keras_serializable",
    *sorted(_FILES | _OBJECTS),
]


def __getattr__(name: str) -> Any:
    if name in _FILES:
        return getattr(importlib.import_module("tengen.saving.files"), name)
    if name in _OBJECTS:
        return getattr(importlib.import_module("tengen.saving.objects"), name)
    if name == _EDITOR:
        return importlib.import_module("tengen.saving.file_editor").KerasFileEditor
    raise AttributeError(f"module 'tengen.saving' has no attribute {name!r}")
