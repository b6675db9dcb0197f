"""Automatic names: `dense`, `dense_1`, ...; counts only, no objects are held."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_counts: Counter[str] = Counter()
_scopes: ContextVar[tuple[str, ...]] = ContextVar("name_scopes", default=())


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


@contextmanager
def name_scope(name: str) -> Iterator[None]:
    """Put a name before the paths of variables that are made inside.

    Layers name their own variables, whatever the scope.

    Example:
        >>> from tengen.core.variable import Variable
        >>> with name_scope("encoder"):
        ...     Variable([0.0], name="bias").path
        'encoder/bias'
    """
    token = _scopes.set((*_scopes.get(), name))
    try:
        yield
    finally:
        _scopes.reset(token)


def path_in_scope(name: str) -> str:
    """Return the path of a name inside the scopes that are open."""
    return "/".join((*_scopes.get(), name))


def reset_names() -> None:
    """Start counting again (part of `clear_session`)."""
    _counts.clear()
