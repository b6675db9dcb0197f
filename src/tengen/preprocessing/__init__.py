"""Data made ready the way scripts of Keras 1 and 2 do it.

`text` counts and numbers words, `sequence` cuts series into windows, `image` turns
pictures at random while a model trains. Each is loaded when it is first used. What
Keras 3 recommends instead are the layers of preprocessing and the functions
`tengen.utils.image_dataset_from_directory` and its kin.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["image", "sequence", "text"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f"tengen.preprocessing.{name}")
    raise AttributeError(f"module 'tengen.preprocessing' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
