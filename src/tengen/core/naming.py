"""Automatic names: `dense`, `dense_1`, ...; counts only, no objects are held."""

from __future__ import annotations

import re
from collections import Counter

_counts: Counter[str] = Counter()


def to_snake_case(name: str) -> str:
    """Return `Conv2DTranspose` as `conv2d_transpose`.

    Example:
        >>> to_snake_case("BatchNormalization"), to_snake_case("ReLU")
        ('batch_normalization', 're_lu')
    """
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def auto_name(prefix: str) -> str:
    """Return the prefix, numbered from its second use on."""
    prefix = to_snake_case(prefix)
    count = _counts[prefix]
    _counts[prefix] += 1
    return f"{prefix}_{count}" if count else prefix


def reset_names() -> None:
    """Start counting again (part of `clear_session`)."""
    _counts.clear()
