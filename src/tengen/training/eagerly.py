"""Whether steps are compiled, or run layer by layer in Python, to look into them."""

from __future__ import annotations

from typing import Any


class _Everywhere:
    is_on = False


def run_functions_eagerly(run_eagerly: bool) -> None:
    """Run every model of this process eagerly, whatever `compile` was told.

    Args:
        run_eagerly: `False` returns to what `compile` says.
    """
    _Everywhere.is_on = bool(run_eagerly)


def functions_run_eagerly() -> bool:
    """Say whether every model runs eagerly."""
    return _Everywhere.is_on


def is_on(record: Any) -> bool:
    """Say whether a model with this compile record (or `None`) runs eagerly."""
    return _Everywhere.is_on or (record is not None and bool(record.run_eagerly))
