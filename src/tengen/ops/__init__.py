"""The functional vocabulary: functions of real and of symbolic tensors.

Thin over `jax.numpy`; names, arguments and defaults are those of `keras.ops`. Given a
symbolic tensor (`keras.Input`, a layer's output), a function computes nothing: it
becomes part of the model, as a layer would.

Example:
    >>> sum([[1.0, 2.0], [3.0, 4.0]], axis=0).tolist()
    [4.0, 6.0]
"""

import importlib
from types import ModuleType as _ModuleType

from tengen.ops import _operators as _operators  # +, -, ... of symbolic tensors
from tengen.ops import core as core
from tengen.ops import linalg as linalg
from tengen.ops import nn as nn
from tengen.ops import numpy as numpy
from tengen.ops.core import *  # noqa: F403
from tengen.ops.nn import *  # noqa: F403
from tengen.ops.numpy import *  # noqa: F403


def __getattr__(name: str) -> _ModuleType:
    if name == "image":  # loaded when it is first named
        return importlib.import_module("tengen.ops.image")
    raise AttributeError(f"module 'tengen.ops' has no attribute {name!r}")
