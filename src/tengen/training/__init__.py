"""Training: the compile record, data, checks, the compiled step and epoch, callbacks.

Nothing here knows the class `Model`: a model is something with variables that can be
called. The facade's methods are in `tengen.models`. For training loops of one's own
there are `GradientTape` and `compiled`.
"""

from __future__ import annotations

import importlib
from typing import Any

_NAMES = {
    "GradientTape": "gradient_tape",
    "compiled": "compiled_function",
    "functions_run_eagerly": "eagerly",
    "run_functions_eagerly": "eagerly",
}

__all__ = [
    "GradientTape",
    "compiled",
    "functions_run_eagerly",
    "run_functions_eagerly",
]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(importlib.import_module(f"{__name__}.{_NAMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
