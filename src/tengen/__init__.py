"""tengen: a deep-learning system for people who learn, teach and play with networks.

The Keras API on JAX/XLA, with its own CPU kernels for convolution networks; and a Go
lab. This module only re-exports; each part is loaded when it is first used.

Example:
    >>> import tengen
    >>> from tengen import layers, models
    >>> model = models.Sequential([tengen.Input((2,)), layers.Dense(1)])
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_MODULES = {
    *("activations", "applications", "backprop", "callbacks", "config", "constraints"),
    "course",
    *(
        "datasets",
        "go",
        "initializers",
        "kernels",
        "layers",
        "losses",
        "metrics",
        "models",
    ),
    *("ops", "optimizers", "preprocessing", "random", "regularizers", "saving"),
    *("testing", "utils", "visualization"),
}
_NAMES = {
    "Input": "tengen.layers",
    "Layer": "tengen.layers",
    "Model": "tengen.models",
    "Sequential": "tengen.models",
    "Variable": "tengen.core.variable",
    "name_scope": "tengen.core.naming",
}

__all__ = [*sorted(_MODULES), *sorted(_NAMES), "__version__"]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f"tengen.{name}")
    if name in _NAMES:
        return getattr(importlib.import_module(_NAMES[name]), name)
    raise AttributeError(f"module 'tengen' has no attribute {name!r}")


def load_ipython_extension(shell: Any) -> None:
    """Let `keras` and `tensorflow` mean tengen in a notebook: `%load_ext tengen`.

    Raises:
        ImportError: where the notebook has already imported a real one; it is never
            replaced.
    """
    importlib.import_module("tengen.compat").as_keras()


def unload_ipython_extension(shell: Any) -> None:
    """Undo it: `%unload_ext tengen`."""
    importlib.import_module("tengen.compat").uninstall()


def __dir__() -> list[str]:
    return sorted(__all__)
