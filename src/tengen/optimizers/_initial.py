"""How a slot begins."""

from __future__ import annotations

from typing import Any

import numpy as np

from tengen.core.dtypes import standardize_dtype
from tengen.core.shapes import standardize_shape


def initial_value(initializer: Any, shape: Any, dtype: Any) -> Any:
    """Return the first value of a slot: a number everywhere, or an initializer's."""
    shape, dtype = standardize_shape(shape), standardize_dtype(dtype)
    if isinstance(initializer, str) and initializer == "zeros":
        initializer = 0
    if isinstance(initializer, (int, float)):
        return np.full(shape, initializer, dtype)
    if isinstance(initializer, (str, dict)):
        from tengen import initializers

        initializer = initializers.get(initializer)
    return initializer(shape, dtype)
