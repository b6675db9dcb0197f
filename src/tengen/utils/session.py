"""`clear_session`: automatic names and leftovers of dropped models."""

from __future__ import annotations

import gc


def clear_session(free_memory: bool = True) -> None:
    """Count automatic names from the beginning again, and free what is not used.

    Models and layers that a program still holds stay as they are.

    Args:
        free_memory: whether to look for what dropped models have left.

    Example:
        >>> from tengen import layers
        >>> clear_session()
        >>> layers.Dense(1).name, layers.Dense(1).name
        ('dense', 'dense_1')
        >>> clear_session()
        >>> layers.Dense(1).name
        'dense'
    """
    from tengen.core.naming import reset_names

    reset_names()
    if free_memory:
        gc.collect()
