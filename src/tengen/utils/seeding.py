"""One seed for everything that draws."""

from __future__ import annotations

import random

import numpy as np


def set_random_seed(seed: int) -> None:
    """Seed Python's `random`, NumPy's global generator and tengen's own.

    Args:
        seed: a whole number from 0 to 2**32 - 1.

    Raises:
        ValueError: for anything else.

    Example:
        >>> set_random_seed(812)
        >>> first = np.random.rand()
        >>> set_random_seed(812)
        >>> bool(np.random.rand() == first)
        True
    """
    whole = isinstance(seed, (int, np.integer)) and not isinstance(seed, bool)
    if not whole or not 0 <= seed < 2**32:
        raise ValueError(
            "set_random_seed: argument `seed`\n"
            f"  got {seed!r}; expected a whole number from 0 to 2**32 - 1"
        )
    # Late: the engine starts JAX, and this module must stay light to import.
    from tengen.core import random_state

    random.seed(int(seed))
    np.random.seed(int(seed))
    random_state.set_seed(int(seed))
